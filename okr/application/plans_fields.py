"""What a field of a plan asks for, in the words in which what stands is held, so that the two can be compared."""

from collections.abc import Callable, Mapping
from typing import Any

from okr.application.case import ReadCase
from okr.application.plans_names import Names, accepted_text
from okr.contract.plans import Plan
from okr.domain.vocabulary import Ambition, Visibility

_PEOPLE = frozenset({"owner", "sponsor", "delegate"})
_TEXTS = frozenset({"title", "why", "unit_of_measure", "cadence", "external_id"})
_RESETS: Mapping[str, object] = {
    "ambition": Ambition.COMMITTED,
    "visibility": Visibility.ORGANISATION,
    "weight": 1,
    "guardrail": False,
}
"""What null goes back to."""


class WantedFields:
    """Fields as they are to be; what is given as null goes back to what it is by itself."""

    def __init__(self, case: ReadCase, plan: Plan, names: Names) -> None:
        self.case, self.plan, self.names = case, plan, names
        self._makers: Mapping[
            str, Callable[[Any], object]
        ] = {  # each takes what its field holds, which pydantic has checked
            "contributors": lambda value: names.handles(value or (), field="contributors"),
            "readers": lambda value: names.handles(value or (), field="readers"),
            "unit": lambda value: names.unit(value).prefix,
            "cycle": lambda value: names.cycle(value).key,
            "focus_area": lambda value: None if value is None else names.area(value).key,
            "parents": lambda value: names.parents(value or ()),
            "feeds": lambda value: names.feeds(value or ()),
        }

    def of_goal(self, name: str, value: object, standing: Mapping[str, object]) -> object:
        """A field of a goal."""
        if value is None and name in {"starts_on", "due_on"}:
            cycle = self.names.cycles[str(standing["cycle"])]
            return cycle.starts_on if name == "starts_on" else cycle.ends_on
        return self._field(name, value, standing)

    def of_result(self, name: str, value: object, goal: Mapping[str, object], standing: Mapping[str, object]) -> object:
        """A field of a key result, whose goal gives days and owner; cadence and grace are the organisation's."""
        if value is None and name in {"owner", "starts_on", "due_on"}:
            return goal[name]
        if value is None and name in {"cadence", "grace_days"}:
            return getattr(self.case.settings, name)
        return self._field(name, value, standing)

    def _field(self, name: str, value: Any, standing: Mapping[str, Any]) -> object:  # what the field holds, checked
        if name == "initiatives":
            return self.names.initiatives(value or (), standing=standing[name])
        if name in self._makers:
            return self._makers[name](value)
        if name in _PEOPLE:
            return self.names.handle(value, field=name)
        if name in _TEXTS:
            return accepted_text(name, value)
        return _RESETS.get(name) if value is None else value
