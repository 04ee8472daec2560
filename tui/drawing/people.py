"""People as rows: a line of the tree, a person's page, a unit's page."""

from collections.abc import Sequence
from datetime import date

from okr.domain.vocabulary import WORST_FIRST, Status
from okr.domain.wording import term
from tui.drawing.rows import MIDDLING, NORMAL, WIDE, Row, blank, goal_row, labelled, section, text_row
from tui.format import bar, counted, day, percentage, short_name, status_ink
from tui.lines import Line, Look, Pen, Target
from tui.view_models.accountability import AccountRow
from tui.view_models.basics import Named
from tui.view_models.goals import Parent
from tui.view_models.people import OrgItem, OwnedItem, PersonCard, PersonItem, UnitCard

NARROW = 40
"""From this width on there is room for a name of 20 cells and three numbers."""
ONE_LINE = 46
"""Cells that the counts of goals by status may take in one line: what the narrower pane of a page has."""
GOOD_PPM, FAIR_PPM = 900_000, 700_000
"""From these on-time rates on it is good, and fair; the same bounds as pace has (R6)."""


def org_columns(width: int) -> tuple[int, int, int, int]:
    """Cells of lead, people, goals, on-time rate: the lead goes first, then the rate, then the goals."""
    if width >= WIDE:
        return 24, 9, 9, 10
    if width >= NORMAL:
        return 14, 8, 8, 8
    if width >= MIDDLING:
        return 0, 8, 8, 8
    return (0, 7, 8, 8) if width >= NARROW else (0, 8, 0, 0)


def org_head(width: int, *, look: Look) -> Line:
    """What the columns of the tree are."""
    lead, people, goals, rate = org_columns(width)
    pen = Pen(look).gap(max(0, width - lead - people - goals - rate))
    pen.cell("lead, title", lead, "dim").cell("people", people, "dim", align="right")
    return pen.cell("goals", goals, "dim", align="right").cell("on time", rate, "dim", align="right").line()


def org_line(item: OrgItem, width: int, *, look: Look, lead: str, me: str | None) -> Line:
    """A unit or a person of the tree in one line."""
    who, people, goals, rate = org_columns(width)
    room = max(8, width - who - people - goals - rate)
    pen = Pen(look).write(lead, "dim")
    is_unit = item.kind == "unit"
    ink = "bold" if is_unit else "accent" if item.key == me else ""
    if is_unit:
        pen.write(item.key, "dim").gap(1)
    pen.cell(item.name, max(4, room - pen.at - 1), ink).to(room)
    detail = (item.lead.name if who > 20 else short_name(item.lead, look)) if item.lead else ""
    if is_unit and not item.lead:
        detail = "no lead"
    pen.cell(detail if is_unit else item.detail, max(0, who - 1), "dim" if item.lead or not is_unit else "warning")
    pen.gap(1 if who else 0)
    pen.cell(f"{item.people:,}" if item.people else "", people, "" if is_unit else "dim", align="right")
    pen.cell("" if item.goals is None else f"{item.goals:,}", goals, "" if item.goals else "dim", align="right")
    if rate and item.goals is not None:
        pen.cell(percentage(item.on_time_ppm, look), rate, rate_ink(item.on_time_ppm), align="right")
    return pen.line()


def rate_ink(ppm: int | None) -> str:
    """The ink of an on-time rate."""
    if ppm is None:
        return "dim"
    return "success" if ppm >= GOOD_PPM else "warning" if ppm >= FAIR_PPM else "error"


# A person -------------------------------------------------------------------------------------------------------------


def person_rows(
    card: PersonCard, width: int, *, today: date, look: Look, side: bool, root: str | None = None
) -> tuple[list[Row], list[Row]]:
    """The page of a person: who they are, their goals and why those matter; beside it discipline and reports.

    `root` is the key of the whole organisation, whose goals lead to nothing above.
    """
    person = card.person
    main = [_name_row(person.name, person.handle, look=look)]
    main += _facts(person, width, today=today, look=look)
    main.append(blank(look))
    aside = _discipline(card.account, look=look) + _reports(card, look=look)
    goals: list[Row] = []
    for item in card.goals:
        goals += [goal_row(item.goal, look=look), _way_row(item, look=look, root=root)]
    if card.hidden:
        goals.append(text_row(f"{counted(card.hidden, 'goal')} not shown to you", "dim", look=look, indent=2))
    main += section(
        f"Goals in {card.cycle}",
        goals,
        look=look,
        note=f"{card.account.goals:,} active",
        empty=f"{person.name} owns no goal in this cycle."
        + (f" {look.key('app.add')} writes one for them." if card.may_edit else ""),
    )
    if not card.has_line_of_sight and card.account.goals:
        main += [text_row("None of the goals leads to a top goal.", "warning", look=look, indent=2), blank(look)]
    return (main, aside) if side else (main + aside, [])


def _name_row(name: str, key: str, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        note = min(len(key), width // 3)
        return Pen(look).cell(name, width - note, "bold").cell(key, note, "dim", align="right").line()

    return Row(draw)


def _facts(person: PersonItem, width: int, *, today: date, look: Look) -> list[Row]:
    rows: list[Row] = []
    if person.title:
        rows += labelled("title", person.title, width, look=look)
    if person.unit:
        rows.append(_link_row("unit", person.unit, "unit", look=look))
    if person.manager:
        rows.append(_link_row("manager", person.manager, "person", look=look))
    rows += [
        _link_row("leads" if number == 0 else "", unit, "unit", look=look) for number, unit in enumerate(person.leads)
    ]
    if person.email:
        rows += labelled("e-mail", person.email, width, look=look, ink="dim")
    if person.is_administrator:
        rows += labelled("role", "administrator", width, look=look)
    if person.employed_to is not None:
        gone = person.employed_to < today
        words = f"{'left on' if gone else 'leaves on'} {day(person.employed_to)}"
        rows += labelled("employed", words, width, look=look, ink="warning")
    if person.competencies:
        rows += labelled("good at", ", ".join(person.competencies), width, look=look, ink="dim")
    return rows


def _link_row(label: str, to: Named, kind: str, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        return Pen(look).cell(label, 10, "dim").cell(to.name, max(8, width - 22)).cell(to.key, 12, "dim").line()

    return Row(draw, Target(kind, to.key, to.name))


def _way_row(item: OwnedItem, *, look: Look, root: str | None) -> Row:
    """Why the goal matters: the way up to the top in one line."""

    def draw(width: int) -> Line:
        steps: tuple[Parent, ...] = tuple(reversed(item.way))
        if not steps:
            is_top = item.goal.unit.key == root
            words = "a goal of the whole organisation" if is_top else "leads to no goal above"
            return Pen(look).gap(4).cell(words, width - 4, "dim").line()
        top = steps[0]
        rest = f" {look.crumb} ".join(step.key for step in steps[1:])
        words = f"{look.arrow} {top.key} {top.title}" + (f" {look.crumb} {rest}" if rest else "")
        return Pen(look).gap(4).cell(words, width - 4, "dim").line()

    return Row(draw)


def _discipline(account: AccountRow | None, *, look: Look) -> list[Row]:
    """How check-ins are kept (R14), and what is behind."""
    if account is None:
        return section(
            "Check-in discipline", [text_row(f"counting{look.ellipsis}", "dim", look=look, indent=2)], look=look
        )
    decided = account.on_time + account.late + account.missed
    rows = [Row(lambda width: _rate_line(account, width, look=look), _rate_of(account))]
    if decided:
        rows.append(Row(lambda width: _decided_line(account, width, look=look)))
    rows += _status_rows(account, look=look)
    behind = (
        (account.overdue, "overdue check-in", None),
        (account.blockers, "blocker", None),
        (account.without_owner, "goal without an owner", "goals without an owner"),
        (account.moved_goalposts, "moved goalpost", None),
    )
    rows += [text_row(counted(many, one, more), "warning", look=look, indent=2) for many, one, more in behind if many]
    return section("Check-in discipline", rows, look=look)


def _rate_of(account: AccountRow) -> Target | None:
    if account.person is not None:
        return Target("rate", f"person {account.person.key}", account.person.name)
    return Target("rate", f"unit {account.unit.key}", account.unit.name) if account.unit is not None else None


def _rate_line(account: AccountRow, width: int, *, look: Look) -> Line:
    ink = rate_ink(account.on_time_ppm)
    pen = Pen(look).gap(2)
    pen.put(bar(account.on_time_ppm, None, max(8, min(30, width - 20)), tone=ink, look=look)).gap(1)
    if account.on_time_ppm is None:
        return pen.cell("nothing was due yet", max(0, width - pen.at), "dim").line()
    return pen.write(percentage(account.on_time_ppm, look), f"bold {ink}").write(" on time", "dim").line()


def _decided_line(account: AccountRow, width: int, *, look: Look) -> Line:
    words = f"{account.on_time:,} on time, {account.late:,} late, {account.missed:,} missed"
    return Pen(look).gap(2).cell(words, width - 2, "dim").line()


def _status_rows(account: AccountRow, *, look: Look) -> list[Row]:
    """How many goals stand how, each with its word; numbers of large units take a second line."""
    shown = [(status, many) for status in WORST_FIRST if (many := account.counts.get(status, 0))]
    if not shown:
        return [text_row("no active goal", "dim", look=look, indent=2)]
    parts = [shown] if _counts(shown, gap=1, words=False, look=look).at <= ONE_LINE else [shown[:3], shown[3:]]
    return [_status_row(part, look=look) for part in parts if part]


def _status_row(shown: Sequence[tuple[Status, int]], *, look: Look) -> Row:
    def draw(width: int) -> Line:
        shapes = ((2, True), (2, False), (1, False))
        pens = [_counts(shown, gap=gap, words=words, look=look) for gap, words in shapes]
        return next((pen for pen in pens if pen.at <= width), pens[-1]).line()

    return Row(draw)


def _counts(shown: Sequence[tuple[Status, int]], *, gap: int, words: bool, look: Look) -> Pen:
    pen = Pen(look).gap(2)
    for number, (status, many) in enumerate(shown):
        said = term(status)
        pen.gap(gap if number else 0).write(said.mark(ascii_only=look.ascii_only), status_ink(status))
        pen.write(f" {many:,} {said.word if words else said.short}", "dim")
    return pen


def _reports(card: PersonCard, *, look: Look) -> list[Row]:
    rows = [_report_row(item, look=look) for item in card.reports.items]
    rest = card.person.reports - len(card.reports.items)
    if card.reports.next_cursor and rest > 0:
        rows.append(text_row(f"and {rest:,} more", "dim", look=look, indent=2))
    return section("Reports", rows, look=look, note=f"{card.person.reports:,}")


def _report_row(person: PersonItem, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        goals = counted(person.goals, "goal") if person.goals else ""
        title = max(0, width // 3 - 4) if width >= 40 else 0
        pen = Pen(look).gap(2).cell(person.name, max(8, width - 14 - title))
        return pen.cell(person.title or "", title, "dim").cell(goals, 12, "dim", align="right").line()

    return Row(draw, Target("person", person.handle, person.name))


# A unit ---------------------------------------------------------------------------------------------------------------


def unit_rows(card: UnitCard, width: int, *, look: Look, side: bool) -> tuple[list[Row], list[Row]]:
    """The page of a unit: who leads it, its own goals, and below it units and people."""
    unit = card.unit
    main = [_name_row(unit.name, unit.key, look=look)]
    main += labelled("kind", unit.kind, width, look=look)
    if unit.parent:
        main.append(_link_row("above", unit.parent, "unit", look=look))
    if unit.lead:
        main.append(_link_row("lead", unit.lead, "person", look=look))
    else:
        main += labelled("lead", "nobody", width, look=look, ink="warning")
    main += labelled("people", _heads(card), width, look=look)
    if unit.archived_on is not None:
        main += labelled("archived", day(unit.archived_on), width, look=look, ink="warning")
    main.append(blank(look))
    goals = [goal_row(goal, look=look) for goal in card.goals]
    if card.more_goals:
        goals.append(text_row(f"more in the cascade: {look.key('unit.goals')}", "dim", look=look, indent=2))
    main += section(
        "Goals of its own",
        goals,
        look=look,
        note=f"{card.account.goals:,} active with all below" if card.account else "",
        empty="This unit has no goal of its own in this cycle.",
    )
    aside = _discipline(card.account, look=look) + _below(card, look=look)
    return (main, aside) if side else (main + aside, [])


def _heads(card: UnitCard) -> str:
    unit = card.unit
    own = f"{unit.people:,}"
    return own if unit.people == unit.people_below else f"{own}, with all below {unit.people_below:,}"


def _below(card: UnitCard, *, look: Look) -> list[Row]:
    rows: list[Row] = []
    if card.below.items:
        rows.append(Row(lambda width: org_head(width, look=look)))
    rows += [_below_row(item, look=look) for item in card.below.items]
    if card.below.next_cursor:
        rows.append(text_row(f"and more: {look.key('app.screen-7')} opens the whole tree", "dim", look=look, indent=2))
    return section("Below it", rows, look=look, empty="Nobody works here, and no unit stands below.")


def _below_row(item: OrgItem, *, look: Look) -> Row:
    return Row(
        lambda width: org_line(item, width, look=look, lead="  ", me=None), Target(item.kind, item.key, item.name)
    )
