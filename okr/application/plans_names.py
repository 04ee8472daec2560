"""What a plan names: people, units, cycles, focus areas, goals and key results, and the labels of what is new in it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.finding import readable
from okr.contract.plans import Plan, PlanFeed, PlanInitiative, PlanParent
from okr.domain.cadence import normalise_cadence
from okr.domain.errors import InvalidInput, NotFound, RuleViolation
from okr.domain.keys import parse_goal_key, parse_key_result_key
from okr.domain.quantities import nearest
from okr.domain.text import accept_long_text, accept_short, accept_title
from storage import plans as statements
from storage.rows import AnyRow

Found = TypeVar("Found")


class Names:
    """Everything that a plan may name, looked up at once."""

    def __init__(self, case: ReadCase, plan: Plan) -> None:
        self.case = case
        self.units = {row.prefix: row for row in statements.unit_rows(case.work)}
        self.cycles = {row.key: row for row in statements.cycle_rows(case.work)}
        self.areas = {row.key: row for row in statements.area_rows(case.work)}
        self.people: dict[str, AnyRow] = {}
        for row in statements.people_named(case.work, {readable(name).lower() for name in _people_of(plan)}):
            self.people[row.handle] = row
            if row.email is not None:
                self.people[row.email] = row
        self.labels: dict[str, str] = {}
        """Labels of goals to the keys that they have or get."""
        self.result_labels: dict[str, str] = {}

    def unit(self, text: str | None) -> AnyRow:
        """The unit of a key."""
        return _named(self.units, readable(text or "").upper(), "unit", field="unit")

    def cycle(self, text: str | None) -> AnyRow:
        """The cycle of a key."""
        return _named(self.cycles, readable(text or ""), "cycle", field="cycle")

    def area(self, text: str) -> AnyRow:
        """The focus area of a key."""
        return _named(self.areas, readable(text).lower(), "focus area", field="focus_area")

    def person(self, text: str, *, field: str, must_work_here: bool = True) -> AnyRow:
        """A person by handle or e-mail; somebody who left only where that may be."""
        found = self.people.get(readable(text).lower())
        if found is None:
            raise NotFound(f"Nobody here has the handle or e-mail '{readable(text)}'.", field=field)
        if must_work_here and found.employed_to is not None and found.employed_to < self.case.today:
            raise RuleViolation(
                f"{field}: {found.name} left on {found.employed_to}; choose somebody who works here.", field=field
            )
        return found

    def handle(self, text: str | None, *, field: str) -> str | None:
        """The handle of a person that a field names."""
        return None if text is None else str(self.person(text, field=field, must_work_here=False).handle)

    def handles(self, names: Iterable[str], *, field: str) -> tuple[str, ...]:
        """The handles of people that a field names, in order."""
        return tuple(sorted({str(self.handle(name, field=field)) for name in names}))

    def person_id(self, text: str | None, *, field: str, must_work_here: bool) -> UUID | None:
        """The id of a person that a field names."""
        if text is None:
            return None
        found: UUID = self.person(text, field=field, must_work_here=must_work_here).id
        return found

    def goal_key(self, reference: str) -> str:
        """The key of a goal that a reference means: a label of the file, or a key."""
        return self.labels.get(reference) or str(parse_goal_key(reference))

    def result_key(self, reference: str) -> str:
        """The key of a key result that a reference means: a label of the file, or a key."""
        return self.result_labels.get(reference) or str(parse_key_result_key(reference))

    def parents(self, given: Iterable[PlanParent]) -> tuple[PlanParent, ...]:
        """Parents by their keys, in their order."""
        found = {}
        for one in given:
            key = self.goal_key(one.goal)
            if key in found:
                raise InvalidInput(f"parents: {key} is given twice; keep one of them.", field="parents")
            found[key] = one.model_copy(update={"goal": key})
        return tuple(found[key] for key in sorted(found, key=parse_goal_key))

    def feeds(self, given: Iterable[PlanFeed]) -> tuple[PlanFeed, ...]:
        """What is fed, by key, in order."""
        found = {}
        for one in given:
            key = self.result_key(one.key_result)
            if key in found:
                raise InvalidInput(f"feeds: {key} is given twice; keep one of them.", field="feeds")
            found[key] = one.model_copy(update={"key_result": key})
        return tuple(found[key] for key in sorted(found))

    def initiatives(
        self, given: Iterable[PlanInitiative], *, standing: Iterable[PlanInitiative] = ()
    ) -> tuple[PlanInitiative, ...]:
        """Initiatives as they are stored, by number; one without a number is that of the same title, where there is one."""
        free = {one.title: one.number for one in standing}
        taken = {one.number for one in given} - {None}
        found = []
        for one in given:
            title = accept_title(one.title)
            number = one.number or (free.pop(title, None) if free.get(title) not in taken else None)
            found.append(
                PlanInitiative(
                    number=number,
                    title=title,
                    owner=self.handle(one.owner, field="initiatives"),
                    due_on=one.due_on,
                    done_on=one.done_on,
                    external_id=accept_external_id(one.external_id),
                )
            )
        numbers = [one.number for one in found if one.number is not None]
        if len(numbers) != len(set(numbers)):
            raise InvalidInput(
                "initiatives: a number is given twice; leave it out of what is new.", field="initiatives"
            )
        return tuple(sorted(found, key=lambda one: (one.number is None, one.number or 0)))


def accepted_text(name: str, value: str | None) -> str | None:
    """A text of a goal or key result as it is stored."""
    match name:
        case "title":
            return accept_title(value or "")
        case "why":
            return accept_long_text(value or "", field="why") or None
        case "cadence":
            return normalise_cadence(value or "")
        case "external_id":
            return accept_external_id(value)
    return accept_short(value or "", field=name, required=False) or None


def accept_external_id(text: str | None) -> str | None:
    """An id of another system as it is stored; None where there is none."""
    return accept_short(text or "", field="external_id", required=False) or None


def _named(known: Mapping[str, Found], wanted: str, noun: str, *, field: str) -> Found:
    found = known.get(wanted)
    if found is not None:
        return found
    if not wanted:
        raise InvalidInput(f"{field}: say which {noun} it belongs to, here or at the top of the file.", field=field)
    near = nearest(wanted, known)
    raise NotFound(
        f"There is no {noun} {wanted}.", hint=f"Did you mean {', '.join(near)}?" if near else None, field=field
    )


def _people_of(plan: Plan) -> Iterator[str]:
    """Every name of a person in the goals of a plan."""
    for goal in plan.goals:
        yield from (name for name in (goal.owner, goal.sponsor, goal.delegate) if name is not None)
        yield from goal.contributors or ()
        yield from goal.readers or ()
        yield from (one.owner for one in goal.initiatives or () if one.owner is not None)
        for result in goal.key_results or ():
            if result.owner is not None:
                yield result.owner
            yield from (one.owner for one in result.initiatives if one.owner is not None)
