"""R13: orphan rate, line of sight, and how far the top goals reach, over the active goals of the whole organisation."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from okr.application.cascade import Cascade, Rates, Reach, load_cascade
from okr.application.case import ReadCase
from okr.application.counted_cascade import CountedCascade, counted_cascade
from okr.application.finding import find_cycle, find_unit, root_unit
from okr.application.goal_rows import person_ref
from okr.application.handlers import reads
from okr.application.looking_back import when_of
from okr.application.orphans import orphan_page
from okr.application.paging import page, read_cursor, write_cursor
from okr.contract.alignment import (
    AlignmentReport,
    ListOrphans,
    OrphanGoal,
    ShowAlignment,
    TopGoalReach,
    UnitAlignment,
)
from okr.contract.base import AsOf, Page, PersonRef, UnitRef
from okr.domain.alignment import Share
from okr.domain.errors import InvalidInput
from storage import alignment as statements
from storage.accountability import direct_units
from storage.contributions import coverage
from storage.derived import AnyRow
from storage.raw import RawId, raw_id, uuid_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.as_of import When

MAXIMUM_LIST = 1_000

Asked = TypeVar("Asked", bound=AsOf)
Answer = TypeVar("Answer")


@reads(ShowAlignment)
def show_alignment(case: ReadCase, query: ShowAlignment) -> AlignmentReport:
    """Orphan rate and line of sight of a unit (the root, if none is given) and the units directly below; the reach of the tops.

    Rates count goals that may not be seen too (`hidden` says how many orphans and tops these are); lists leave them out.
    """
    if not 0 <= query.limit <= MAXIMUM_LIST:
        raise InvalidInput(f"limit: lists hold up to {MAXIMUM_LIST}, not {query.limit}.", field="limit")
    when = when_of(case, query)
    if when is not None:
        return _on(case, query, when, show_alignment)
    unit = root_unit(case) if query.unit is None else find_unit(case, query.unit)
    path, cycle_id = str(unit.path), _cycle(case, query.cycle)
    found = counted_cascade(case) or load_cascade(case)
    where = found.standing(cycle_id=cycle_id)
    hidden = statements.hidden_active(case.work, case.actor)
    orphans = where.orphans_of(path)
    shown = [goal for goal in orphans if goal not in hidden]
    all_tops = statements.tops(case.work)
    tops = [goal for goal, *_ in all_tops if goal not in hidden]
    people = where.people_of(path)
    without = frozenset(people) - where.seeing
    below = where.rates_below(path)
    return AlignmentReport(
        total=_unit_alignment(UnitRef(key=unit.prefix, name=unit.name), where.rates(path)),
        units=tuple(
            _unit_alignment(UnitRef(key=row.prefix, name=row.name), below[row.path])
            for row in direct_units(case.work, unit.id)
        ),
        tops=_tops(case, tops, limit=query.limit, reach=_reaching(case, found, path, people, many=len(all_tops))),
        orphans=tuple(
            _orphan(row) for row in _rows(case, statements.first_by_key(case.work, shown, limit=query.limit))
        ),
        people_without=tuple(
            PersonRef(handle=row.handle, name=row.name)
            for row in statements.first_people(case.work, without, on=case.today, limit=query.limit)
        ),
        hidden=len(orphans) - len(shown) + len(all_tops) - len(tops),
    )


@reads(ListOrphans)
def list_orphans(case: ReadCase, query: ListOrphans) -> Page[OrphanGoal]:
    """All active goals without a path to a top goal, by key."""
    when = when_of(case, query)
    if when is not None:
        return _on(case, query, when, list_orphans)
    unit = root_unit(case) if query.unit is None else find_unit(case, query.unit)
    found = orphan_page(
        case,
        unit,
        cycle_id=None if query.cycle is None else find_cycle(case, query.cycle).id,
        after=cast("tuple[str, int] | None", read_cursor(query.cursor, str, int)),
        limit=query.limit + 1,
    )
    return page(
        found.orphans,
        query.limit,
        items=lambda goals: [_orphan(row) for row in _rows(case, goals)],
        cursor=lambda goal: write_cursor(*goal[:2]),
        hidden=found.hidden,
    )


def _on(case: ReadCase, query: Asked, when: "When", answer: "Callable[[ReadCase, Asked], Answer]") -> Answer:
    """The same as of a day (R16): of the whole company, since paths to the top lead anywhere; all cycles unless one is named."""
    from okr.application.past_company import EVERYBODY, on_day

    with on_day(case, when, lambda _: EVERYBODY) as past:
        return answer(past, query.model_copy(update={"as_of": None, "known_at": None}))


def _rows(case: ReadCase, goals: Sequence[tuple[str, int, RawId]]) -> list[AnyRow]:
    """Goals with what is shown of them, in the order given."""
    rows = {row.id: row for row in statements.goal_rows(case.work, [goal for *_, goal in goals])}
    return [rows[goal] for *_, goal in goals]


def _cycle(case: ReadCase, key: str | None) -> RawId | None:
    return None if key is None else raw_id(case.work, find_cycle(case, key).id)


def _unit_alignment(unit: UnitRef, rates: Rates) -> UnitAlignment:
    return UnitAlignment(
        unit=unit,
        goals=rates.goals,
        orphans=rates.orphans,
        orphan_rate=rates.orphan_rate_ppm,
        people=rates.people,
        people_with_line_of_sight=rates.seeing,
        line_of_sight=rates.line_of_sight_ppm,
    )


def _orphan(row: AnyRow) -> OrphanGoal:
    return OrphanGoal(
        key=row.key,
        title=row.title,
        unit=UnitRef(key=row.unit_key, name=row.unit_name),
        owner=person_ref(row.handle, row.name),
    )


def _reaching(
    case: ReadCase, found: CountedCascade | Cascade, path: str, people: Collection[RawId], *, many: int
) -> "Callable[[RawId], Reach]":
    """How far top goals reach within a subtree and among some people; `many` tops are there.

    Below the only top hangs whatever is no orphan; how far each of several reaches is found by following every link.
    """
    if isinstance(found, Cascade):
        return found.reach_within(path, people)
    return partial(found.reach, path, people) if many == 1 else load_cascade(case).reach_within(path, people)


def _tops(
    case: ReadCase, tops: Collection[RawId], *, limit: int, reach: "Callable[[RawId], Reach]"
) -> tuple[TopGoalReach, ...]:
    """The first top goals by key: how many goals, people employed and units are below each, it left out."""
    shown = _rows(case, statements.first_by_key(case.work, tops, limit=limit))
    asked = coverage(case.work, [uuid_of(row.id) for row in shown])
    return tuple(_top(row, reach(row.id), Share(*asked.get(uuid_of(row.id), (0, 0)))) for row in shown)


def _top(row: AnyRow, below: Reach, covered: Share) -> TopGoalReach:
    return TopGoalReach(
        key=row.key,
        title=row.title,
        owner=person_ref(row.handle, row.name),
        goals=below.goals,
        people=below.people,
        units=below.units,
        units_asked=covered.whole,
        units_accepted=covered.part,
        cascade_coverage=covered.ppm,
    )
