"""How the three homes are shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from okr.cli.cells import (
    count_cell,
    day_cell,
    moved_cell,
    percent_cell,
    person_cell,
    state_cell,
)
from okr.cli.contribution_views import contribution_table, subscription_lines
from okr.cli.conversation_views import blocker_table, initiative_table
from okr.cli.due import due_table
from okr.cli.goal_views import goal_table
from okr.cli.look import Look
from okr.cli.notices import notice_words
from okr.cli.output import Printable, heading, lines
from okr.cli.table import EMPTY, Cell, Column, Lines, Table, cell, facts, table
from okr.domain.wording import due_words

if TYPE_CHECKING:
    from datetime import date

    from okr.contract.contributions import ContributionRow
    from okr.contract.homes import Acknowledged, EmployeeHome, ExecutiveHome, Home, LeadHome, Moved

RISKS_SHOWN = 8
GOALS_SHOWN = 12


def home_parts(view: "Home", look: Look) -> list[Printable]:
    """The home of the acting person, in the role that was asked for."""
    days = (view.cycle_ends_on - view.cycle_starts_on).days + 1
    passed = min(days, max(0, (view.today - view.cycle_starts_on).days + 1))
    first = cell(view.organisation, "strong") + cell(f"  {view.cycle}, day {passed} of {days}", "dim")
    if view.summary is not None:
        first += cell("  ") + percent_cell(view.summary.progress, look) + cell("  ")
        first += state_cell(view.summary.status, look, stale=view.summary.stale)
    parts: list[Printable] = [Lines((first,))]
    parts += _waiting(view, look)
    if view.executive is not None:
        return [*parts, *_executive(view.executive, look)]
    if view.lead is not None:
        return [*parts, *_lead(view.lead, look)]
    return [*parts, *_employee(view.employee, look, today=view.today)] if view.employee is not None else parts


def _waiting(view: "Home", look: Look) -> list[Printable]:
    """What waits for the acting person: goals to review, blockers, work, notices."""
    parts: list[Printable] = []
    if view.reviews:
        parts += [heading("Waits for your review"), goal_table(view.reviews, look)]
    if view.blockers:
        parts += [heading("In the way, and with you"), blocker_table(view.blockers, look)]
    if view.work:
        parts += [heading("Your work"), initiative_table(view.work, look)]
    if view.news:
        more = view.unread - len(view.news)
        said = [notice_words(one) for one in view.news] + ([f"and {more} more: okr notices list"] if more > 0 else [])
        parts += [heading("You were told"), lines(*said)]
    return parts


def _executive(view: "ExecutiveHome", look: Look) -> list[Printable]:
    aligned = None if view.orphan_rate is None else 1_000_000 - view.orphan_rate
    rates = [("Aligned", aligned), ("In line of sight", view.line_of_sight), ("Checked in on time", view.on_time_rate)]
    before = view.rate_days[-1] if view.rate_days else None
    trends = (None, None, None) if before is None else (before.aligned, before.line_of_sight, before.on_time)
    parts: list[Printable] = [
        heading("Status"),
        Lines((_counts(view, look),)),
        facts(
            (name, percent_cell(now, look) + _trend(was, now, view, look))
            for (name, now), was in zip(rates, trends, strict=True)
        ),
        *_asks(view.asks, look),
        heading("Worst first"),
        _risks(view, look),
    ]
    if view.heat:
        parts += [heading("Focus areas by division"), _heat(view, look)]
    parts += [heading("Top goals"), goal_table(view.tops, look)]
    if view.subscriptions:
        parts += [heading("Subscribed"), subscription_lines(view.subscriptions)]
    return [*parts, heading("Moved in the last 7 days"), _moved(view.moved, look)]


def _counts(view: "ExecutiveHome", look: Look) -> Cell:
    words = EMPTY
    for status, count in view.counts.items():
        if count:
            words += (cell("   ") if words.text else EMPTY) + cell(f"{count:,} ") + state_cell(status, look)
    return words + (cell(f"   {view.stale:,} stale", "warning") if view.stale else EMPTY)


def _trend(was: int | None, now: int | None, view: "ExecutiveHome", look: Look) -> Cell:
    if was is None or now is None:
        return EMPTY
    since = view.rate_days[-1].day
    return cell("  ") + moved_cell(was, now, look) + cell(f" since {since}", "dim")


def _risks(view: "ExecutiveHome", look: Look) -> Table:
    columns = (
        Column("Key"),
        Column("Goal", flexible=True),
        Column("Progress", "right"),
        Column("Status"),
        Column("Owner"),
        Column("Costs the top", "right"),
        Column("Last word", "right", from_width=90),
    )
    rows = (
        (
            cell(risk.goal.key, "accent"),
            cell(risk.goal.title),
            percent_cell(risk.goal.progress, look),
            state_cell(risk.goal.status, look, stale=risk.goal.stale),
            person_cell(risk.goal.owner, look),
            percent_cell(risk.risk, look, decimals=1),
            cell("never" if risk.days_since_word is None else f"{risk.days_since_word} d ago", "dim"),
        )
        for risk in view.risks[:RISKS_SHOWN]
    )
    return table(columns, rows, empty="nothing is off track or at risk")


def _heat(view: "ExecutiveHome", look: Look) -> Table:
    cells = {(one.focus_area, one.unit.key): one for one in view.heat}
    columns = (Column("Focus area"), *(Column(division.key, "right") for division in view.divisions))

    def shown(area: str, unit: str) -> Cell:
        one = cells.get((area, unit))
        if one is None:
            return cell(look.none, "muted")
        behind = one.off_track + one.at_risk
        words = state_cell(one.status, look) + cell(" ") + percent_cell(one.progress, look)
        return words + (cell(f" {behind}/{one.goals}", "dim") if behind else EMPTY)

    rows = ((cell(area), *(shown(area, division.key) for division in view.divisions)) for area in view.focus_areas)
    return table(columns, rows, empty="")


def _moved(moved: Sequence["Moved"], look: Look) -> Table:
    columns = (Column("Key"), Column("Goal", flexible=True), Column("Progress", "right"))
    rows = ((cell(one.key, "accent"), cell(one.title), moved_cell(one.before, one.after, look)) for one in moved)
    return table(columns, rows, empty="no goal moved: has anybody checked in?")


def _lead(view: "LeadHome", look: Look) -> list[Printable]:
    parts: list[Printable] = [heading("Due and late"), due_table(view.due, look), *_asks(view.asks, look)]
    if view.blockers:
        columns = (
            Column("Key"),
            Column("In the way", flexible=True),
            Column("Since"),
            Column("Owner"),
            Column("Answers"),
            Column("By"),
        )
        rows = (
            (
                cell(one.key, "accent"),
                cell(one.text, "error"),
                day_cell(one.since, look),
                person_cell(one.owner, look),
                cell("answered", "muted") if one.answer else person_cell(one.answers, look),
                EMPTY if one.answer else day_cell(one.answer_due_on, look),
            )
            for one in view.blockers
        )
        parts += [heading("Blockers"), table(columns, rows, empty="")]
    if view.watermelons:
        parts += [heading("Green outside, red inside"), lines(*(one.sentence for one in view.watermelons))]
    parts += [heading("People"), _members(view, look), *_read(view.acknowledged)]
    return [*parts, heading("Goals"), goal_table(view.goals[:GOALS_SHOWN], look)]


def _members(view: "LeadHome", look: Look) -> Table:
    columns = (
        Column("Person", flexible=True),
        Column("Goals", "right"),
        Column("Worst"),
        Column("Overdue", "right"),
        Column("Aligned"),
    )
    rows = (
        (
            cell(one.person.name),
            count_cell(one.goals),
            state_cell(one.worst, look),
            count_cell(one.overdue, "error"),
            cell("yes") if one.aligned else cell("no", "warning"),
        )
        for one in view.members
    )
    return table(columns, rows, empty="nobody reports to you or belongs to your team")


def _employee(view: "EmployeeHome", look: Look, *, today: "date") -> list[Printable]:
    parts: list[Printable] = [
        heading(due_words((item.due_on for item in view.due), today=today)),
        due_table(view.due, look),
        *_asks(view.asks, look),
        heading("My goals"),
    ]
    for mine in view.goals:
        parts.append(goal_table([mine.goal], look))
        if mine.line_of_sight:
            parts.append(lines("for " + f" {look.arrow} ".join(one.title for one in mine.line_of_sight), style="dim"))
        parts += [lines(f"{one.key}: {one.forecast.sentence}", style="dim") for one in mine.headings]
    if not view.goals:
        parts.append(lines("You own no goal in this cycle; okr goal tree shows what the company aims at.", style="dim"))
    if view.moved_above:
        parts += [heading("Moved above me"), _moved(view.moved_above, look)]
    parts += _read(view.acknowledged)
    return parts if view.vision is None else [*parts, heading("What it is for"), lines(view.vision)]


def _read(acknowledged: Sequence["Acknowledged"]) -> list[Printable]:
    """Who has read which check-in of the acting person, and what they said to it."""
    words = [f"{one.by.name} read {one.key}#{one.number}{f': {one.note}' if one.note else ''}" for one in acknowledged]
    return [heading("Read by others"), lines(*words)] if words else []


def _asks(asks: Sequence["ContributionRow"], look: Look) -> list[Printable]:
    return [heading("Waits for your answer"), contribution_table(asks, look)] if asks else []
