"""A difference in words: what is created, changed and removed, field by field."""

from collections.abc import Iterable, Iterator
from typing import cast

from okr.application.plans_difference import ChangedGoal, ChangedResult, Difference, NewResult
from okr.application.plans_marks import words_of
from okr.application.plans_names import Names
from okr.application.plans_standing import Fields
from okr.contract.base import Change
from okr.contract.plans import Deed, PlanDeed, PlanGoal, PlanKey, PlanKeyResult
from okr.domain.vocabulary import ObjectKind

_NOT_TOLD = frozenset({"key", "label", "title", "key_results", "reason", "external_id", "imported", "owed_from"})
_GOAL, _RESULT = ObjectKind.GOAL.value, ObjectKind.KEY_RESULT.value


def deeds_of(difference: Difference, names: Names) -> Iterator[PlanDeed]:
    """What a plan does to each goal and key result: what is new, then what changes, then what is removed."""
    for new in difference.new:
        yield _created(_GOAL, new.key, new.plan, names)
        yield from _added(new.results, names)
    for one in difference.changed:
        if one.wanted:
            fields = one.standing.fields
            yield _changed(_GOAL, one.standing.key, fields, one.wanted)
        yield from _changed_results(one, names)
    for standing in difference.removed:
        title = str(standing.fields["title"])
        yield PlanDeed(deed=Deed.REMOVED, kind=_GOAL, key=standing.key, title=title)


def keys_of(difference: Difference) -> tuple[PlanKey, ...]:
    """The keys that what is new got, by its place in the file, where the file names none."""
    found: list[PlanKey] = []
    for new in difference.new:
        if new.plan.key is None:
            found.append(PlanKey(path=new.path, key=new.key))
        found.extend(_keys(new.results))
    for one in difference.changed:
        found.extend(_keys(one.new_results))
    return tuple(found)


def _keys(results: Iterable[NewResult]) -> Iterator[PlanKey]:
    for result in results:
        if result.plan.key is None:
            yield PlanKey(path=result.path, key=result.key)


def _changed_results(one: ChangedGoal, names: Names) -> Iterator[PlanDeed]:
    for result in one.results:
        yield _changed_result(result)
    yield from _added(one.new_results, names)


def _changed_result(result: ChangedResult) -> PlanDeed:
    if result.plan is None:
        title = str(result.standing.fields["title"])
        return PlanDeed(deed=Deed.REMOVED, kind=_RESULT, key=result.standing.key, title=title)
    return _changed(_RESULT, result.standing.key, result.standing.fields, result.wanted)


def _added(results: Iterable[NewResult], names: Names) -> Iterator[PlanDeed]:
    for result in results:
        yield _created(_RESULT, result.key, result.plan, names)


def _created(kind: str, key: str, plan: PlanGoal | PlanKeyResult, names: Names) -> PlanDeed:
    """Something new with the fields that the file gives it."""
    changes = []
    for name in type(plan).model_fields:
        if name in plan.model_fields_set and name not in _NOT_TOLD:
            value = getattr(plan, name)
            if name == "parents" and isinstance(plan, PlanGoal):
                value = tuple(
                    one.model_copy(update={"goal": names.labels.get(one.goal, one.goal)}) for one in value or ()
                )
            words = words_of(value)
            if words is not None:
                changes.append(Change(field=name, before=None, after=words))
    return PlanDeed(deed=Deed.CREATED, kind=kind, key=key, title=plan.title or "", changes=tuple(changes))


def _changed(kind: str, key: str, before: Fields, wanted: Fields) -> PlanDeed:
    changes = tuple(
        Change(field=name, before=words_of(before[name]), after=words_of(wanted[name]))
        for name in before
        if name in wanted
    )
    title = cast(str, wanted.get("title", before["title"]))
    return PlanDeed(deed=Deed.CHANGED, kind=kind, key=key, title=title, changes=changes)
