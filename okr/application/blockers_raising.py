"""What check-ins say of blockers: a new one is raised and waits for somebody, an older one is gone, one is taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.finding import find_key_result
from okr.application.goal_places import employed
from okr.application.notices import Notice, notify_each
from okr.application.onlookers import who_sees
from okr.contract.check_ins import NewCheckIn
from okr.domain.blockers import waits_from
from okr.domain.errors import Conflict, InvalidInput, RuleViolation
from okr.domain.notice_words import answering_blocker
from okr.domain.vocabulary import BlockerState, ObjectKind
from storage import blockers as statements
from storage import contributions as leads
from storage.plans import names_of
from storage.policy import load_goal_facts
from storage.rows import AnyRow
from storage.tables.conversation import blockers
from storage.tables.organisation import people
from storage.together import Rows

if TYPE_CHECKING:
    from okr.application.accepting import Accepted

Numbered = tuple[NewCheckIn, "Accepted", Mapping[str, Any]]
"""A check-in as it was asked for, as it was accepted, and the row that is written of it."""


@dataclass(slots=True)
class Raised:
    """The new rows, to be written with their check-ins, and what people are told afterwards."""

    rows: dict[tuple[UUID, int], dict[str, object]] = field(default_factory=dict)
    words: dict[UUID, set[str]] = field(default_factory=dict)
    told: list[Notice] = field(default_factory=list)
    waits: list[tuple[str, UUID, date]] = field(default_factory=list)
    """The key of each new blocker, who has to answer it, and by which day."""

    def beside(self) -> list[Rows]:
        """The rows, for who writes the check-ins."""
        return [Rows(blockers, list(self.rows.values()))]

    def tell(self, case: WriteCase) -> None:
        """Tell those who have to answer."""
        notify_each(case, self.told)

    def words_for_who_raised(self, case: WriteCase) -> tuple[str, ...]:
        """Whose answer each new blocker waits for, in words for who said what is in the way."""
        names = names_of(case.work, people.c.name, {person for _, person, _ in self.waits}) if self.waits else {}
        me = case.actor.person_id
        return tuple(
            f"{key} waits for {'you' if person == me else names[person]}, for an answer by {day}."
            for key, person, day in self.waits
        )


def raise_blockers(case: WriteCase, check_ins: Sequence[Numbered]) -> Raised:
    """What check-ins do to blockers, one after the other.

    A blocker that is named again in the same words goes on waiting; a later check-in without one leaves it open; one that
    corrects or voids the check-in that raised it takes it back, and `unblocked` ends all of the key result.
    """
    raised = Raised()
    waiting: dict[UUID, list[AnyRow]] = {}
    for row in statements.waiting_of(case.work, {accepted.key_result_id for _, accepted, _ in check_ins}):
        waiting.setdefault(row.key_result_id, []).append(row)
    for command, accepted, values in check_ins:
        open_rows = waiting.get(accepted.key_result_id, [])
        for row in _ended(command, open_rows):
            _end(case, row, command, values)
            open_rows.remove(row)
        if command.unblocked:
            _end_new(case, raised, accepted.key_result_id, command, values)
        if values["blocker"] and not _is_named(values, open_rows, raised, accepted.key_result_id):
            _raise(case, raised, command, accepted, values)
        elif command.blocker_owner:
            _refuse_owner(values, open_rows)
    return raised


def _refuse_owner(values: Mapping[str, Any], open_rows: Sequence[AnyRow]) -> None:
    """Somebody who answers was named, but nothing new to answer."""
    if not values["blocker"]:
        raise InvalidInput("Only a blocker is answered by somebody; say what it is.", field="blocker")
    keys = " or ".join(f"{row.result_key}#{row.number}" for row in open_rows)
    raise RuleViolation(
        "This blocker waits for an answer already, in the same words.",
        hint=f"Hand it on: okr blocker assign {keys} PERSON",
        field="blocker_owner",
    )


def _ended(command: NewCheckIn, open_rows: Iterable[AnyRow]) -> list[AnyRow]:
    taken_back = {command.corrects, command.voids} - {None}
    return [row for row in open_rows if command.unblocked or row.number in taken_back]


def _end(case: WriteCase, row: AnyRow, command: NewCheckIn, values: Mapping[str, Any]) -> None:
    if not statements.change(case.work, row, _ending(case, command, values)):
        raise Conflict(f"{row.result_key}#{row.number} was answered by somebody else at this moment; try again.")


def _end_new(
    case: WriteCase, raised: Raised, key_result_id: UUID, command: NewCheckIn, values: Mapping[str, Any]
) -> None:
    """End what an earlier check-in of the same batch raised."""
    for (of, _), row in raised.rows.items():
        if of == key_result_id and row["state"] is BlockerState.OPEN:
            row.update(_ending(case, command, values))
    raised.words.pop(key_result_id, None)


def _ending(case: WriteCase, command: NewCheckIn, values: Mapping[str, Any]) -> dict[str, object]:
    what = "gone" if command.unblocked else "corrected" if command.corrects is not None else "taken back"
    return {
        "state": BlockerState.ANSWERED,
        "answer": (command.unblocked and values["note"]) or f"{what} with check-in {values['number']}",
        "answered_by_id": case.actor.person_id,
        "answered_at": case.now,
    }


def _is_named(values: Mapping[str, Any], open_rows: Iterable[AnyRow], raised: Raised, key_result_id: UUID) -> bool:
    """Whether the same words wait for an answer already."""
    words = _folded(values["blocker"])
    if any(_folded(row.text) == words for row in open_rows):
        return True
    return words in raised.words.get(key_result_id, ())


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _raise(
    case: WriteCase, raised: Raised, command: NewCheckIn, accepted: "Accepted", values: Mapping[str, Any]
) -> None:
    target, number = accepted.target, values["number"]
    waiting = waits_from(
        _who_answers(case, command, target), today=case.today, reminder_days=case.settings.reminder_days
    )
    raised.rows[accepted.key_result_id, number] = {
        "key_result_id": accepted.key_result_id,
        "number": number,
        "state": BlockerState.OPEN,
        "owner_id": waiting.owner_id,
        "answer_due_on": waiting.answer_due_on,
        "climbed_on": None,
        "answer": None,
        "answered_by_id": None,
        "answered_at": None,
        "version": 1,
    }
    raised.words.setdefault(accepted.key_result_id, set()).add(_folded(values["blocker"]))
    if waiting.owner_id is not None:
        key = f"{target.key}#{number}"
        text = f"{case.actor.name} is blocked in {target.key} ({target.title}): {values['blocker']}"
        words = answering_blocker(text, key, until=f"answer by {waiting.answer_due_on}")
        raised.told.append(Notice(waiting.owner_id, ObjectKind.BLOCKER, key, words))
        raised.waits.append((key, waiting.owner_id, waiting.answer_due_on))


def _who_answers(case: WriteCase, command: NewCheckIn, target: AnyRow) -> UUID | None:
    """Who is named, else the nearest above the goal's owner who did not say it, else the owner, else who leads the unit."""
    if command.blocker_owner is not None:
        return able_to_answer(case, command.blocker_owner, target.key, field="blocker_owner")
    if target.goal_owner_id is None:
        leading = leads.leads_above(case.work, target.unit_path, on=case.today)
        return next((one for one in leading if one != case.actor.person_id), None)
    above = statements.above(case.work, [target.owner_path], on=case.today)[target.owner_path]
    found: UUID = next((one for one in above if one != case.actor.person_id), target.goal_owner_id)
    return found


def able_to_answer(case: WriteCase, handle: str, key: str, *, field: str) -> UUID:
    """The id of a person who works here and may see the goal of a key result; refused otherwise."""
    person_id = employed(case, handle.removeprefix("@"), field=field)
    found = find_key_result(case, key)
    facts = load_goal_facts(case.work, [found.goal.id])[found.goal.id]
    if person_id is None or not who_sees(case, [person_id], facts):
        raise RuleViolation(
            f"{handle} may not see {found.goal.row.key}, and so cannot answer for it.",
            hint="Ask somebody who may see it, or let its owner show it to them.",
            field=field,
        )
    return person_id
