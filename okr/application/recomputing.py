"""Everything derived, worked out a second time from check-ins and definitions, and compared with what is stored.

It shares the rules of the domain for one key result with the roll-up and nothing else: sums are added up here, so that a
mistake there does not hide itself. Key results and goals are streamed; of a goal that waits for its children a few sums are kept.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from okr.application.case import ReadCase
from okr.contract.verification import Difference
from okr.domain.definitions import KeyResultDefinition, Milestone
from okr.domain.feeds import FeedChild, FeedValue, feed_value
from okr.domain.figures import KeyResultFigures, key_result_figures
from okr.domain.pace import PaceFactors
from okr.domain.readings import CheckInFact
from okr.domain.rollup import GoalSums, goal_figures
from okr.domain.vocabulary import Ambition, GoalState, KeyResultState, Metric, Status
from storage import verification
from storage.derived import AnyRow
from storage.unit_of_work import ReadWork

CHUNK = 1_000
SHOWN = 100
"""Differences that a report names; beyond that they are counted."""
LIMIT_PPM = 10**15
"""Stored progress is kept within this on either side."""
ONE_PPM = 1_000_000
STATUS_SUMS = {
    Status.OFF_TRACK: "off_track",
    Status.AT_RISK: "at_risk",
    Status.PENDING: "pending",
    Status.ON_TRACK: "on_track",
    Status.REACHED: "reached",
}


@dataclass(slots=True)
class Recomputed:
    """What was looked at, and what differs: the first differences in words, and all the rows that they are in."""

    goal_count: int = 0
    key_result_count: int = 0
    check_in_count: int = 0
    difference_count: int = 0
    differences: list[Difference] = field(default_factory=list)
    key_results: set[UUID] = field(default_factory=set)
    goals: set[UUID] = field(default_factory=set)
    levels: set[UUID] = field(default_factory=set)
    surplus: bool = False

    def note(self, key: str, name: str, *, stored: object, computed: object) -> None:
        """Count a difference, and keep it while there is room."""
        self.difference_count += 1
        if len(self.differences) < SHOWN:
            self.differences.append(Difference(key=key, field=name, stored=_text(stored), computed=_text(computed)))


@dataclass(slots=True)
class _Children:
    """The sums of one goal as its children come in.

    Who speaks for the weakest status is known once all the weight is: until then the aspirational are counted by weight and status.
    """

    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    speakers: dict[tuple[int, Status], int] = field(default_factory=lambda: defaultdict(int))

    def add(
        self,
        weight: int,
        *,
        ambition: Ambition,
        progress: int | None,
        expected: int | None,
        coverage: int,
        status: Status | None,
        shown: Status | None,
        has_reading: bool,
    ) -> None:
        if weight <= 0 or shown is None:
            return
        sums = self.sums
        if progress is not None and expected is not None:
            sums["weight"] += weight
            sums["weighted_progress"] += weight * progress
            sums["weighted_expected"] += weight * expected
        sums["weight_all"] += weight
        sums["weighted_coverage"] += weight * coverage
        sums["counting"] += 1
        sums["not_reached"] += status is not Status.REACHED
        sums["with_reading"] += has_reading
        if ambition is Ambition.COMMITTED:
            sums[STATUS_SUMS[shown]] += 1
        else:
            self.speakers[weight, shown] += 1

    def total(self) -> GoalSums:
        sums = dict(self.sums)
        for (weight, shown), count in self.speakers.items():
            if 5 * weight >= sums["weight_all"]:
                sums[STATUS_SUMS[shown]] = sums.get(STATUS_SUMS[shown], 0) + count
        return GoalSums(**sums)


@dataclass(slots=True)
class _Feeds:
    """What key results give to others, and those that wait for it."""

    into: dict[UUID, list[tuple[UUID, int]]]
    children: set[UUID]
    given: dict[UUID, FeedChild] = field(default_factory=dict)
    waiting: dict[UUID, tuple[AnyRow, int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Company:
    """A company being recomputed for the day of the case."""

    work: ReadWork
    case: ReadCase
    feeds: _Feeds
    found: Recomputed = field(default_factory=Recomputed)
    children: dict[UUID, _Children] = field(default_factory=lambda: defaultdict(_Children))


def recompute(work: ReadWork, case: ReadCase) -> Recomputed:
    """Recompute the whole company for the day of the case, and compare; writes nothing."""
    into: dict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    for feed in verification.feeds(work):
        into[feed.parent_id].append((feed.child_id, feed.weight_units))
    feeding = {child for children in into.values() for child, _ in children}
    company = _Company(work, case, _Feeds(into, feeding))
    _key_results(company)
    for level in verification.levels(work):
        _goals(company, level)
    for kind, ids in zip(("key result", "goal"), verification.surplus_rows(work), strict=True):
        for lost in ids:
            company.found.surplus = True
            company.found.note(f"{kind} {lost}", "row", stored="there", computed=None)
    return company.found


def _key_results(company: _Company) -> None:
    after: UUID | None = None
    while rows := verification.key_results_after(company.work, after, CHUNK):
        after = rows[-1].id
        written: dict[UUID, list[AnyRow]] = defaultdict(list)
        for check_in in verification.check_ins_between(company.work, rows[0].id, rows[-1].id):
            written[check_in.key_result_id].append(check_in)
        for row in rows:
            check_ins = written.get(row.id, [])
            company.found.check_in_count += len(check_ins)
            if row.feed_method is None:
                _key_result(company, row, [_fact(check_in) for check_in in check_ins], len(check_ins), None)
            else:
                company.feeds.waiting[row.id] = (row, len(check_ins))
    _fed_key_results(company)


def _fed_key_results(company: _Company) -> None:
    """Recompute what is fed, as soon as all that feeds it is known."""
    feeds = company.feeds
    while feeds.waiting:
        ready = [
            key_result
            for key_result in feeds.waiting
            if all(child in feeds.given for child, _ in feeds.into.get(key_result, ()))
        ]
        for key_result in ready:
            row, count = feeds.waiting.pop(key_result)
            children = [
                FeedChild(given.baseline, given.value, given.effective_on, weight)
                for child, weight in feeds.into.get(key_result, ())
                for given in [feeds.given[child]]
            ]
            _key_result(company, row, [], count, feed_value(row.feed_method, row.baseline, children=children))
        if not ready:
            for row, _ in feeds.waiting.values():
                company.found.note(row.key, "feeds", stored="a circle", computed=None)
            return


def _key_result(
    company: _Company, row: AnyRow, facts: Sequence[CheckInFact], written: int, fed: FeedValue | None
) -> None:
    case = company.case
    company.found.key_result_count += 1
    figures = key_result_figures(
        _definition(row, case.settings.minimum_answers),
        facts,
        today=case.today,
        factors=PaceFactors(row.on_track_percent, row.at_risk_percent, row.allowance_percent),
        feed_value=fed,
    )
    if row.id in company.feeds.children:
        company.feeds.given[row.id] = FeedChild(
            row.baseline,
            figures.current if figures.has_reading else None,
            figures.last_reading_on if figures.has_reading else None,
        )
    computed = _expected_row(row, figures, written)
    if _compare(company.found, row, computed):
        company.found.key_results.add(row.id)
    if not computed["counts"]:
        return
    goal = company.children[row.goal_id]
    goal.sums["guardrails_broken"] += bool(computed["guardrail_broken"])
    goal.add(
        row.weight_units,
        ambition=row.ambition,
        progress=figures.progress_ppm,
        expected=figures.expected_ppm,
        coverage=ONE_PPM if computed["fresh"] else 0,
        status=figures.status,
        shown=figures.status,
        has_reading=figures.has_reading,
    )


def _expected_row(row: AnyRow, figures: KeyResultFigures, written: int) -> dict[str, object]:
    """What the derived row of a key result must hold."""
    raw = figures.progress_raw_ppm
    open_states = (KeyResultState.ACTIVE, KeyResultState.ACHIEVED, KeyResultState.MISSED)
    counts = row.metric is not Metric.TRACKED and row.state in open_states
    awaited = row.feed_method is None and row.goal_state in (GoalState.ACTIVE, GoalState.PAUSED)
    return {
        "goal_id": row.goal_id,
        "check_in_count": written,
        "last_number": figures.last_number,
        "current": figures.current,
        "has_reading": figures.has_reading,
        "last_reading_on": figures.last_reading_on,
        "progress_raw_ppm": None if raw is None else min(LIMIT_PPM, max(-LIMIT_PPM, raw)),
        "expected_ppm": figures.expected_ppm,
        "status": figures.status,
        "shown": figures.status,
        "stale": figures.stale if awaited else False,
        "fresh": figures.fresh if awaited else figures.has_reading,
        "guardrail_broken": figures.guardrail_broken if counts else False,
        "attained": figures.attained,
        "below_baseline": figures.below_baseline,
        "counts": counts,
        "counted_weight": row.weight_units if counts else 0,
    }


def _compare(found: Recomputed, row: AnyRow, computed: dict[str, object]) -> bool:
    """Note where a stored row differs, or is missing; answers whether it does."""
    stored = row._mapping
    if stored["stored_computed_for"] is None:
        found.note(row.key, "row", stored=None, computed="missing")
        return True
    differs = False
    for name, value in computed.items():
        if stored[f"stored_{name}"] != value:
            found.note(row.key, name, stored=stored[f"stored_{name}"], computed=value)
            differs = True
    return differs


def _goals(company: _Company, level: int) -> None:
    after: UUID | None = None
    today = company.case.today
    while rows := verification.goals_after(company.work, after, level=level, today=today, limit=CHUNK):
        after = rows[-1].id
        links: dict[UUID, list[AnyRow]] = defaultdict(list)
        for link in verification.links_up(company.work, [row.id for row in rows]):
            links[link.child_id].append(link)
        for row in rows:
            _goal(company, row, links.get(row.id, []))


def _goal(company: _Company, row: AnyRow, links: Sequence[AnyRow]) -> None:
    found = company.found
    found.goal_count += 1
    children = company.children.pop(row.id, None)
    sums = children.total() if children is not None else GoalSums()
    figures = goal_figures(
        sums,
        PaceFactors(row.on_track_percent, row.at_risk_percent, row.allowance_percent),
        due_on=row.due_on,
        today=company.case.today,
        committed=row.ambition is Ambition.COMMITTED,
    )
    shown = row.override_status or figures.status
    computed: dict[str, object] = {name: getattr(sums, name) for name in GoalSums.__dataclass_fields__}
    computed |= {
        "progress_ppm": figures.progress_ppm,
        "expected_ppm": figures.expected_ppm,
        "coverage_ppm": figures.coverage_ppm,
        "status": figures.status,
        "shown": shown,
        "weakest": figures.weakest,
        "stale": figures.stale and row.state is GoalState.ACTIVE,
    }
    if _compare(found, row, computed):
        found.goals.add(row.id)
    level = 1 + max((link.level for link in links), default=-1)
    if level != row.level:
        found.note(row.key, "level", stored=row.level, computed=level)
        found.levels.add(row.id)
        found.goals.add(row.id)
    if row.state not in (GoalState.ACTIVE, GoalState.ACHIEVED, GoalState.MISSED):
        return
    for link in links:
        company.children[link.parent_id].add(
            link.weight_units,
            ambition=row.ambition,
            progress=figures.progress_ppm,
            expected=figures.expected_ppm,
            coverage=figures.coverage_ppm or 0,
            status=figures.status,
            shown=shown,
            has_reading=sums.with_reading > 0,
        )


def _definition(row: AnyRow, minimum_answers: int) -> KeyResultDefinition:
    answers = minimum_answers if row.minimum_answers is None else row.minimum_answers
    return KeyResultDefinition(
        metric=row.metric,
        starts_on=row.starts_on,
        due_on=row.due_on,
        baseline=row.baseline,
        target=row.target,
        lower=row.lower,
        upper=row.upper,
        amber_lower=row.amber_lower,
        amber_upper=row.amber_upper,
        cadence=row.cadence,
        grace_days=row.grace_days,
        weight_units=row.weight_units,
        state=row.state,
        guardrail=row.guardrail,
        checkpoints=tuple((date.fromisoformat(day), Decimal(value)) for day, value in row.checkpoints),
        milestones=tuple(
            Milestone(
                str(step["title"]),
                Decimal(str(step["weight"])),
                date.fromisoformat(step["due_on"]) if step.get("due_on") else None,
            )
            for step in row.milestones
        ),
        survey=row.survey,
        minimum_answers=max(answers, 1),
        committed=row.ambition is Ambition.COMMITTED,
        paused=row.goal_state is GoalState.PAUSED,
        imported=row.imported,
        owed_from=row.owed_from,
    )


def _fact(row: AnyRow) -> CheckInFact:
    return CheckInFact(
        number=row.number,
        effective_on=row.effective_on,
        recorded_at=row.recorded_at,
        value=row.value,
        confidence=row.confidence_percent,
        status=row.status,
        answers=row.answers,
        corrects=row.corrects,
        voids=row.voids,
        imported=row.imported,
    )


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool) else str(value)
