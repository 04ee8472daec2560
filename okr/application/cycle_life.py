"""A cycle is opened, graded, closed and reopened; what is missing is named before it happens."""

from collections.abc import Mapping, Sequence

from okr.application.case import ReadCase, WriteCase
from okr.application.cycles import view_of
from okr.application.editing import Found, change, require_version
from okr.application.finding import find_cycle
from okr.application.goal_rows import person_ref
from okr.application.grading_begun import tell_owners
from okr.application.handlers import reads, writes
from okr.application.ledger import required_reason
from okr.application.looking_back import when_of
from okr.contract.cycles import CyclePlan, CycleView, Gap, Gaps, MoveCycle, ShowMissing
from okr.domain.errors import RuleViolation
from okr.domain.policy import Action, OrganisationFacts
from okr.domain.states import CLOSED_GOAL_STATES, Transition, cycle_transition
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import CycleState, GapKind, GoalState, ObjectKind
from okr.domain.wording import counted
from storage import cycle_life as statements
from storage import schema
from storage.rows import lock_row

GAPS_SHOWN = 200
"""Goals that are named of each kind; `count` counts all."""

LOOKED_FOR: Mapping[CycleState, tuple[GapKind, ...]] = {
    CycleState.ACTIVE: (GapKind.UNAPPROVED, GapKind.NOT_BEGUN, GapKind.OWNERLESS, GapKind.UNALIGNED),
    CycleState.GRADING: (GapKind.UNAPPROVED, GapKind.NOT_BEGUN, GapKind.OWNERLESS, GapKind.NO_READING),
    CycleState.CLOSED: (
        GapKind.UNGRADED,
        GapKind.NO_POST_MORTEM,
        GapKind.UNAPPROVED,
        GapKind.NOT_BEGUN,
        GapKind.OWNERLESS,
        GapKind.UNALIGNED,
        GapKind.OPEN_BELOW,
    ),
}
"""What is looked for before a cycle comes to a state."""

STOPPING: Mapping[CycleState, frozenset[GapKind]] = {
    CycleState.CLOSED: frozenset(
        {
            GapKind.UNGRADED,
            GapKind.NO_POST_MORTEM,
            GapKind.UNAPPROVED,
            GapKind.NOT_BEGUN,
            GapKind.OPEN_BELOW,
        }
    )
}
"""What cannot be mended any more afterwards, so that the step is taken only where somebody insists, with a reason."""


FOLLOWING: Mapping[CycleState, CycleState] = {
    CycleState.PLANNING: CycleState.ACTIVE,
    CycleState.ACTIVE: CycleState.GRADING,
    CycleState.GRADING: CycleState.CLOSED,
    CycleState.CLOSED: CycleState.CLOSED,
}
"""The state that follows each; what is closed stays so."""


@reads(ShowMissing)
def show_missing(case: ReadCase, query: ShowMissing) -> CyclePlan:
    """What is missing before the next step of a cycle: counts of everything, names of what the acting person may see."""
    when = when_of(case, query)
    if when is not None:
        from okr.application.past_cycles import of_cycle_on

        return of_cycle_on(case, query, when, query.key, show_missing)
    row = find_cycle(case, query.key)
    after = FOLLOWING[row.state]
    gaps = gaps_before(case, row, after)
    stops = any(gap.kind in STOPPING.get(after, ()) for gap in gaps)
    cycle = view_of(case, row.key)
    return CyclePlan(
        cycle=cycle,
        before=row.state,
        after=after,
        gaps=gaps,
        stops=stops,
        done=False,
        sentence=_outlook(cycle, after, gaps, stops=stops),
    )


@writes(MoveCycle, timeout_s=0)
def move_cycle(case: WriteCase, command: MoveCycle) -> CyclePlan:
    """Take a cycle a step on or back; administrators only. A dry run says what is missing and changes nothing."""
    if command.dry_run:
        case.only_looked()
    case.require(Action.CLOSE_CYCLE, OrganisationFacts())
    row = lock_row(case.work, schema.cycles, find_cycle(case, command.key).id)
    require_version(case, command.version, row, what=row.key)
    step = cycle_transition(row.key, row.state, command.state)
    gaps = gaps_before(case, row, command.state) if not step.needs_reason else ()
    stops = any(gap.kind in STOPPING.get(command.state, ()) for gap in gaps)
    if not command.dry_run:
        reason = _reason(row, step, command, stops=stops, gaps=gaps)
        change(case, schema.cycles, row, {"state": command.state}, kind=ObjectKind.CYCLE, key=row.key)
        tell_owners(case, row, command.state)
        if reason is not None:
            after = {"state": command.state, "reason": reason, "forced": stops}
            case.record(ObjectKind.CYCLE, row.id, row.key, after=after)
    cycle = view_of(case, row.key)
    return CyclePlan(
        cycle=cycle,
        before=row.state,
        after=command.state,
        gaps=gaps,
        stops=stops,
        done=not command.dry_run,
        sentence=f"{row.key} was {row.state} and is {command.state} now."
        if not command.dry_run
        else _outlook(cycle, command.state, gaps, stops=stops),
    )


def require_plain_step(case: WriteCase, row: Found, after: CycleState) -> None:
    """Refuse a change of state by an edit that `MoveCycle` would ask a reason for, or would not take."""
    step = cycle_transition(row.key, row.state, after)
    if step.needs_reason:
        raise RuleViolation(
            f"{row.key} is {row.state}; a step back needs a reason.",
            hint=f"okr cycle reopen {row.key} --reason '...'",
            field="state",
        )
    gaps = gaps_before(case, row, after)
    if any(gap.kind in STOPPING.get(after, ()) for gap in gaps):
        raise _refusal(row, after, gaps)


def gaps_before(case: ReadCase, cycle: Found, after: CycleState) -> tuple[Gaps, ...]:
    """What is missing before a cycle comes to a state; kinds of which there is nothing are left out."""
    found = []
    for kind in LOOKED_FOR.get(after, ()):
        gaps = _below(case, cycle) if kind is GapKind.OPEN_BELOW else _of_goals(case, cycle, kind)
        if gaps.count:
            found.append(gaps)
    return tuple(found)


def _below(case: ReadCase, cycle: Found) -> Gaps:
    rows = statements.not_closed_below(case.work, cycle.id)
    items = tuple(
        Gap(key=row.key, title=f"{row.starts_on} to {row.ends_on}", owner=None, text=f"is {row.state}") for row in rows
    )
    return Gaps(kind=GapKind.OPEN_BELOW, count=len(rows), items=items)


def _of_goals(case: ReadCase, cycle: Found, kind: GapKind) -> Gaps:
    count = statements.count(case.work, cycle.id, kind)
    rows = statements.named(case.work, case.actor, cycle.id, kind, limit=GAPS_SHOWN) if count else ()
    items = tuple(
        Gap(key=row.key, title=row.title, owner=person_ref(row.handle, row.name), text=_words(kind, row, cycle.state))
        for row in rows
    )
    return Gaps(kind=kind, count=count, items=items)


def _words(kind: GapKind, row: Found, state: CycleState) -> str:
    """What is missing, and what can still be done about it in this state of the cycle."""
    owner = row.name or "its owner"
    if state is CycleState.GRADING:
        late = _too_late(kind, row, owner)
        if late is not None:
            return late
    match kind:
        case GapKind.UNAPPROVED if row.state is GoalState.DRAFT:
            return f"is {row.state}; {owner} submits it to {_reviewer(row, owner)}: okr goal submit {row.key}"
        case GapKind.UNAPPROVED:
            return f"is {row.state}; {_reviewer(row, owner)} has not approved it as it stands"
        case GapKind.NOT_BEGUN:
            return f"is {row.state}; {owner} can activate it: okr goal activate {row.key}"
        case GapKind.OWNERLESS:
            return f"nobody answers for it; {row.lead_name or 'the lead of ' + row.unit_key} can say who does"
        case GapKind.UNALIGNED:
            return f"is tied to nothing above it: okr goal link {row.key} PARENT"
        case GapKind.NO_READING:
            return f"has key results without any reading; {owner} can still check in"
        case GapKind.UNGRADED:
            return f"has no grade; {owner} gives it: okr grade {row.key}"
    return f"is committed and ended under 0.9; {owner} writes why: okr grade {row.key} --post-mortem '...'"


def _too_late(kind: GapKind, row: Found, owner: str) -> str | None:
    """What remains to be done where a goal takes no other state, owner or parent any more, since it is being graded."""
    match kind:
        case GapKind.UNAPPROVED | GapKind.NOT_BEGUN:
            return f"is {row.state} and begins no more; {owner} gives it up: okr goal cancel {row.key} --reason '...'"
        case GapKind.OWNERLESS if row.state in CLOSED_GOAL_STATES:
            return f"is {row.state}, and nobody answered for it"
        case GapKind.UNALIGNED:
            return "is tied to nothing above it; what goes on of it can be tied in the next cycle"
    return None


def _reviewer(row: Found, owner: str) -> str:
    """Who approves a goal, which is never its owner: the unit's lead, or the owner's manager."""
    if row.lead_name is not None and row.lead_id != row.owner_id:
        return str(row.lead_name)
    return str(row.manager_name or f"the manager of {owner}")


def _reason(row: Found, step: Transition, command: MoveCycle, *, stops: bool, gaps: Sequence[Gaps]) -> str | None:
    if step.needs_reason:
        return required_reason(command.reason, key=str(row.key), why="a step back")
    if not stops:
        return accept_long_text(command.reason or "", field="reason") or None
    if not command.force:
        raise _refusal(row, command.state, gaps)
    return required_reason(command.reason, key=str(row.key), why=f"that it becomes {command.state} with gaps")


def _refusal(row: Found, after: CycleState, gaps: Sequence[Gaps]) -> RuleViolation:
    stopping = [gap for gap in gaps if gap.kind in STOPPING.get(after, ())]
    return RuleViolation(
        f"{row.key} cannot be closed yet: {'; '.join(_listed(gap) for gap in stopping)}.",
        hint=f"All of it: okr cycle close {row.key} --dry-run. To close it all the same: --force --reason '...'",
        field="state",
    )


def _listed(gap: Gaps) -> str:
    """Some names of a kind: "3 goals not graded (CARE-1, CARE-4 and 1 more)"."""
    names = [item.key for item in gap.items[:5]]
    rest = gap.count - len(names)
    words = f"{', '.join(names)} and {rest} more" if rest and names else ", ".join(names)
    if gap.kind is GapKind.OPEN_BELOW:
        return f"{words} below it {'is' if gap.count == 1 else 'are'} not closed"
    return f"{counted(gap.count, 'goal')} {gap.kind}" + (f" ({words})" if words else "")


def _outlook(cycle: CycleView, after: CycleState, gaps: Sequence[Gaps], *, stops: bool) -> str:
    """What the step would come to; of a cycle without goals nothing can be missing, which says little."""
    missing = ", ".join(_listed(gap) for gap in gaps) or ("nothing is missing" if cycle.goals else "it has no goals")
    if cycle.state is after:
        return f"{cycle.key} is {after}; {missing}."
    if stops:
        return f"{cycle.key} would not become {after}: something is missing that cannot be mended afterwards."
    return f"{cycle.key} would become {after}; {missing}."
