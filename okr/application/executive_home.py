"""The home of an executive: tops, heat by focus area and division, risks by what they cost at the top, rates, what moved.

Counts and rates hold all goals; goals are named where the acting person may see them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import add
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.contributions_reading import subscriptions_of
from okr.application.finding import root_unit
from okr.application.goal_rows import goal_rows
from okr.application.mean_figures import mean_figures, status_of_means
from okr.application.moving import moved_among
from okr.application.rates import rates, trend
from okr.contract.base import Figures, UnitRef
from okr.contract.contributions import ContributionRow
from okr.contract.goal_rows import GoalRow
from okr.contract.homes import ExecutiveHome, HeatCell, Moved, RiskItem
from okr.domain.leverage import risk_ppm
from okr.domain.numbers import PPM, divide_half_up
from okr.domain.vocabulary import GoalState, Status
from storage import goal_reading, leverage
from storage import homes as statements
from storage.accountability import direct_units
from storage.alignment import unit_paths
from storage.as_of import visible_among
from storage.company_counts import FIGURES, company_figures, knows_company_figures
from storage.derived import AnyRow
from storage.raw import RawId, raw_id
from storage.trees import step_below

RISKS_SHOWN = 20
MOVED_SHOWN = 10
WIDEST_WAVE = 500
"""Goals that are followed downwards from one level, those with the greatest shares; a risk is never above its share."""

DEEPEST_WAVE = 64
"""Levels that are followed downwards, more than any company has: links that go in a circle, in a damaged file, have no end."""

LARGEST_WATCH = 1_000


def executive_home(
    case: ReadCase, cycle: AnyRow, *, asks: tuple[ContributionRow, ...], at_a_glance: bool
) -> tuple[ExecutiveHome, Figures | None]:
    """The home of an executive, and the mean of the top goals; `asks` wait for their answer.

    Tops, risks and what moved are of the cycles that share a day with the one that is looked at: the goals of a year stand
    above those of its quarters. `at_a_glance` leaves the goals of a large company uncounted, unless they are known: to count them takes
    longer than all the rest.
    """
    root = root_unit(case)
    divisions = direct_units(case.work, root.id)
    areas = statements.areas(case.work)
    beside = statements.cycles_beside(case.work, cycle.starts_on, cycle.ends_on)
    top_ids = statements.top_goals(case.work, beside)
    seen = visible_among(case.work, case.actor, top_ids)
    tops = goal_rows(case, [one for one in top_ids if one in seen])
    standing = rates(case, cycle.id)
    is_counted = not (at_a_glance and standing.is_large) or knows_company_figures(case.work, cycle_id=cycle.id)
    company = _Company(str(root.path), divisions)
    if is_counted:
        company.count(case, cycle.id, {row.id: row.key for row in areas})
    home = ExecutiveHome(
        divisions=tuple(UnitRef(key=row.prefix, name=row.name) for row in divisions),
        focus_areas=tuple(row.key for row in areas),
        area_names={row.key: row.name for row in areas},
        heat=company.heat(),
        tops=tuple(tops.values()),
        risks=_risks(case, top_ids, beside),
        counts={status: company.total(status.name.lower()) for status in Status},
        stale=company.total("stale"),
        counted=is_counted,
        orphan_rate=standing.aligned.orphan_rate_ppm,
        line_of_sight=standing.aligned.line_of_sight_ppm,
        rates_on=standing.day,
        on_time_rate=standing.on_time_ppm,
        rate_days=trend(case),
        moved=_moved(case, top_ids),
        subscriptions=subscriptions_of(case, tops),
        asks=asks,
    )
    return home, mean_figures(list(tops.values()))


class _Company:
    """The active goals of a cycle, added up by focus area and division, and as a whole; none before they are counted."""

    def __init__(self, root_path: str, divisions: Sequence[AnyRow]) -> None:
        self._root_path = root_path
        self._areas: dict[RawId, str] = {}
        self._divisions = {row.path: row for row in divisions}
        self._cells: dict[tuple[str, RawId], list[int]] = {}
        self._total = [0] * len(FIGURES)

    def count(self, case: ReadCase, cycle_id: UUID, areas: Mapping[UUID, str]) -> None:
        """Add up the goals of a cycle."""
        self._areas = {raw_id(case.work, one): key for one, key in areas.items()}
        division_of = {unit: step_below(self._root_path, path) for unit, path in unit_paths(case.work).items()}
        for unit, area, *numbers in company_figures(case.work, cycle_id=cycle_id):
            self._total = list(map(add, self._total, numbers))
            place = division_of[unit], area
            before = self._cells.get(place)
            self._cells[place] = numbers if before is None else list(map(add, before, numbers))

    def total(self, name: str) -> int:
        """One of the figures for all the goals."""
        return int(self._total[FIGURES.index(name)])

    def heat(self) -> tuple[HeatCell, ...]:
        """A cell for each focus area in each division that has goals in it.

        Progress and expectation are plain means over its active goals, and the status is that of R6 for these means: the worst
        status of hundreds of goals would be off track everywhere. The counts beside it say how many are.
        """
        return tuple(
            _cell(UnitRef(key=row.prefix, name=row.name), key, self._cells[path, area])
            for area, key in self._areas.items()
            for path, row in self._divisions.items()
            if (path, area) in self._cells
        )


def _cell(unit: UnitRef, area: str, numbers: Sequence[int]) -> HeatCell:
    counts = {name: int(many) for name, many in zip(FIGURES, numbers, strict=True)}
    several = counts["with_progress"]
    progress = divide_half_up(counts["progress"], several) if several else None
    expected = divide_half_up(counts["expected"], several) if several else None
    is_pending = counts["pending"] == counts["goals"]
    return HeatCell(
        unit=unit,
        focus_area=area,
        goals=counts["goals"],
        progress=progress,
        expected=expected,
        status=Status.PENDING
        if is_pending
        else status_of_means(progress, expected, has_reading=True, all_reached=counts["reached"] == counts["goals"]),
        off_track=counts["off_track"],
        at_risk=counts["at_risk"],
        coverage=divide_half_up(counts["coverage"], covered) if (covered := counts["with_coverage"]) else None,
    )


@dataclass(slots=True)
class _Shares:
    """The shares of goals in top goals (R15) as they are found downwards, wave by wave."""

    of: dict[UUID, dict[UUID, int]] = field(default_factory=dict)
    figures: dict[UUID, AnyRow] = field(default_factory=dict)

    def risk(self, goal_id: UUID) -> tuple[int, UUID]:
        """The greatest risk of a goal, and the top goal that would move by it."""
        row = self.figures[goal_id]
        top, share = max(self.of[goal_id].items(), key=lambda item: item[1])
        return risk_ppm(share, expected_ppm=row.expected_ppm, progress_ppm=row.progress_ppm), top


def _risks(case: ReadCase, top_ids: Sequence[UUID], cycle_ids: Sequence[UUID]) -> tuple[RiskItem, ...]:
    """R15: the active goals below the tops that are off track or at risk, by what the top moves if they catch up."""
    shares = _shares_below(case, top_ids, cycle_ids)
    behind = {
        one: shares.risk(one)
        for one, row in shares.figures.items()
        if row.state is GoalState.ACTIVE and row.shown in {Status.OFF_TRACK, Status.AT_RISK}
    }
    visible = visible_among(case.work, case.actor, [one for one, (risk, _) in behind.items() if risk])
    ordered = sorted(visible, key=lambda one: (-behind[one][0], one))[:RISKS_SHOWN]
    rows = goal_rows(case, ordered)
    seen_tops = visible_among(case.work, case.actor, {behind[one][1] for one in ordered})
    keys = {row.id: row.key for row in goal_reading.rows(case.work, seen_tops)}
    return tuple(
        RiskItem(
            goal=rows[one],
            risk=behind[one][0],
            top=keys.get(behind[one][1]),
            days_since_word=_days_since(case, rows[one]),
        )
        for one in ordered
    )


def _shares_below(case: ReadCase, top_ids: Sequence[UUID], cycle_ids: Sequence[UUID]) -> _Shares:
    """Shares from the tops downwards; each wave follows the goals with the greatest, until none could matter any more."""
    shares = _Shares()
    tops = {row.id: row.weight or 0 for row in goal_reading.rows(case.work, top_ids)}
    wave: dict[UUID, dict[UUID, int]] = {top: {top: PPM} for top in tops}
    weights = dict(tops)
    for _ in range(DEEPEST_WAVE):
        if not wave:
            break
        following: dict[UUID, dict[UUID, int]] = {}
        for link in leverage.links_below(case.work, wave, cycle_ids=cycle_ids):
            parent_weight = weights[link.parent_id]
            if not parent_weight:
                continue
            weights[link.child_id] = link.weight
            shares.figures[link.child_id] = link
            for top, share in wave[link.parent_id].items():
                part = divide_half_up(share * link.weight_units, parent_weight)
                for found in (following, shares.of):
                    at_child = found.setdefault(link.child_id, {})
                    at_child[top] = at_child.get(top, 0) + part
        heaviest = sorted(following, key=lambda one: -max(following[one].values()))[:WIDEST_WAVE]
        wave = {one: following[one] for one in heaviest if any(following[one].values())}
        if wave and _is_settled(shares, max(wave[heaviest[0]].values())):
            break
    return shares


def _is_settled(shares: _Shares, greatest_share: int) -> bool:
    """Whether enough risks were found that nothing below a goal with the greatest share left can be among them."""
    risks = sorted(
        (
            shares.risk(one)[0]
            for one, row in shares.figures.items()
            if row.shown in {Status.OFF_TRACK, Status.AT_RISK} and row.state is GoalState.ACTIVE
        ),
        reverse=True,
    )
    return len(risks) >= RISKS_SHOWN and risks[RISKS_SHOWN - 1] >= greatest_share


def _days_since(case: ReadCase, row: GoalRow) -> int | None:
    return None if row.last_reading_on is None else (case.today - row.last_reading_on).days


def _moved(case: ReadCase, top_ids: Sequence[UUID]) -> tuple[Moved, ...]:
    """Of the tops and what stands directly below them, what moved most in the last days."""
    below = goal_reading.children_of(case.work, case.actor, top_ids)
    watched = list(dict.fromkeys([*top_ids, *(link.id for link in below)]))[:LARGEST_WATCH]
    return moved_among(case, visible_among(case.work, case.actor, watched), limit=MOVED_SHOWN)
