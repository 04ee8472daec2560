"""Every action of the interface, once: keys, scope, words, and when it can be done.

Key dispatch, footer, help screen, command palette and `docs/reference/keys.md` are made from this table.
A screen carries an action out in its method `do_<name>`; the name is the id without its scope.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

# The names of okr.domain.policy.Action in `GoalView.may`; that module takes longer to load than the first paint can
# wait (they are compared by a test).
MAY_EDIT = "edit_goal"
MAY_CHECK_IN = "check_in"
MAY_ASK = "ask_contribution"
MAY_LINK = "link_goal"
MAY_ADD_WORK = "add_initiative"


@dataclass(frozen=True, slots=True)
class Context:
    """What is true on the screen at this moment, as far as actions depend on it."""

    scopes: tuple[str, ...] = ("everywhere",)
    selected: str | None = None
    goal: str | None = None
    person: str | None = None
    """Whose page it is, where it is a person's."""
    may: frozenset[str] | None = None
    roles: int = 1
    drafts: int = 0
    history: int = 0
    opens: bool = False
    read_only: str | None = None
    problem: bool = False
    refusals: Mapping[str, str] = field(default_factory=dict)
    """Why actions cannot be done now, by their ids, where only the screen knows."""


Refusal = Callable[[Context], str | None]
"""Why an action cannot be done now; None where it can."""


class Action(NamedTuple):
    """One thing that a person can do."""

    id: str
    keys: tuple[str, ...]
    scope: str
    label: str
    help: str
    rank: int = 0
    while_typing: bool = False
    writes: bool = False
    """Whether it changes something, and so is refused while one looks at a day in the past."""
    at_once: str = ""
    """The operation that it carries out without a form; where undoing does not take that back, it is asked about before."""
    refusal: Refusal | None = None

    @property
    def needs_rows(self) -> bool:
        """Whether it is about the line of the cursor, and so waits until there are lines."""
        about_a_line = self.refusal in {_needs_selection, _needs_goal, _needs_number, _needs_edit, _needs_check_in}
        return about_a_line or self.id in {"app.next-pane", "app.previous-pane"}

    @property
    def for_leads(self) -> bool:
        """Whether it is refused to whoever leads nobody, all day long: where room is short, other keys go before it."""
        return self.refusal in {_needs_roles, _needs_team}

    @property
    def name(self) -> str:
        """The part of the id that names the method."""
        return self.id.rpartition(".")[2].replace("-", "_")

    def refused(self, context: Context) -> str | None:
        """Why it cannot be done now, in words; None where it can."""
        if self.writes and context.read_only:
            return context.read_only
        if self.id in context.refusals:
            return context.refusals[self.id]
        return self.refusal(context) if self.refusal is not None else None


SCOPES = {
    "everywhere": "On every screen",
    "always": "Always, also in dialogs and while typing",
    "list": "Lists",
    "home": "Home",
    "alignment": "Alignment",
    "map": "Map of goals",
    "meeting": "Meeting",
    "goal": "Goal",
    "check-in": "Check-in",
    "accountability": "Accountability",
    "contract": "Contract",
    "agreement": "Contract and requests",
    "conversation": "Conversation",
    "agenda": "Agenda",
    "cycle": "Cycle",
    "carry": "Carrying goals on",
    "columns": "Columns",
    "people": "People",
    "person": "Person",
    "unit": "Unit",
    "why": "Why",
    "dialog": "Dialogs",
    "form": "Forms",
    "long": "Long texts in forms",
    "notices": "Notices",
    "filter": "Filter line",
    "words": "Line of words to find",
    "search": "Search line",
    "confirm": "Questions in the last line",
}
"""The places where actions hold, in the order of the help."""


def _needs_selection(context: Context) -> str | None:
    return None if context.selected else "Nothing is selected: move to a line first."


def _needs_goal(context: Context) -> str | None:
    return None if context.goal else "Move to a goal or key result first."


NUMBERED = frozenset({"unit", "person", "rate"})
"""What stands for numbers of several goals, by the kind of its `Target`."""


def _needs_number(context: Context) -> str | None:
    known = context.goal or context.person or context.selected in NUMBERED or "unit" in context.scopes
    return None if known else "Move to a goal, a key result, a unit, a person or a rate first."


def _needs_somebody(context: Context) -> str | None:
    answered_for = context.goal or context.person or context.selected == "person"
    return None if answered_for else "Move to a goal, a key result or a person first: who answers for it is told."


def _needs_edit(context: Context) -> str | None:
    if context.read_only:
        return context.read_only
    if context.goal is None:
        return "Move to a goal first."
    if context.may is not None and MAY_EDIT not in context.may:
        return f"You may not edit {context.goal}: its owner, its manager and the unit's lead may."
    return None


def _needs_check_in(context: Context) -> str | None:
    if context.read_only:
        return context.read_only
    if context.may is not None and MAY_CHECK_IN not in context.may:
        return f"You may not check in to {context.goal}: its owner, contributors and those in charge may."
    return None


def _needs_problem(context: Context) -> str | None:
    return None if context.problem else "There is no problem here to look behind."


def _needs_roles(context: Context) -> str | None:
    return None if context.roles > 1 else "There is one home for you: you lead no team."


def _needs_team(context: Context) -> str | None:
    return None if context.roles > 1 else "You lead no team: a meeting walks through the goals of a team."


def _needs_drafts(context: Context) -> str | None:
    return None if context.drafts else "Nothing is filled in yet: type a value first."


COMING = frozenset({"app.screen-6"})
"""Actions that say that they come with a later version: neither the help nor the palette speaks of them."""


def _not_built(screen: str) -> Refusal:
    return lambda _: f"{screen} comes with a later version; okr has its numbers in the commands (okr --help)."


ACTIONS: tuple[Action, ...] = (
    # -- everywhere
    Action("app.help", ("?", "f1"), "everywhere", "Help", "Show the keys of this screen", 90),
    Action("app.palette", ("ctrl+p", ":"), "everywhere", "Palette", "Find any action, goal, person or unit", 80),
    Action("app.open", ("enter",), "everywhere", "Open", "Open what the cursor stands on", 10, refusal=_needs_selection),
    Action("app.back", ("escape", "backspace"), "everywhere", "Back", "Go one step back", 20),
    Action("app.quit", ("q",), "everywhere", "Quit", "Close this view; on the first screen, quit", 95),
    Action("app.quit-now", ("ctrl+q",), "always", "Quit at once", "Quit from anywhere; drafts are kept", while_typing=True),
    Action("app.interrupt", ("ctrl+c",), "always", "Quit", "Pressed twice: quit from anywhere", while_typing=True),
    Action("app.suspend", ("ctrl+z",), "always", "Suspend", "Go to the shell; `fg` comes back", while_typing=True),
    Action("app.refresh", ("r",), "everywhere", "Refresh", "Load this screen again", 70),
    Action("app.undo", ("u",), "everywhere", "Undo", "Take your last change back; what it was is named first", writes=True),
    Action("app.notices", ("!",), "everywhere", "Notices", "What you were told: asked, answered, acknowledged"),
    Action("app.day", ("D",), "everywhere", "As of", "Look at any past day, read-only; a large company's comes while you go on"),
    Action("app.cycle", ("P",), "everywhere", "Cycle", "Look at another cycle (period)"),
    Action("app.earlier", ("[",), "everywhere", "Earlier", "To where you were before"),
    Action("app.later", ("]",), "everywhere", "Later", "Forward again, after going to earlier places"),
    Action("app.details", ("d",), "everywhere", "Details", "What stands behind a problem", refusal=_needs_problem),
    Action("app.copy", ("y",), "everywhere", "Copy key", "Copy the key of the selected line to the clipboard", 60, refusal=_needs_selection),
    Action("app.check-in", ("c",), "everywhere", "Check in", "Check in to the selected goal, or to what is due", 30, writes=True, refusal=_needs_check_in),
    Action("app.why", ("w",), "everywhere", "Why", "Explain the selected number: the whole derivation", 40, refusal=_needs_number),
    Action("app.sight", ("^",), "everywhere", "Line of sight", "Show the way from here up to the top", 50, refusal=_needs_goal),
    Action("app.contract", ("o",), "everywhere", "Contract", "Who was asked to contribute here, who agreed, what is open", 55, refusal=_needs_goal),
    Action("app.talk", ("t",), "everywhere", "Talk", "Comments, blockers, work and dependencies of the selected goal", 57, refusal=_needs_goal),
    Action("app.requests", ("R",), "everywhere", "Requests", "Contributions that wait for you, and those that you asked for", 78),
    Action("app.agenda", ("A",), "everywhere", "1:1", "Agenda of a talk: with the selected person, or with whom you name", 79),
    Action("app.nudge", ("b",), "everywhere", "Nudge", "Tell whoever answers for the selected goal, result or person that it waits", 77, writes=True, refusal=_needs_somebody),
    Action("app.find", ("/",), "everywhere", "Find", "Find goals: go to the cascade and type a filter"),
    Action("app.add", ("a",), "everywhere", "New goal", "Write a new goal: below the selected one, or for the selected person", writes=True),
    Action("app.theme", ("T",), "everywhere", "Theme", "Take the next theme: dark, light, high contrast, colour-blind safe"),
    Action("app.screen-1", ("1",), "everywhere", "Home", "Home: what needs you now"),
    Action("app.screen-2", ("2",), "everywhere", "Alignment", "Alignment: the cascade as a tree"),
    Action("app.screen-3", ("3",), "everywhere", "Goal", "Goal: the selected goal, or the one that was open last"),
    Action("app.screen-4", ("4",), "everywhere", "Check-in", "Check-in: all that is due, in one grid"),
    Action("app.screen-5", ("5",), "everywhere", "Accountability", "Accountability: who answers for what"),
    Action("app.screen-6", ("6",), "everywhere", "Customers", "Customers: metrics and feedback", refusal=_not_built("The Customers screen")),
    Action("app.screen-7", ("7",), "everywhere", "People", "People: the organisation as a tree, persons and units"),
    Action("app.screen-8", ("8",), "everywhere", "Cycle", "Cycle: planning, review, grading, lessons, ledger"),
    Action("app.next-pane", ("tab",), "everywhere", "Next pane", "Go to the next pane"),
    Action("app.previous-pane", ("shift+tab",), "everywhere", "Previous pane", "Go to the pane before"),
    # -- lists
    Action("list.down", ("j", "down"), "list", "Down", "One line down"),
    Action("list.up", ("k", "up"), "list", "Up", "One line up"),
    Action("list.left", ("h", "left"), "list", "Left", "To the left, close a branch, or to the parent"),
    Action("list.right", ("l", "right"), "list", "Right", "To the right, open a branch, or to the first child"),
    Action("list.first", ("g g", "home", "ctrl+home"), "list", "First", "To the first line"),
    Action("list.last", ("G", "end", "ctrl+end"), "list", "Last", "To the last line"),
    Action("list.page-down", ("pagedown",), "list", "Page down", "One screen down"),
    Action("list.page-up", ("pageup",), "list", "Page up", "One screen up"),
    Action("list.half-down", ("ctrl+d",), "list", "Half down", "Half a screen down"),
    Action("list.half-up", ("ctrl+u",), "list", "Half up", "Half a screen up"),
    # -- home
    Action("home.role", ("v",), "home", "View as", "Go round the homes: employee, lead, executive", 45, refusal=_needs_roles),
    Action("home.meeting", ("M",), "home", "Meeting", "Walk through my team's goals one by one, with a timer", 48, refusal=_needs_team),
    # -- meeting
    Action("meeting.next", ("n", "pagedown"), "meeting", "Next goal", "Go to the next goal of the team; after the last one, sum up", 3),
    Action("meeting.previous", ("p", "pageup"), "meeting", "Goal before", "Go back to the goal before", 22),
    Action("meeting.onward", ("ctrl+n",), "meeting", "Next goal", "Go to the next goal, also while typing", 12, while_typing=True),
    Action("meeting.pause", ("space",), "meeting", "Pause", "Stop the clock, or let it go on", 24),
    # -- alignment
    Action("alignment.filter", ("/",), "alignment", "Filter", "Filter: words, status:off owner:me unit:CARE area:retention cycle:all stale", 35),
    Action("alignment.mine", ("m",), "alignment", "Mine", "Jump to my next goal", 45),
    Action("alignment.search", ("f",), "alignment", "Search", "Search in the tree: words to jump to, the tree stays whole", 55),
    Action("alignment.next", ("n",), "alignment", "Next", "To the next hit of the search, or match of the filter"),
    Action("alignment.previous", ("N",), "alignment", "Previous", "To the hit before"),
    Action("alignment.sort", ("s",), "alignment", "Sort", "Sort siblings by title, risk, progress, due day, last word, or as they cascade", 65),
    Action("alignment.columns", ("C",), "alignment", "Columns", "Choose the columns"),
    Action("alignment.map", ("M",), "alignment", "Map", "The map: units as columns, goals as boxes, what they contribute to and support", 48),
    Action("alignment.level-1", ("z 1",), "alignment", "Level 1", "Show the tops alone"),
    Action("alignment.level-2", ("z 2",), "alignment", "Level 2", "Open everything down to the second level"),
    Action("alignment.level-3", ("z 3",), "alignment", "Level 3", "Open everything down to the third level"),
    Action("alignment.level-4", ("z 4",), "alignment", "Level 4", "Open everything down to the fourth level"),
    Action("alignment.level-5", ("z z", "z 5"), "alignment", "All levels", "Open everything, as far as it comes on screen"),
    Action("alignment.toggle", ("space",), "alignment", "Fold", "Open or close a branch"),
    Action("alignment.level", ("+",), "alignment", "Unfold", "Open all branches on screen by one level"),
    Action("alignment.fold", ("-",), "alignment", "Fold all", "Close all branches"),
    # -- map
    Action("map.into", ("o",), "map", "Into unit", "Go into the unit of this column", 15, refusal=lambda context: None if context.opens else "No unit stands below this one."),
    Action("map.above", ("O",), "map", "Unit above", "Go back to the unit above", 35, refusal=lambda context: None if context.history else "This is the top of what you opened."),
    # -- goal
    Action("goal.edit", ("e",), "goal", "Edit", "Edit the selected key result, or the goal", 35, writes=True, refusal=_needs_edit),
    Action("goal.decide", ("s",), "goal", "Decide", "Begin, pause, submit, approve, close or cancel the goal; set its status by hand", 38, writes=True),
    Action("goal.add-result", ("K",), "goal", "Add result", "Add a key result to this goal", 42, writes=True, refusal=_needs_edit),
    Action("goal.acknowledge", ("v",), "goal", "Seen", "Say that you have read the newest check-in of the selected result, and something to it", writes=True),
    # -- check-in
    Action("check-in.submit", ("ctrl+s",), "check-in", "Submit", "Record everything that is filled in, all or nothing", 5, while_typing=True, writes=True, refusal=_needs_drafts),
    Action("check-in.next-row", ("enter",), "check-in", "Next row", "Keep what is typed and go to the next row", 10, while_typing=True),
    Action("check-in.next-cell", ("tab",), "check-in", "Next cell", "Keep what is typed and go to confidence, note, blocker", 15, while_typing=True),
    Action("check-in.previous-cell", ("shift+tab",), "check-in", "Cell before", "Back to the cell before", while_typing=True),
    Action("check-in.row-down", ("down",), "check-in", "Down", "One row down", while_typing=True),
    Action("check-in.row-up", ("up",), "check-in", "Up", "One row up", while_typing=True),
    Action("check-in.leave", ("escape",), "check-in", "Back", "Out of the cell, then out of the screen; drafts are kept", 60, while_typing=True),
    Action("check-in.repeat", ("=",), "check-in", "Same", "Take the last value again", 25),
    Action("check-in.scope", ("v",), "check-in", "Mine/team", "Go round: mine, my team's, all I may see", 35),
    Action("check-in.skip", ("s",), "check-in", "Skip", "Leave this row out on purpose; the reason is said on it", 30, writes=True),
    Action("check-in.correct", ("e",), "check-in", "Correct", "Put the last reading of this row right, instead of adding one", 50, writes=True),
    Action("check-in.meeting", ("M",), "check-in", "Meeting", "Walk through my team's goals one by one, with a timer", refusal=_needs_team),
    Action("check-in.clear", ("x",), "check-in", "Clear row", "Empty this row", 45),
    # -- accountability
    Action("accountability.above", ("h", "left"), "accountability", "Unit above", "Go to the unit above", 35, refusal=lambda context: None if context.history else "This is the top of what you opened."),
    # -- contract and requests
    Action("contract.propose", ("p",), "contract", "Ask", "Ask teams and people to contribute", 15, writes=True),
    Action("contract.offer", ("O",), "contract", "Offer up", "Offer this goal as a contribution to one above", 34, writes=True),
    Action("agreement.accept", ("a",), "agreement", "Accept", "Agree on the terms that stand", 16, writes=True),
    Action("agreement.counter", ("n",), "agreement", "Counter", "Answer with another share, day or wording", 18, writes=True),
    Action("agreement.decline", ("x",), "agreement", "Decline", "Say no, and why", 22, writes=True),
    Action("agreement.ask-again", ("e",), "agreement", "Ask again", "Ask again, on the same terms or others", 24, writes=True),
    Action("agreement.withdraw", ("W",), "agreement", "Take back", "Take back what is not agreed yet", 26, writes=True),
    Action("agreement.comment", ("m",), "agreement", "Comment", "Say something about the selected request; @handle tells somebody", 28, writes=True),
    # -- conversation
    Action("conversation.comment", ("m",), "conversation", "Comment", "Say something; @handle tells somebody", 5, writes=True),
    Action("conversation.answer", ("a",), "conversation", "Answer", "Answer the selected blocker", 12, writes=True),
    Action("conversation.done", ("space",), "conversation", "Done", "Work is done or not; an answered blocker is open again", 14, writes=True),
    Action("conversation.pass-on", ("p",), "conversation", "Pass on", "Let somebody else answer the blocker or do the work", 16, writes=True),
    Action("conversation.add-work", ("i",), "conversation", "Add work", "Write an initiative: who does what until when", 18, writes=True),
    Action("conversation.need", ("n",), "conversation", "Needs", "Say that this goal needs another, or is blocked by it", 22, writes=True),
    Action("conversation.change", ("e",), "conversation", "Change", "Change the selected work", 24, writes=True),
    Action("conversation.take-back", ("x",), "conversation", "Take back", "Take your comment back (or say it again), take work away, or end a dependency", 26, writes=True),
    # -- agenda
    Action("agenda.copy-all", ("y",), "agenda", "Copy", "Copy the agenda as Markdown", 5),
    Action("agenda.longer", ("+",), "agenda", "Longer", "Look back two weeks more", 12),
    Action("agenda.shorter", ("-",), "agenda", "Shorter", "Look back two weeks less", 14),
    # -- why
    Action("why.explain", ("w",), "why", "Explain", "Explain what the cursor stands on"),
    Action("why.open-goal", ("3", "o"), "why", "Open goal", "Leave the derivation and open the goal", 15),
    # -- cycle
    Action("cycle.edit", ("e",), "cycle", "Write", "Grade the selected goal, or write what a unit learned, in place", 12, writes=True),
    Action("cycle.approve", ("a",), "cycle", "Approve", "Approve the selected goal as it stands", 13, writes=True, at_once="reviews.give"),
    Action("cycle.give-back", ("x",), "cycle", "Return", "Give the selected goal back, with a remark", 14, writes=True),
    Action("cycle.step", ("s",), "cycle", "Next step", "Open the cycle, begin its grading, or close it", 15, writes=True),
    Action("cycle.carry", ("f",), "cycle", "Carry on", "Carry unfinished goals into a later cycle", 16, writes=True),
    Action("cycle.everybody", ("v",), "cycle", "Mine/all", "Show what others review too; only what waits for a grade, or mine; whose calibration", 18),
    Action("cycle.later-cycle", ("n",), "cycle", "Later cycle", "Look at the cycle after this one"),
    Action("cycle.earlier-cycle", ("p",), "cycle", "Earlier cycle", "Look at the cycle before this one"),
    Action("cycle.step-back", ("b",), "cycle", "Step back", "Take the cycle a step back, with a reason", writes=True),
    Action("cycle.new", ("N",), "cycle", "New cycle", "Make the cycle that comes next", writes=True),
    Action("cycle.change", ("E",), "cycle", "Edit cycle", "Change the days of this cycle, and whether its goals are approved first", writes=True),
    Action("cycle.plan", ("F",), "cycle", "Plan file", "Look at what a plan file would do, and apply it", 17, writes=True),
    Action("cycle.outline", ("O",), "cycle", "Document", "Propose a plan from a document with goals", writes=True),
    Action("cycle.export", ("X",), "cycle", "Export", "Write goals into a plan file"),
    Action("columns.choose", ("space",), "columns", "Choose", "Show the column of the cursor, or leave it out", 8),
    Action("carry.send", ("ctrl+s",), "carry", "Carry", "Carry what is chosen, all or nothing", 5, writes=True),
    Action("carry.choose", ("space",), "carry", "Choose", "Take the goal of the cursor along, or leave it", 8),
    Action("carry.choose-all", ("a",), "carry", "All/none", "Take all along, or none", 12),
    Action("carry.other-cycle", ("n",), "carry", "Other cycle", "Carry into another open cycle", 14),
    Action("carry.unit", ("u",), "carry", "Unit", "Carry the goals of one unit with all below, or of all", 16),
    # -- people, a person, a unit
    Action("people.find", ("/",), "people", "Find", "Find people by a few letters of name, handle or e-mail", 15),
    Action("people.mine", ("m",), "people", "Me", "Open my own page", 25),
    Action("people.goals", ("f",), "people", "Goals", "Show the goals of the unit or person in the cascade", 20),
    Action("people.reorganise", ("F",), "people", "From a file", "Reorganise by a file of steps; what hangs on it is shown first", 22, writes=True),
    Action("people.settings", ("s",), "people", "Settings", "Change what holds for the whole organisation: vision, check-ins, reminders", 26, writes=True),
    Action("people.add-person", ("n",), "people", "New person", "Add a person to the unit of the cursor", 21, writes=True),
    Action("people.add-unit", ("N",), "people", "New unit", "Make a unit below that of the cursor", 24, writes=True),
    Action("people.edit", ("e",), "people", "Edit", "Change the person or unit of the cursor: name, title, e-mail, role", 23, writes=True),
    Action("people.toggle", ("space",), "people", "Fold", "Open or close a branch"),
    Action("person.goals", ("f",), "person", "Goals", "Show their goals in the cascade", 20),
    Action("person.edit", ("e",), "person", "Edit", "Change name, title, e-mail, role", 15, writes=True),
    Action("person.move", ("m",), "person", "Move", "Another manager or unit; what hangs on it is shown first", 16, writes=True),
    Action("person.leaves", ("x",), "person", "Leaves", "Let them leave; who takes over what is shown first", 17, writes=True),
    Action("unit.goals", ("f",), "unit", "Goals", "Show its goals with all below in the cascade", 20),
    Action("unit.edit", ("e",), "unit", "Edit", "Change its name", 15, writes=True),
    Action("unit.move", ("m",), "unit", "Move", "Another lead or place, or merged; what hangs on it is shown first", 16, writes=True),
    Action("unit.add-person", ("n",), "unit", "New person", "Add a person to this unit", 21, writes=True),
    Action("unit.add-unit", ("N",), "unit", "New unit", "Make a unit below this one", 26, writes=True),
    Action("unit.export", ("X",), "unit", "Export", "Write its goals with all below into a plan file"),
    Action("unit.split", ("S",), "unit", "Split", "Split a new unit off; what hangs on it is shown first", 17, writes=True),
    # -- dialogs, forms, filter
    Action("dialog.close", ("escape", "q", "backspace"), "dialog", "Close", "Close the dialog", 10),
    Action("dialog.open", ("enter",), "dialog", "Open", "Open what the cursor stands on", 5),
    Action("notices.read", ("m",), "notices", "Mark read", "Note that you read the selected one", 15, writes=True, refusal=_needs_selection),
    Action("notices.read-all", ("M",), "notices", "All read", "Note that you read them all", 18, writes=True),
    Action("notices.older", ("v",), "notices", "Read ones", "Show those that you read too, or only new ones", 20),
    Action("dialog.copy", ("y",), "dialog", "Copy key", "Copy the key of the selected line", 30),
    Action("form.save", ("ctrl+s",), "form", "Save", "Save", 10, while_typing=True),
    Action("form.next-field", ("tab", "enter"), "form", "Next", "Take what is proposed; to the next field", 12, while_typing=True),
    Action("form.previous-field", ("shift+tab",), "form", "Field before", "To the field before", while_typing=True),
    Action("form.down", ("down",), "form", "Down", "To the next proposal or field", while_typing=True),
    Action("form.up", ("up",), "form", "Up", "To the proposal or field before", while_typing=True),
    Action("form.page-down", ("pagedown",), "form", "Page down", "One screen down in what comes of it", while_typing=True),
    Action("form.page-up", ("pageup",), "form", "Page up", "One screen up", while_typing=True),
    Action("form.cancel", ("escape",), "form", "Cancel", "Leave without saving", 20, while_typing=True),
    Action("long.new-line", ("enter",), "long", "New line", "Begin a new line in this text", while_typing=True),
    Action("long.editor", ("ctrl+o",), "long", "Editor", "Write this text in your own editor ($VISUAL, $EDITOR)", 14, while_typing=True),
    Action("filter.apply", ("enter",), "filter", "Keep", "Keep the filter and go to the list", 10, while_typing=True),
    Action("filter.clear", ("escape",), "filter", "Clear", "Take the filter away", 20, while_typing=True),
    Action("filter.complete", ("tab",), "filter", "Complete", "Take the next way to go on", 5, while_typing=True),
    Action("filter.complete-back", ("shift+tab",), "filter", "Complete back", "Take the way before", while_typing=True),
    Action("filter.down", ("down",), "filter", "To the list", "Go to the list", 30, while_typing=True),
    Action("words.apply", ("enter",), "words", "Go", "Go to the first hit, or to the list of what was found", 10, while_typing=True),
    Action("words.clear", ("escape",), "words", "Leave", "Leave the line, and what was found by it", 20, while_typing=True),
    Action("words.down", ("down",), "words", "To the list", "Go to the list", 30, while_typing=True),
    Action("search.open", ("enter",), "search", "Open", "Open the marked line", 10, while_typing=True),
    Action("search.close", ("escape",), "search", "Close", "Close the dialog", 20, while_typing=True),
    Action("search.down", ("down", "ctrl+n"), "search", "Down", "One line down", 30, while_typing=True),
    Action("search.up", ("up",), "search", "Up", "One line up", 40, while_typing=True),
    Action("search.page-down", ("pagedown",), "search", "Page down", "One screen down", while_typing=True),
    Action("search.page-up", ("pageup",), "search", "Page up", "One screen up", while_typing=True),
    Action("confirm.yes", ("enter", "y"), "confirm", "Yes", "Do what is asked about", 10, while_typing=True),
    Action("confirm.no", ("escape", "n", "q", "backspace"), "confirm", "No", "Leave it", 20, while_typing=True),
)  # fmt: skip

BY_ID = {action.id: action for action in ACTIONS}
"""Every action by its id."""


def in_scopes(scopes: tuple[str, ...]) -> Iterator[Action]:
    """The actions of some scopes, the nearest scope first."""
    for scope in scopes:
        yield from (action for action in ACTIONS if action.scope == scope)
