"""Nudges: a notice to whoever answers for something that waits, once a day from the same person about the same thing."""

from datetime import UTC, datetime, time
from typing import NamedTuple
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.finding import FoundKeyResult, find_goal_or_key_result, find_person
from okr.application.handlers import writes
from okr.application.notices import notify
from okr.contract.base import Done, PersonRef
from okr.contract.nudges import Nudge, NudgeView, TakeNudgeBack
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.policy import Action, PersonFacts
from okr.domain.text import accept_short
from okr.domain.vocabulary import ObjectKind
from storage import audit
from storage import nudges as nudging
from storage import people as stored
from storage.audit import Entry
from storage.tables.journal import audit as audit_table

NUDGED = "nudged"
"""What the audit of a nudge names: who was told; nobody any more, once it was taken back."""

LOOKED_AT = 200
"""Audit entries of a day that are looked through for a nudge."""


class _About(NamedTuple):
    """What a nudge is about, who answers for it, and how many of its check-ins are late."""

    kind: ObjectKind
    object_id: UUID
    key: str
    title: str
    person_id: UUID
    late: int

    @property
    def words(self) -> str:
        """What follows the name of who is nudged: of a person nothing more is to be said."""
        return "" if self.kind is ObjectKind.PERSON else f" about {self.key}"


@writes(Nudge)
def nudge(case: WriteCase, command: Nudge) -> NudgeView:
    """Tell whoever answers for it; those involved in a goal may, of a person those above."""
    about = _asked_about(case, command.about, command.person)
    told = nudging.person(case.work, about.person_id)
    if about.person_id == case.actor.person_id:
        if about.kind is ObjectKind.PERSON:
            raise RuleViolation("That is you yourself: nudge somebody else.")
        raise RuleViolation(f"{about.key} lies with you yourself.", hint="Check in: okr checkin KEY VALUE.")
    if _last_nudge(case, about, told.handle) is not None:
        raise RuleViolation(f"You have nudged {told.name}{about.words} today already.", hint="Try again tomorrow.")
    text = _text(f"{case.actor.name} nudges you", about, command.message)
    notify(case, [about.person_id], about.kind, about.key, text)
    case.record(about.kind, about.object_id, about.key, after={NUDGED: told.handle})
    return NudgeView(key=about.key, told=PersonRef(handle=told.handle, name=told.name), text=text)


@writes(TakeNudgeBack)
def take_nudge_back(case: WriteCase, command: TakeNudgeBack) -> Done:
    """Take the notice away before it was read; the audit keeps both."""
    about = _asked_about(case, command.about, command.person)
    told = nudging.person(case.work, about.person_id)
    sent = _last_nudge(case, about, told.handle)
    if sent is None:
        raise RuleViolation(f"You have not nudged {told.name}{about.words} today.")
    by_id, at = case.actor.person_id, sent.recorded_at
    if not nudging.take_back(case.work, about.person_id, by_id=by_id, object_key=about.key, at=at):
        raise RuleViolation(f"{told.name} has read it already; comment on it: okr comment KEY TEXT.")
    case.record(about.kind, about.object_id, about.key, before={NUDGED: told.handle}, after={NUDGED: None})
    return Done(message=f"{told.name} is not nudged{about.words}")


def _asked_about(case: WriteCase, key: str | None, handle: str | None) -> _About:
    if (key is None) == (handle is None):
        raise InvalidInput("about: name a goal or key result, or a person, one of both.", field="about")
    return _thing(case, key) if key is not None else _person(case, handle or "")


def _last_nudge(case: WriteCase, about: _About, handle: str) -> Entry | None:
    """The acting person's nudge of today about it, unless it was taken back: the audit knows what was a nudge."""
    start = datetime.combine(case.today, time(), tzinfo=case.settings.time_zone).astimezone(UTC)
    by_me = audit_table.c.by_id == case.actor.person_id, audit_table.c.recorded_at >= start
    for _, entry in audit.of_objects(case.work, [about.object_id], *by_me, limit=LOOKED_AT):
        if NUDGED in (entry.after or {}):
            is_it = (entry.after or {})[NUDGED] == handle
            return entry if is_it else None
    return None


def _thing(case: WriteCase, key: str) -> _About:
    """A goal or key result, and who answers for it."""
    found = find_goal_or_key_result(case, key)
    goal = found.goal if isinstance(found, FoundKeyResult) else found
    case.require(Action.NUDGE, goal.facts)
    owner_id = found.row.owner_id or goal.row.owner_id
    if owner_id is None:
        raise RuleViolation(
            f"Nobody answers for {found.row.key}.", hint=f"Name an owner: okr goal edit {goal.row.key} --owner PERSON."
        )
    is_result = isinstance(found, FoundKeyResult)
    return _About(
        kind=ObjectKind.KEY_RESULT if is_result else ObjectKind.GOAL,
        object_id=found.id,
        key=found.row.key,
        title=found.row.title,
        person_id=owner_id,
        late=nudging.late(case.work, goal_id=goal.id, key_result_id=found.id if is_result else None, today=case.today),
    )


def _person(case: WriteCase, handle: str) -> _About:
    """A person with all that they answer for."""
    person = find_person(case, handle)
    case.require(Action.NUDGE, PersonFacts(person.id, person.path, stored.unit_path(case.work, person.id)))
    return _About(
        kind=ObjectKind.PERSON,
        object_id=person.id,
        key=person.handle,
        title="",
        person_id=person.id,
        late=nudging.late_of(case.work, person.id, today=case.today),
    )


def _text(words: str, about: _About, message: str | None) -> str:
    many = f"{about.late} check-in{'' if about.late == 1 else 's'}"
    if about.kind is ObjectKind.PERSON:
        what = (
            f": {many} of yours {'is' if about.late == 1 else 'are'} late"
            if about.late
            else " for a word on your goals"
        )
    else:
        late = f": {many} {'is' if about.late == 1 else 'are'} late" if about.late else ""
        what = f" about {about.key} {about.title}{late}"
    said = accept_short(message, field="message", required=False) if message is not None else ""
    return f"{words}{what}{f': {said}' if said else ''}"
