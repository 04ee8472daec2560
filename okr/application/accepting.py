"""Whether a check-in is taken: who may, what is open, on which day, and which value (R1, R12); one sentence where not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.finding import find_key_result
from okr.application.key_result_numbers import definition_of
from okr.contract.check_ins import NewCheckIn
from okr.domain.confidence import NEEDS_REASON_BELOW_PERCENT
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.policy import Action, GoalFacts, explain
from okr.domain.readings import require_value
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import CycleState, GoalState, KeyResultState, Metric
from storage import check_ins
from storage.derived import AnyRow


@dataclass(frozen=True, slots=True)
class Accepted:
    """A check-in that may be written: its key result, and the columns but number, author and time."""

    target: AnyRow
    values: dict[str, Any]
    said: dict[str, object]
    """What else was said, for the audit: it stands in no column of a check-in."""

    @property
    def key_result_id(self) -> UUID:
        """The key result's id."""
        found: UUID = self.target.id
        return found


def accept(case: ReadCase, check_in: NewCheckIn, target: AnyRow | None) -> Accepted:
    """Return the check-in as it is written, or raise the error that says why it is not taken."""
    target = _allowed_target(case, check_in, target)
    _require_open(target)
    earlier = _pointed_at(case, check_in, target)
    effective_on = _effective_on(case, check_in, target, earlier)
    note = accept_long_text(check_in.note, field="note") if check_in.note else None
    value = _value(case, check_in, target)
    _require_reasons(check_in, target, value=value, note=note)
    _require_known(check_in, target)
    return Accepted(
        target=target,
        values={
            "key_result_id": target.id,
            "effective_on": effective_on,
            "value": value,
            "answers": check_in.answers,
            "confidence_percent": check_in.confidence,
            "status": check_in.status,
            "note": note,
            "blocker": accept_long_text(check_in.blocker, field="blocker") if check_in.blocker else None,
            "corrects": check_in.corrects,
            "voids": check_in.voids,
            "imported": False,
        },
        said={
            name: value
            for name, value in (("blocker_owner", check_in.blocker_owner), ("unblocked", check_in.unblocked))
            if value
        },
    )


def _allowed_target(case: ReadCase, check_in: NewCheckIn, target: AnyRow | None) -> AnyRow:
    """The key result, where the acting person may check in; what is told of it costs no statement for most people."""
    if target is not None:
        facts = GoalFacts(
            unit_path=target.unit_path,
            visibility=target.visibility,
            owner_id=target.goal_owner_id,
            owner_path=target.owner_path,
            sponsor_id=target.sponsor_id,
            delegate_id=target.delegate_id,
            contributor_ids=frozenset({target.owner_id} if target.owner_id is not None else ()),
        )
        if case.may(Action.SEE_GOAL, facts) and case.may(Action.CHECK_IN, facts):
            return target
    found = find_key_result(case, check_in.key)
    if not case.may(Action.CHECK_IN, found.goal.facts):
        reason = explain(Action.CHECK_IN, found.goal.facts)
        raise NotAllowed(f"{reason[:-1]}: {_who_has(target)}.", hint="Ask one of them to check in, or to add you.")
    if target is None:
        raise NotFound(f"There is no key result {check_in.key}.")
    return target


def _who_has(target: AnyRow | None) -> str:
    if target is None or target.owner_name is None:
        return "it has no owner yet"
    return f"its owner is {target.owner_name}"


def _require_open(target: AnyRow) -> None:
    if target.feed_method is not None:
        raise RuleViolation(
            f"{target.key} is fed by other key results; check in to those, and it follows.",
            hint=f"okr kr show {target.key} lists them.",
        )
    if target.goal_state is not GoalState.ACTIVE:
        way_out = {
            GoalState.DRAFT: f"activate it first: okr goal activate {target.goal_key}",
            GoalState.PROPOSED: f"activate it first: okr goal activate {target.goal_key}",
            GoalState.IN_REVIEW: f"activate it first: okr goal activate {target.goal_key}",
            GoalState.PAUSED: f"resume it first: okr goal resume {target.goal_key}",
        }.get(target.goal_state, "a closed goal takes no more check-ins")
        raise RuleViolation(
            f"{target.goal_key} is {target.goal_state}, so {target.key} takes no check-in.", hint=way_out
        )
    if target.state is not KeyResultState.ACTIVE:
        raise RuleViolation(
            f"{target.key} is {target.state} and takes no check-in.",
            hint=f"Reopen it first: okr kr edit {target.key} --state active",
        )
    if target.cycle_state is CycleState.CLOSED:
        raise RuleViolation(f"The cycle {target.cycle_key} is closed, so {target.key} takes no check-in.")


def _pointed_at(case: ReadCase, check_in: NewCheckIn, target: AnyRow) -> AnyRow | None:
    """The check-in that this one corrects or voids."""
    if check_in.corrects is not None and check_in.voids is not None:
        raise InvalidInput("A check-in corrects an earlier one or voids it, not both.", field="voids")
    number = check_in.corrects if check_in.corrects is not None else check_in.voids
    if number is None:
        return None
    field = "corrects" if check_in.corrects is not None else "voids"
    earlier, later = check_ins.pointed_at(case.work, target.id, number)
    if earlier is None:
        raise NotFound(
            f"{target.key} has no check-in number {number}.", hint=f"okr checkins {target.key} lists them.", field=field
        )
    if earlier.voids is not None:
        raise RuleViolation(f"Check-in {number} of {target.key} voids another one and has no value.", field=field)
    if later is not None:
        what = "corrected" if later.corrects is not None else "voided"
        raise RuleViolation(
            f"Check-in {number} of {target.key} has been {what} by number {later.number} already.",
            hint=f"Correct number {later.number} instead." if later.corrects is not None else None,
            field=field,
        )
    return earlier


def of_last_days(case: ReadCase, accepted: Iterable[Accepted]) -> tuple[str, ...]:
    """A sentence for each reading that counts as of the last day of its key result, since that is over."""
    of_now = (one for one in accepted if one.values["corrects"] is None and one.values["voids"] is None)
    return tuple(
        f"{one.target.key} ended on {one.target.due_on}: the reading counts as of that day."
        for one in of_now
        if one.values["effective_on"] == one.target.due_on < case.today
    )


def _effective_on(case: ReadCase, check_in: NewCheckIn, target: AnyRow, earlier: AnyRow | None) -> date:
    if check_in.effective_on is None and earlier is not None:
        day: date = earlier.effective_on
        return day
    day = check_in.effective_on or min(case.today, target.due_on)  # after its end its last reading is what is owed
    if day > case.today:
        raise InvalidInput(f"{day} is in the future; a reading is of today ({case.today}) or earlier.", field="date")
    if not target.starts_on <= day <= target.due_on:
        raise InvalidInput(
            f"{day} is outside {target.key}, which runs from {target.starts_on} to {target.due_on}.",
            hint="Give the day on which the value was true with --date.",
            field="date",
        )
    return day


def _value(case: ReadCase, check_in: NewCheckIn, target: AnyRow) -> Decimal | None:
    if check_in.voids is not None:
        if check_in.value is not None:
            raise InvalidInput(
                "A check-in that voids another one has no value; to replace it, correct it.", field="value"
            )
        return None
    if check_in.value is None:
        raise InvalidInput(f"{target.key} needs a value.", field="value")
    if check_in.answers is not None and check_in.answers < 1:
        raise InvalidInput("The number of answers is 1 or more; without answers there is no reading.", field="answers")
    return require_value(definition_of(target, minimum_answers=case.settings.minimum_answers), check_in.value)


def _require_reasons(check_in: NewCheckIn, target: AnyRow, *, value: Decimal | None, note: str | None) -> None:
    if (
        check_in.confidence is not None
        and check_in.confidence < NEEDS_REASON_BELOW_PERCENT
        and not note
        and not check_in.blocker
    ):
        raise RuleViolation(
            f"A confidence of {check_in.confidence} % needs a sentence why.",
            hint="Add --note or --blocker.",
            field="note",
        )
    if target.metric is Metric.YES_NO and value == 1 and not note:
        raise RuleViolation(
            f"{target.key} becomes yes: a note has to say what shows it.", hint="Add --note.", field="note"
        )


def _require_known(check_in: NewCheckIn, target: AnyRow) -> None:
    """Refuse what was written without knowing of the last check-in; the row is locked, so that none comes in between."""
    last: int = target.stored_check_in_count or 0
    if check_in.after is None or last <= check_in.after:
        return
    later = last - check_in.after
    words = "a later check-in" if later == 1 else f"{later} later check-ins"
    raise Conflict(
        f"{target.key} has {words} than number {check_in.after}.",
        hint=f"Look at it, then record this one after number {last}",
        field="after",
    )
