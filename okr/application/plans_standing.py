"""Goals as they stand, in the words of a plan: every field with its value, people by handle, the rest by key."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import TypeAlias
from uuid import UUID

from okr.application.case import ReadCase
from okr.contract.key_results import Checkpoint, MilestoneView
from okr.contract.plans import PlanFeed, PlanInitiative, PlanParent
from okr.domain.numbers import weight_of
from okr.domain.vocabulary import Source
from storage import plans as statements
from storage import schema
from storage.policy import visible_goals
from storage.rows import AnyRow

Fields: TypeAlias = "dict[str, object]"
"""The fields of a goal or key result by their names in a plan."""

GOAL_FIELDS = (
    "title",
    "why",
    "unit",
    "owner",
    "sponsor",
    "delegate",
    "contributors",
    "cycle",
    "focus_area",
    "ambition",
    "visibility",
    "readers",
    "state",
    "starts_on",
    "due_on",
    "activated_on",
    "pauses",
    "parents",
    "initiatives",
    "imported",
    "carried_from",
    "external_id",
)
"""What a plan says of a goal beside its key results, in the order of the marks of what was seen."""

_PLAIN_RESULT = (
    "title",
    "metric",
    "unit_of_measure",
    "baseline",
    "target",
    "stretch",
    "lower",
    "upper",
    "amber_lower",
    "amber_upper",
    "starts_on",
    "due_on",
    "cadence",
    "grace_days",
    "survey",
    "minimum_answers",
    "guardrail",
    "state",
    "imported",
    "owed_from",
    "external_id",
    "feed_method",
    "carried_from",
)
RESULT_FIELDS = (*_PLAIN_RESULT, "checkpoints", "milestones", "weight", "owner", "source", "feeds", "initiatives")
"""What a plan says of a key result, in the order of the marks of what was seen."""

_COLUMNS = {
    "weight": ("weight_units",),
    "owner": ("owner_id",),
    "feeds": ("id",),
    "initiatives": ("id", "goal_id"),
    "carried_from": ("carried_from_id",),
}
"""The columns of fields that are called otherwise, or that stand in other rows."""

_PLAIN_GOAL = ("title", "why", "ambition", "visibility", "state", "starts_on", "due_on", "activated_on", "imported", "external_id")  # fmt: skip


@dataclass(slots=True)
class StandingResult:
    """A key result as it stands."""

    row: AnyRow
    fields: Fields

    @property
    def key(self) -> str:
        """Its key."""
        return str(self.row.key)


@dataclass(slots=True)
class Standing:
    """A goal as it stands, with its key results by key."""

    row: AnyRow
    fields: Fields
    results: dict[str, StandingResult] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its key."""
        return str(self.row.key)

    @property
    def id(self) -> UUID:
        """Its id."""
        found: UUID = self.row.id
        return found


def load_standing(
    case: ReadCase, ids: Collection[UUID], *, result_fields: Collection[str] | None = None
) -> dict[str, Standing]:
    """Goals that the acting person may see, by key, in the order of the ids; links to what they may not see are left out.

    `result_fields`: of key results no more than these fields are read, to be compared and nothing else.
    """
    rows = {row.id: row for row in statements.goal_rows(case.work, ids)}
    if result_fields is None:
        results = list(statements.result_rows(case.work, ids))
    else:
        columns = frozenset(column for name in result_fields for column in _COLUMNS.get(name, (name,)))
        results = list(statements.some_of_result_rows(case.work, ids, columns))
    names = _Names(case, rows.values(), results)
    around = _Around(case, ids, names, carried=_origins(rows.values()), carried_results=_origins(results))
    cycles = {row.id: row.key for row in statements.cycle_rows(case.work)}
    areas = {row.id: row.key for row in statements.area_rows(case.work)}
    units = names.units
    found: dict[str, Standing] = {}
    plain, read_result = (
        attrgetter(*_PLAIN_GOAL),
        _result_reader(names, around, RESULT_FIELDS if result_fields is None else result_fields),
    )
    for one in ids:
        row = rows[one]
        fields: Fields = dict(zip(_PLAIN_GOAL, plain(row), strict=True))
        fields |= {
            "unit": units[row.unit_id],
            "owner": names.person(row.owner_id),
            "sponsor": names.person(row.sponsor_id),
            "delegate": names.person(row.delegate_id),
            "contributors": tuple(sorted(around.people["contributors"].get(one, ()))),
            "cycle": cycles[row.cycle_id],
            "focus_area": None if row.focus_area_id is None else areas[row.focus_area_id],
            "readers": tuple(sorted(around.people["readers"].get(one, ()))),
            "pauses": tuple(_pause(pause) for pause in row.pauses),
            "parents": tuple(around.parents.get(one, ())),
            "initiatives": tuple(around.initiatives.get((one, None), ())),
            "carried_from": row.carried_from if row.carried_from_id in around.carried else None,
        }
        found[row.key] = Standing(row, fields)
    for result in results:
        key: str = result.key
        found[key.partition(".")[0]].results[key] = StandingResult(result, read_result(result))
    return found


def _result_reader(names: "_Names", around: "_Around", wanted: Collection[str]) -> Callable[[AnyRow], Fields]:
    """What makes the fields of a key result of its row, as far as they are wanted."""
    makers: Mapping[str, Callable[[AnyRow], object]] = {
        "checkpoints": lambda row: tuple(_checkpoint(*one) for one in row.checkpoints),
        "milestones": lambda row: tuple(_milestone(one) for one in row.milestones),
        "weight": lambda row: weight_of(row.weight_units),
        "owner": lambda row: names.person(row.owner_id),
        "source": lambda row: Source.TYPED if row.source is Source.FED else row.source,
        "feeds": lambda row: tuple(around.feeds.get(row.id, ())),
        "initiatives": lambda row: tuple(around.initiatives.get((row.goal_id, row.id), ())),
        "carried_from": lambda row: around.carried_results.get(row.carried_from_id),
    }
    plain = tuple(name for name in _PLAIN_RESULT if name in wanted and name not in {*makers, "state"})
    made = [(name, make) for name, make in makers.items() if name in wanted]
    always = ("key", "state")
    read = attrgetter(*always, *plain)

    def fields_of(row: AnyRow) -> Fields:
        fields: Fields = dict(zip((*always, *plain), read(row), strict=True))
        for name, make in made:
            fields[name] = make(row)
        return fields

    return fields_of


def _origins(rows: Iterable[AnyRow]) -> set[UUID]:
    return {found for row in rows if (found := getattr(row, "carried_from_id", None)) is not None}


def _checkpoint(day: str, value: str) -> Checkpoint:
    return Checkpoint.model_construct(day=date.fromisoformat(day), value=Decimal(value))


def _milestone(stored: Mapping[str, str | None]) -> MilestoneView:
    due_on = stored["due_on"]
    return MilestoneView.model_construct(
        title=stored["title"],
        weight=Decimal(str(stored["weight"])),
        due_on=None if due_on is None else date.fromisoformat(due_on),
    )


def _pause(stored: Iterable[str | None]) -> tuple[date | None, ...]:
    return tuple(None if day is None else date.fromisoformat(day) for day in stored)


class _Names:
    """The people and units that rows point at, by what a plan calls them."""

    def __init__(self, case: ReadCase, goals: Iterable[AnyRow], results: Iterable[AnyRow]) -> None:
        self.case = case
        wanted = {getattr(row, f"{name}_id") for row in goals for name in ("owner", "sponsor", "delegate")}
        wanted.update(getattr(row, "owner_id", None) for row in results)
        self.people = statements.names_of(case.work, schema.people.c.handle, wanted - {None})
        self.units = {row.id: row.prefix for row in statements.unit_rows(case.work)}

    def add(self, ids: set[UUID]) -> None:
        """Look up more people."""
        self.people |= statements.names_of(self.case.work, schema.people.c.handle, ids - self.people.keys())

    def person(self, person_id: UUID | None) -> str | None:
        """The handle of a person."""
        return None if person_id is None else self.people[person_id]


class _Around:
    """What stands in other tables around goals: people, parents, feeds, initiatives, and what they were carried from."""

    def __init__(
        self,
        case: ReadCase,
        ids: Collection[UUID],
        names: _Names,
        *,
        carried: set[UUID],
        carried_results: set[UUID],
    ) -> None:
        work = case.work
        involved = list(statements.people_rows(work, ids))
        initiatives = sorted(statements.initiative_rows(work, ids), key=lambda row: row.number)
        names.add({person for _, _, person in involved} | {row.owner_id for row in initiatives} - {None})
        self.people: dict[str, dict[UUID, list[str]]] = {
            "contributors": defaultdict(list),
            "readers": defaultdict(list),
        }
        for which, goal_id, person_id in involved:
            self.people[which][goal_id].append(names.people[person_id])
        self.initiatives: dict[tuple[UUID, UUID | None], list[PlanInitiative]] = defaultdict(list)
        for row in initiatives:
            self.initiatives[row.goal_id, row.key_result_id].append(
                PlanInitiative.model_construct(
                    number=row.number,
                    title=row.title,
                    owner=names.person(row.owner_id),
                    due_on=row.due_on,
                    done_on=row.done_on,
                    external_id=row.external_id,
                )
            )
        links = sorted(statements.link_rows(work, ids), key=lambda row: (row.prefix, row.number))
        feeds = sorted(statements.feed_rows(work, ids), key=lambda row: str(row.fed_key))
        seen = self._seen(case, ids, {row.parent_id for row in links} | {row.goal_id for row in feeds})
        self.parents: dict[UUID, list[PlanParent]] = defaultdict(list)
        for row in links:
            if row.parent_id in seen:
                self.parents[row.child_id].append(
                    PlanParent.model_construct(
                        goal=f"{row.prefix}-{row.number}", kind=row.kind, weight=weight_of(row.weight_units)
                    )
                )
        self.feeds: dict[UUID, list[PlanFeed]] = defaultdict(list)
        for row in feeds:
            if row.goal_id in seen:
                self.feeds[row.child_id].append(
                    PlanFeed.model_construct(key_result=row.fed_key, weight=weight_of(row.weight_units))
                )
        rows = statements.rows_by_id(work, schema.key_results, carried_results)
        origins = {row.id: (str(row.key), row.goal_id) for row in rows}
        origins_seen = self._seen(case, ids, carried | {goal for _, goal in origins.values()})
        self.carried = carried & origins_seen
        self.carried_results = {one: key for one, (key, goal) in origins.items() if goal in origins_seen}

    def _seen(self, case: ReadCase, ids: Collection[UUID], others: set[UUID]) -> set[UUID]:
        if case.actor.is_administrator:
            return others
        return others & set(ids) | statements.visible_among(case.work, visible_goals(case.actor), others - set(ids))
