"""The opposites of what stands beside numbers: blockers, initiatives, dependencies, comments, contributions."""

from typing import Any

from sqlalchemy import select

from okr.application.case import ReadCase
from okr.application.finding import find_person
from okr.application.inverses_parts import REASON, Opposite, fields_of, named, words_of
from okr.contract.blockers import AnswerBlocker, AssignBlocker, ReopenBlocker
from okr.contract.comments import RestoreComment, WithdrawComment
from okr.contract.contributions import TakeBackStep, WithdrawContribution
from okr.contract.dependencies import DependOn, EndDependency
from okr.contract.initiatives import CreateInitiative, EditInitiative, RemoveInitiative
from okr.contract.nudges import TakeNudgeBack
from okr.domain.errors import RuleViolation
from okr.domain.part_keys import parse_initiative_key
from okr.domain.vocabulary import BlockerState, ContributionStep, DependencyKind, ObjectKind
from storage import schema
from storage.audit import Entry


def blocker(case: ReadCase, entry: Entry) -> list[Opposite]:
    """An answer is taken away, an answer comes back, or who answered before answers again."""
    key, before, after = str(entry.object_key), entry.before or {}, entry.after or {}
    if after.get("state") == BlockerState.ANSWERED:
        return [Opposite(ReopenBlocker(key=key), f"{key} waits for an answer again")]
    if after.get("state") == BlockerState.OPEN:
        answer = str(before.get("answer"))
        return [Opposite(AnswerBlocker(key=key, answer=answer), f"{key} has its answer again: {answer}")]
    owner = before.get("owner_id")
    if owner is None:
        raise RuleViolation(f"{key} waited for nobody before; hand it on: okr blocker assign {key} PERSON.")
    handle = named(case, schema.people.c.handle, owner)
    return [Opposite(AssignBlocker(key=key, owner=handle), f"{key} waits for {handle} again")]


def initiative(case: ReadCase, entry: Entry) -> list[Opposite]:
    """A new one is taken away, one that was taken away comes back, and fields are as before."""
    key = str(entry.object_key)
    if entry.before is None:
        return [Opposite(RemoveInitiative(key=key), f"{key} is taken away")]
    if entry.after is None:
        return [_initiative_again(case, key, dict(entry.before))]
    fields = fields_of(case, entry.before)
    if not fields:
        return []
    request = EditInitiative.model_validate({"key": key, **fields})
    return [Opposite(request, f"{key}: {words_of(fields)}")]


def dependency(case: ReadCase, entry: Entry) -> list[Opposite]:
    """A new one ends, one that ended holds again, and kind and note are as before."""
    key, _, on = str(entry.object_key).partition(" > ")
    if entry.before is None:
        return [Opposite(EndDependency(key=key, on=on), f"{key} no longer depends on {on}")]
    before: dict[str, Any] = {name: entry.before[name] for name in ("kind", "note") if name in entry.before}
    if "kind" not in before:
        table = schema.dependencies.c
        before["kind"] = case.connection.execute(select(table.kind).where(table.id == entry.object_id)).scalar_one()
    if before["kind"] is not None:
        before["kind"] = DependencyKind(str(before["kind"]))
    words = f"{key} {before['kind']} {on}"
    return [Opposite(DependOn.model_validate({"key": key, "on": on, **before}), f"{words} again")]


def comment(case: ReadCase, entry: Entry) -> list[Opposite]:
    """A comment is withdrawn, and one that was withdrawn is read again."""
    goal, _, number = str(entry.object_key).partition(" comment ")
    if entry.before is not None and entry.before.get("withdrawn_at") is None:
        return [Opposite(RestoreComment(goal=goal, number=int(number)), f"{entry.object_key} is read again")]
    return [Opposite(WithdrawComment(goal=goal, number=int(number)), f"{entry.object_key} is withdrawn")]


def contribution(case: ReadCase, entry: Entry) -> list[Opposite]:
    """What was asked for or offered is withdrawn; a later step is taken back."""
    key, after = str(entry.object_key), entry.after or {}
    if entry.before is None:
        what = "offer" if after.get("last_step") == ContributionStep.OFFERED else "request"
        return [Opposite(WithdrawContribution(key=key, reason=REASON), f"the {what} {key} is taken back")]
    state, taken = entry.before.get("state"), str(after.get("last_step", "asked"))
    words = f"{key} is {state} again, as before it was {taken}" if state else f"{key} is asked for as before"
    child = "; the goal that was made for it is cancelled" if entry.before.get("child_goal_id", True) is None else ""
    return [Opposite(TakeBackStep(key=key), f"{words}{child}")]


def nudge(case: ReadCase, entry: Entry) -> Opposite | None:
    """A nudge is taken back while it is not read; None where the entry tells of none."""
    told = (entry.after or {}).get("nudged")
    if entry.before is not None or told is None:
        return None
    key, name = str(entry.object_key), find_person(case, str(told)).name
    if entry.object_kind is ObjectKind.PERSON:
        return Opposite(TakeNudgeBack(person=key), f"{name} is not nudged, unless they have read it")
    return Opposite(TakeNudgeBack(about=key), f"{name} is not nudged about {key}, unless they have read it")


def _initiative_again(case: ReadCase, key: str, before: dict[str, Any]) -> Opposite:
    result, owner = before.get("key_result_id"), before.get("owner_id")
    of = str(parse_initiative_key(key).goal) if result is None else named(case, schema.key_results.c.key, result)
    request = CreateInitiative(
        of=of,
        title=str(before["title"]),
        owner=None if owner is None else named(case, schema.people.c.handle, owner),
        due_on=before.get("due_on"),
        done_on=before.get("done_on"),
        external_id=before.get("external_id"),
    )
    return Opposite(request, f"{of} has it again: {before['title']}")
