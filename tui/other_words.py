"""What people call things before they know what okr calls them: other words of actions, and work that the shell does."""

from __future__ import annotations

from typing import NamedTuple

OTHER_WORDS = {
    "app.help": "keys shortcuts manual",
    "app.open": "show",
    "app.refresh": "reload",
    "app.undo": "revert mistake history",
    "app.notices": "notifications inbox news messages mentions",
    "app.day": "as of history yesterday last week month date earlier back in time past",
    "app.cycle": "switch compare last next quarter year month",
    "app.check-in": "update report progress reading value number blocker blocked confidence note",
    "app.why": "explain status red reason history",
    "app.sight": "line of sight vision parents same way why matters up",
    "app.contract": "hand down delegate divide share negotiate counter cascade propose ask target contribution team",
    "app.talk": "comment note decision decide discuss message risk say mention answer initiative",
    "app.requests": "negotiate counter accept decline proposals offers answer",
    "app.agenda": "1:1 one on one meeting colleague",
    "app.nudge": "remind ask status word ping chase reminder",
    "app.find": "filter search",
    "app.add": "new goal create objective okr target company draft propose",
    "app.theme": "colours colors contrast appearance",
    "app.screen-1": "overview dashboard executive lead employee risks company",
    "app.screen-2": "okrs objectives goals aligned pulling the same way",
    "app.screen-4": "update report progress numbers paste column",
    "app.screen-5": "overdue late ownerless orphans unaligned responsible risks missed blockers discipline",
    "app.screen-7": "organisation organization company employees users divisions departments teams chart colleague team directory staff",
    "app.screen-8": "plan approve quarter retrospective score close compare calibration review",
    "app.quit": "exit leave",
    "home.meeting": "weekly review",
    "home.role": "switch",
    "alignment.map": "picture chart graph pulling the same way",
    "alignment.filter": "off track at risk",
    "goal.edit": "change rename target due date",
    "goal.decide": "activate start stop override review finish delete",
    "goal.add-result": "new kr metric measure",
    "goal.acknowledge": "acknowledge recognise recognize thank praise",
    "contract.propose": "hand down delegate divide cascade divisions",
    "agreement.counter": "negotiate",
    "agreement.decline": "reject refuse",
    "conversation.comment": "note decision decide",
    "conversation.add-work": "task to do",
    "cycle.approve": "accept agree plan",
    "cycle.give-back": "reject refuse",
    "cycle.step": "start activate finish end",
    "cycle.carry": "roll over copy next quarter",
    "cycle.new": "next quarter plan create",
    "cycle.change": "rename dates approval quarter",
    "cycle.plan": "import yaml goals",
    "cycle.outline": "import word markdown text",
    "cycle.export": "save yaml",
    "people.settings": "configure configuration preferences company name week",
    "people.reorganise": "reorganize import merge restructure people leave",
    "people.add-person": "new create employee user colleague hire",
    "people.add-unit": "new create division department team",
    "person.edit": "rename administrator rights",
    "person.move": "transfer reorganise reorganize",
    "person.leaves": "remove delete offboard",
    "unit.edit": "rename",
    "unit.move": "reorganise reorganize merge parent",
    "unit.split": "new create team reorganise reorganize",
}
"""Other words for actions by their ids, as whoever does not know the interface types them into the palette or the help."""


class ShellCommand(NamedTuple):
    """Something that is done in the shell, not on a screen."""

    line: str
    help: str
    words: str


SHELL = (
    ShellCommand("okr import --help", "Import a spreadsheet: goals, people, check-ins", "import excel xlsx csv spreadsheet load upload people employees"),
    ShellCommand("okr db backup FILE", "Write a backup while others work", "backup back up copy save database"),
    ShellCommand("okr export plan --help", "Write goals into files", "export download yaml json"),
    ShellCommand("okr screenshot home -o FILE.svg", "A picture of a screen", "screenshot picture image print svg"),
    ShellCommand("okr paths", "Where the settings and files are; [keys] there remaps keys", "remap keys shortcuts configure settings configuration paths files"),
    ShellCommand("okr alignment", "Whether everybody pulls the same way, unit by unit", "alignment orphans same way pulling"),
    ShellCommand("okr verify", "Recompute everything and compare", "verify check repair audit"),
    ShellCommand("okr doctor", "Whether all is in order on this machine", "doctor problem trouble slow"),
)  # fmt: skip
"""What the palette knows of the shell: enter copies the line."""

FILLING = frozenset({"a", "an", "the", "of", "to", "my", "our", "for", "in", "at", "is"})
"""Words that say nothing of what is meant, where others do."""

LEAST_OF_MANY = 4
"""Letters from which on a last s is taken for that of many things."""


def telling(words: list[str]) -> list[str]:
    """The words of a question that say something, all of them where none does; many things are found as one is."""
    said = [word for word in words if word not in FILLING] or words
    return [word.removesuffix("s") if len(word) > LEAST_OF_MANY else word for word in said]


def shell_meant(words: list[str]) -> list[ShellCommand]:
    """What the shell does of what is meant by some words; nothing without words."""
    wanted = telling(words)
    return [one for one in SHELL if wanted and all(_begins(word, f"{one.words} {one.help}") for word in wanted)]


def _begins(letters: str, words: str) -> bool:
    return f" {letters}" in f" {words.casefold()}"
