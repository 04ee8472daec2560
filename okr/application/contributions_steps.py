"""What every step of a contribution shares: finding it, who is on which side, writing the step, telling the other side."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.cycle_guard import cycle_of
from okr.application.editing import require_version
from okr.application.notices import notice_rows, notices_to
from okr.domain.contributions import OBJECTIVE_NEED, UNANSWERED, Side, need_of, side_to, turn_of
from okr.domain.errors import Conflict, InvalidInput, NotFound, RuleViolation
from okr.domain.keys import ContributionKey, parse_contribution_key
from okr.domain.numbers import require_storable
from okr.domain.policy import Action, ContributionFacts, GoalFacts
from okr.domain.states import require_open_goal
from okr.domain.text import accept_long_text, accept_title
from okr.domain.vocabulary import ContributionState, ContributionStep, CycleState, ObjectKind, Visibility
from okr.domain.working_days import after_working_days
from storage import audit, contribution_reading, notices
from storage import contributions as statements
from storage.policy import load_goal_facts
from storage.rows import AnyRow, changed, row_of, update_row, update_row_last
from storage.tables.agreements import contribution_steps, contributions
from storage.together import Rows, write, write_last

LEAVING = frozenset({ContributionStep.DECLINED, ContributionStep.WITHDRAWN})
"""Steps that agree on nothing: they are taken, too, where nothing may be agreed on any more."""

SAME: Mapping[str, object] = MappingProxyType({})


class FoundContribution(NamedTuple):
    """A contribution with all that it touches, as `storage.contribution_reading.find` reads it."""

    row: AnyRow

    @property
    def id(self) -> UUID:
        """The contribution's id."""
        found: UUID = self.row.id
        return found

    @property
    def key(self) -> str:
        """The contribution's key: CARE-7+3."""
        return f"{self.row.goal_key}+{self.row.number}"

    @property
    def offered(self) -> bool:
        """Whether it was offered, not asked for."""
        return bool(self.row.offered)

    @property
    def giver(self) -> ContributionFacts:
        """What decides who answers for the giver: not who made the terms that wait for the giver."""
        row = self.row
        asker = row.last_by_id if turn_of(row.state, offered=self.offered) is Side.GIVER else None
        return ContributionFacts(row.person_id, row.unit_path, row.lead_id, asker)

    @property
    def parent_key(self) -> str:
        """The key of the goal or key result that is contributed to."""
        return str(self.row.result_key or self.row.goal_key)

    @property
    def need(self) -> Decimal | None:
        """What the parent needs, in the unit of its shares; None where the key result was changed into one without a target."""
        row = self.row
        if row.parent_key_result_id is None:
            return OBJECTIVE_NEED
        if row.result_baseline is None or row.result_target is None:
            return None
        return need_of(row.result_metric, row.result_baseline, row.result_target, key=row.result_key)


def find_contribution(case: ReadCase, key: str) -> FoundContribution:
    """The contribution of a key that the acting person sees: one to a goal that they see, or one that they may answer."""
    parsed = parse_contribution_key(key)
    return seen_contribution(case, parsed, contribution_reading.find(case.work, str(parsed.goal), parsed.number))


def seen_contribution(case: ReadCase, parsed: ContributionKey, row: AnyRow | None) -> FoundContribution:
    """The same of one that was read already; None where there is none."""
    if row is not None:
        found = FoundContribution(row)
        if case.may(Action.ANSWER_CONTRIBUTION, found.giver) or sees_parent(case, found):
            return found
    raise NotFound(f"There is no contribution {parsed}.", hint=f"okr contribution list {parsed.goal} shows them.")


def sees_parent(case: ReadCase, found: FoundContribution) -> bool:
    """Whether the acting person sees the goal that is contributed to."""
    return found.row.goal_visibility is Visibility.ORGANISATION or case.may(Action.SEE_GOAL, parent_facts(case, found))


def parent_facts(case: ReadCase, found: FoundContribution) -> GoalFacts:
    """What decides about rights on the goal that is contributed to."""
    goal_id: UUID = found.row.parent_goal_id
    return load_goal_facts(case.work, [goal_id])[goal_id]


def find_to_step(case: WriteCase, key: str, step: ContributionStep, *, version: int | None) -> FoundContribution:
    """The contribution to which the acting person may do this now; refused with the reason where they may not."""
    found = find_contribution(case, key)
    require_step(case, found, step, version=version)
    return found


def require_step(case: WriteCase, found: FoundContribution, step: ContributionStep, *, version: int | None) -> None:
    """Refuse with the reason what the acting person may not do to a contribution now."""
    side = side_to(step, state=found.row.state, offered=found.offered, key=found.key)
    if side is Side.GIVER:
        case.require(Action.ANSWER_CONTRIBUTION, found.giver)
    else:
        case.require(Action.ASK_CONTRIBUTION, parent_facts(case, found))
    require_version(case, version, found.row, what=found.key)
    if step not in LEAVING:
        require_open_parent(found.row)


def possible_steps(
    case: ReadCase, found: FoundContribution, steps: Iterable[ContributionStep]
) -> list[ContributionStep]:
    """Those of the steps that the acting person may take now."""
    held: dict[Side, bool] = {}
    possible = []
    over = over_because(found.row) is not None
    for step in steps:
        if over and step not in LEAVING:
            continue
        try:
            side = side_to(step, state=found.row.state, offered=found.offered, key=found.key)
        except RuleViolation:
            continue
        if side not in held:
            held[side] = (
                case.may(Action.ANSWER_CONTRIBUTION, found.giver)
                if side is Side.GIVER
                else case.may(Action.ASK_CONTRIBUTION, parent_facts(case, found))
            )
        if held[side]:
            possible.append(step)
    return possible


def require_open_parent(row: AnyRow) -> None:
    """Refuse to agree on something for a goal that is closed, or whose cycle is closed or being graded."""
    require_open_goal(row.goal_key, row.goal_state)
    require_time_to_agree(row.goal_key, row.cycle_key, row.cycle_state)


def over_because(row: AnyRow) -> str | None:
    """Why nothing is agreed on a contribution any more, in words; None as long as something may be."""
    try:
        require_open_parent(row)
    except RuleViolation as closed:
        return closed.message
    return None


def require_time_to_agree(goal_key: str, cycle_key: str, state: CycleState) -> None:
    """Refuse to agree on anything in a cycle whose scores are drawn or stand."""
    if state in {CycleState.GRADING, CycleState.CLOSED}:
        what = "is closed" if state is CycleState.CLOSED else "is being graded"
        raise RuleViolation(
            f"The cycle {cycle_key} {what}; nothing is agreed for {goal_key} any more.",
            hint="Ask for it in the next cycle, from the goal that goes on there.",
        )


def closed_because(case: ReadCase, goal: AnyRow) -> str | None:
    """Why nobody is asked to contribute to a goal any more: it is closed, or its cycle is or is being graded; None where one may."""
    cycle = cycle_of(case, goal)
    try:
        require_open_goal(goal.key, goal.state)
        require_time_to_agree(goal.key, cycle.key, cycle.state)
    except RuleViolation as closed:
        return closed.message
    return None


class Step(NamedTuple):
    """A step that is decided and noted for the audit, but not written yet."""

    found: FoundContribution
    """The contribution before it."""
    changes: Mapping[str, object]
    """The columns of the contribution that change."""
    columns: Mapping[str, object]
    """The row of the step."""
    notices: Rows
    """What tells the other side."""


def decide_step(
    case: WriteCase,
    found: FoundContribution,
    step: ContributionStep,
    *,
    terms: Mapping[str, object] = SAME,
    text: str | None = None,
    others: Mapping[str, object] = SAME,
) -> Step:
    """A step with the terms that stand after it, the state that follows and who is told, noted for the audit.

    `terms` are title, share and due_on as far as they change, `others` further columns. `write_step` writes it.
    """
    row = found.row
    old = {name: row._mapping[name] for name in (*TERMS, "state", "last_step", "answer_due_on", *others)}
    state = STATES[step]
    new = {**old, **terms, **others, "state": state, "last_step": step}
    new["answer_due_on"] = answer_due_on(case) if state in UNANSWERED else None
    case.record(ObjectKind.CONTRIBUTION, found.id, found.key, before=old, after=new)
    columns = {
        "contribution_id": found.id,
        "number": row.last_number + 1,
        "step": step,
        **{name: new[name] for name in TERMS},
        "text": text,
        "by_id": case.actor.person_id,
        "recorded_at": case.now,
    }
    taken_by = side_to(step, state=row.state, offered=found.offered, key=found.key)
    side = Side.GIVER if taken_by is Side.TAKER else Side.TAKER
    words = f"{case.actor.name} {WORDS[step]} {found.key}: {new['title']}{f' ({text})' if text else ''}"
    told = notices_to(people_of(case, found, side), ObjectKind.CONTRIBUTION, found.key, words)
    return Step(found, new, columns, notice_rows(case, told))


def write_step(case: WriteCase, step: Step, *, beside: Sequence[Rows] = (), is_last: bool = False) -> None:
    """Write a step after the rows `beside` it, and the audit. Conflict where somebody was faster.

    `is_last`: the contribution was locked before it was read, and nothing is read or written after this, so that it all goes with
    the commit.
    """
    found = step.found
    sides = (found.row.person_id, found.row.lead_id, found.row.goal_owner_id, found.row.asked_by_id)
    notices.mark_answered(
        case.work,
        ObjectKind.CONTRIBUTION,
        found.key,
        by=case.actor.person_id,
        sides=sides,
        at=case.now,
        is_last=is_last,
    )
    rows = Rows(contribution_steps, [step.columns]), step.notices, audit.added(case.entries_to_write())
    if is_last:
        write_last(case.work, *beside, *rows)
        update_row_last(case.work, contributions, found.id, found.row.version, step.changes)
        return
    write(case.work, *beside)
    if not update_row(case.work, contributions, found.id, found.row.version, step.changes):
        raise Conflict(f"{found.key} was changed by somebody else at this moment; look again.")
    write(case.work, *rows)


def standing_after(case: WriteCase, step: Step, child: Mapping[str, object]) -> FoundContribution:
    """The contribution as `storage.contribution_reading.find` reads it after a step; `child` is what it then tells of its child."""
    row, taken = step.found.row, step.columns
    last = {
        "last_number": taken["number"],
        "last_by_id": taken["by_id"],
        "last_recorded_at": taken["recorded_at"],
        "last_text": taken["text"],
    }
    return FoundContribution(changed(row, {**step.changes, **last, **child, "version": row.version + 1}))


def step_row(case: WriteCase, step: Step) -> AnyRow:
    """The step as `storage.contribution_reading.steps` reads it."""
    return row_of({**step.columns, "handle": case.actor.handle, "name": case.actor.name})


def people_of(case: ReadCase, found: FoundContribution, side: Side) -> Iterable[UUID | None]:
    """Who is told on a side: the person or the unit's lead (else the nearest above); the parent's owner and whoever asked."""
    row = found.row
    if side is Side.TAKER:
        return (row.goal_owner_id, None if found.offered else row.asked_by_id)
    if row.person_id is not None:
        return (row.person_id,)
    if has_lead(case, row):
        return (row.lead_id,)
    return (lead_above(case, row.unit_path),)


def lead_above(case: ReadCase, unit_path: str) -> UUID | None:
    """Who answers for a unit without a lead: the nearest lead above it who does not act now."""
    leads = statements.leads_above(case.work, unit_path, on=case.today)
    return next((lead for lead in leads if lead != case.actor.person_id), None)


def has_lead(case: ReadCase, row: AnyRow) -> bool:
    """Whether the unit that is asked has a lead who works here."""
    return row.lead_id is not None and (row.lead_employed_to is None or row.lead_employed_to >= case.today)


def answer_due_on(case: ReadCase) -> date:
    """The day from which an answer to a step of today is reminded of."""
    return after_working_days(case.today, case.settings.reminder_days)


def accept_share(share: Decimal | None) -> Decimal | None:
    """A share that was typed: more than nothing, and such that the database can hold it."""
    if share is None:
        return None
    if share <= 0:
        raise InvalidInput(
            "share: a share is more than nothing; it is taken in the direction of the target.", field="share"
        )
    return require_storable(share, field="share")


def accept_due(due_on: date, *, starts_on: date, last: date, parent: str) -> date:
    """A due date inside the time of the parent: a contribution that comes later does not help it."""
    if not starts_on < due_on <= last:
        raise RuleViolation(
            f"{due_on} is not a due date for {parent}, which runs from {starts_on} to {last}.", field="due_on"
        )
    return due_on


def accept_terms(
    found: FoundContribution, *, share: Decimal | None, due_on: date | None, title: str | None
) -> dict[str, object]:
    """The terms that a step changes; what is left out stays, what is the same is left out."""
    row = found.row
    last = row.result_due_on or row.goal_due_on
    given: dict[str, object] = {}
    if share is not None:
        given["share"] = accept_share(share)
    if due_on is not None:
        given["due_on"] = accept_due(due_on, starts_on=row.goal_starts_on, last=last, parent=found.parent_key)
    if title is not None:
        given["title"] = accept_title(title)
    return {name: value for name, value in given.items() if row._mapping[name] != value}


def accept_words(text: str | None, *, field: str, required: str | None = None) -> str | None:
    """A reason or message; `required` completes the sentence that refuses to do without it."""
    words = accept_long_text(text or "", field=field) or None
    if words is None and required is not None:
        raise RuleViolation(f"Say why {required}; the other side goes on from there.", field=field)
    return words


TERMS = ("title", "share", "due_on")
"""The columns on which two sides agree."""

STATES: Mapping[ContributionStep, ContributionState] = {
    ContributionStep.ASKED: ContributionState.OPEN,
    ContributionStep.OFFERED: ContributionState.OPEN,
    ContributionStep.COUNTERED: ContributionState.COUNTERED,
    ContributionStep.ACCEPTED: ContributionState.ACCEPTED,
    ContributionStep.DECLINED: ContributionState.DECLINED,
    ContributionStep.WITHDRAWN: ContributionState.WITHDRAWN,
}
"""What each step leads to."""

WORDS: Mapping[ContributionStep, str] = {
    ContributionStep.ASKED: "asks for",
    ContributionStep.OFFERED: "offers",
    ContributionStep.COUNTERED: "counters",
    ContributionStep.ACCEPTED: "accepts",
    ContributionStep.DECLINED: "declines",
    ContributionStep.WITHDRAWN: "takes back",
}
"""How each step is told."""
