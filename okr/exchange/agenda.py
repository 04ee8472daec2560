"""The agenda of a talk as Markdown: headings, and an item a line with its key; foreign text cannot make Markdown of its own."""

import re
from collections.abc import Iterable, Iterator

from okr.contract.agenda import Agenda, ChangedGoal, MovedTarget
from okr.contract.blockers import BlockerView
from okr.contract.check_ins import DueItem
from okr.contract.contributions import ContributionRow
from okr.contract.homes import Acknowledged
from okr.contract.initiatives import InitiativeView
from okr.domain.text import clean_for_display
from okr.domain.vocabulary import GoalState
from okr.domain.wording import percent, term

_MARKS = re.compile(r"([\\`*_\[\]<>|~])")


def agenda_markdown(agenda: Agenda) -> str:
    """The whole document; sections with nothing in them are left out, and an empty agenda says so."""
    lines = [f"# {_plain(agenda.with_person.name)} and {_plain(agenda.person.name)}, {agenda.day}"]
    for heading, items in _sections(agenda):
        found = list(items)
        if found:
            lines += ["", f"## {heading}", "", *(f"- {item}" for item in found)]
    if len(lines) == 1:
        lines += ["", f"Nothing changed since {agenda.since}, and nothing waits."]
    if agenda.hidden:
        many = f"{agenda.hidden} goals are" if agenda.hidden > 1 else "1 goal is"
        lines += ["", f"{many} not shown."]
    return "\n".join(lines) + "\n"


def _sections(agenda: Agenda) -> Iterator[tuple[str, Iterable[str]]]:
    yield f"Changed since {agenda.since}", (_changed(one) for one in agenda.changed)
    yield "Targets that were moved", (_moved(one) for one in agenda.moved_targets)
    yield "In the way", (_blocker(one) for one in agenda.blockers)
    yield "Answered lately", (_answered(one) for one in agenda.answered)
    yield "Check-ins due", (_due(one) for one in agenda.due)
    yield "Work due", (_initiative(one) for one in agenda.initiatives)
    yield "Waiting for an answer", (_ask(one) for one in agenda.asks)
    yield "Recognition", (_recognition(one) for one in agenda.recognition)


def _changed(goal: ChangedGoal) -> str:
    words = _named(goal.key, goal.title)
    before, after = percent(goal.progress_before), percent(goal.progress_after)
    words += f": {after}" if goal.progress_before is None or before == after else f": {before} to {after}"
    if goal.state is not GoalState.ACTIVE:
        words += f", {term(goal.state).word}"
    elif goal.status_after is not None:
        was = "" if goal.status_before in {None, goal.status_after} else f" (was {term(goal.status_before).word})"
        words += f", {term(goal.status_after).word}{was}"
    if goal.began:
        words += ", began"
    return f"{words}. {_plain(goal.last_note)}" if goal.last_note else words


def _moved(moved: MovedTarget) -> str:
    before, after = _plain(moved.before or "nothing"), _plain(moved.after or "nothing")
    return f"**{moved.key}** {moved.field}: {before} to {after} on {moved.on}: {_plain(moved.reason)}"


def _blocker(blocker: BlockerView) -> str:
    who = _plain(blocker.owner.name) if blocker.owner is not None else "nobody"
    late = f", {_days(blocker.days_late)} late" if blocker.days_late else ""
    return f"{_named(blocker.key, blocker.text)} ({who} answers by {blocker.answer_due_on}{late})"


def _answered(blocker: BlockerView) -> str:
    who = _plain(blocker.answered_by.name) if blocker.answered_by is not None else "somebody"
    return f"{_named(blocker.key, blocker.text)}. {who}: {_plain(blocker.answer or 'it is gone')}"


def _due(item: DueItem) -> str:
    if item.over:
        return f"{_named(item.key_result.key, item.key_result.title)}: ended {item.key_result.due}, left open"
    return f"{_named(item.key_result.key, item.key_result.title)}: {_when(item.due_on.isoformat(), item.days_late)}"


def _initiative(initiative: InitiativeView) -> str:
    day = initiative.due_on.isoformat() if initiative.due_on is not None else "no day"
    return f"{_named(initiative.key, initiative.title)}: {_when(day, initiative.days_late)}"


def _ask(ask: ContributionRow) -> str:
    who = _plain(ask.waits_for.name) if ask.waits_for is not None else "nobody"
    by = f" by {ask.answer_due_on}" if ask.answer_due_on is not None else ""
    return f"{_named(ask.key, ask.title)}: {who} answers{by}"


def _recognition(read: Acknowledged) -> str:
    said = f": {_plain(read.note)}" if read.note else " has read it"
    return f"{_named(read.key, read.title)}, check-in {read.number}: {_plain(read.by.name)}{said}"


def _named(key: str, title: str) -> str:
    return f"**{_plain(key)}** {_plain(title)}"


def _when(day: str, days_late: int) -> str:
    return f"was due {day}, {_days(days_late)} late" if days_late else f"due {day}"


def _days(many: int) -> str:
    return f"{many} day{'' if many == 1 else 's'}"


def _plain(text: str) -> str:
    """Text of others on one line, without signs that Markdown would read."""
    return _MARKS.sub(r"\\\1", clean_for_display(text))
