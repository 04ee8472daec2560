"""What is asked about a cycle, and the steps that are taken in it: each one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.contract.accountability import ShowAccountability
from okr.contract.carrying import CarryForward
from okr.contract.cycles import CreateCycle, EditCycle, ListCycles, MoveCycle, ShowCycle, ShowMissing
from okr.contract.grading import GradeGoal, ListGrades, ShowCalibration
from okr.contract.ledger import ListLedger
from okr.contract.retrospectives import ListRetrospectives, WriteRetrospective
from okr.contract.reviews import ListWaiting, ReviewGoal
from okr.domain.errors import NotFound, RuleViolation
from okr.domain.vocabulary import CycleState, ReviewVerdict
from tui.reading import cycles as reading
from tui.view_models.cycles import (
    CalibrationCard,
    CarryPlan,
    CycleItem,
    CycleOverview,
    GradeItem,
    GradePage,
    Ledger,
    Lesson,
    NewCycle,
    ReviewPage,
    StepPlan,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from okr.client.backend import Backend

MOST_CYCLES = 100
REVIEWS = 50
GRADES = 15
"""Goals of a page: each score is computed when it is asked for."""
LESSONS = 200
LINES = 100


class Cycles:
    """Cycles, as their screen sees them."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def overview(self, key: str | None) -> CycleOverview:
        """All cycles, and of one (the current one, or the newest) what is missing before its next step."""
        backend = self._connected()
        cycles = backend.call(ListCycles(limit=MOST_CYCLES)).items
        if not cycles:
            raise NotFound("There is no cycle yet.", hint="An administrator makes one: okr cycle new NAME --starts DAY")
        wanted = key or next((one.key for one in cycles if one.is_current), cycles[0].key)
        shown = backend.call(ShowCycle(key=wanted))
        try:
            return reading.overview(cycles, shown=shown, plan=backend.call(ShowMissing(key=wanted)))
        except RuleViolation as error:
            if error.field != "as_of":
                raise
            # The day is too much to work out: the other tabs may still say what they know of it.
            return reading.overview(cycles, shown=shown, plan=None, unknown=error.message)

    def cycles(self) -> tuple[CycleItem, ...]:
        """All cycles, the newest first."""
        return tuple(map(reading.cycle_item, self._connected().call(ListCycles(limit=MOST_CYCLES)).items))

    def preview_step(self, key: str, state: CycleState) -> StepPlan:
        """What a step would come to; nothing is written."""
        return reading.step_plan(self._connected().call(MoveCycle(key=key, state=state, dry_run=True)))

    def step(
        self, key: str, state: CycleState, *, reason: str | None, force: bool, version: int, sent_as: str
    ) -> StepPlan:
        """Take a step."""
        command = MoveCycle(key=key, state=state, reason=reason, force=force, version=version)
        return reading.step_plan(self._connected().call(command, key=sent_as))

    def create(self, wanted: NewCycle, *, sent_as: str) -> CycleItem:
        """Make a cycle that is being planned."""
        command = CreateCycle(
            key=wanted.key,
            kind=wanted.kind,
            starts_on=wanted.starts,
            ends_on=wanted.ends,
            parent=wanted.parent,
            state=CycleState.PLANNING,
            needs_approval=wanted.needs_approval,
        )
        return reading.cycle_item(self._connected().call(command, key=sent_as))

    def edit(
        self, key: str, *, starts: date, ends: date, needs_approval: bool, version: int, sent_as: str
    ) -> CycleItem:
        """Write the days of a cycle, and whether its goals are approved before they begin."""
        command = EditCycle(key=key, starts_on=starts, ends_on=ends, needs_approval=needs_approval, version=version)
        return reading.cycle_item(self._connected().call(command, key=sent_as))

    def reviews(self, cycle: str, *, of_everybody: bool, cursor: str | None = None) -> ReviewPage:
        """Proposed goals that wait for a review."""
        wanted = ListWaiting(cycle=cycle, of_everybody=of_everybody, cursor=cursor, limit=REVIEWS)
        return reading.review_page(self._connected().call(wanted))

    def review(self, key: str, *, approves: bool, remark: str | None, version: int, sent_as: str) -> None:
        """Approve a goal as it stands, or give it back."""
        verdict = ReviewVerdict.APPROVED if approves else ReviewVerdict.RETURNED
        self._connected().call(ReviewGoal(key=key, verdict=verdict, remark=remark, version=version), key=sent_as)

    def grades(self, cycle: str, *, waiting: bool, owner: str | None = None, cursor: str | None = None) -> GradePage:
        """Goals that are graded, with their scores so far; those that wait, and those of one owner."""
        wanted = ListGrades(cycle=cycle, waiting=waiting, owner=owner, cursor=cursor, limit=GRADES)
        return reading.grade_page(self._connected().call(wanted))

    def grade(
        self,
        key: str,
        *,
        score: int | None,
        reason: str | None,
        post_mortem: str | None,
        version: int | None,
        sent_as: str,
    ) -> GradeItem:
        """Grade a goal; `score` in millionths is the owner's own."""
        command = GradeGoal(key=key, score=score, reason=reason, post_mortem=post_mortem, version=version)
        return reading.grade_item(self._connected().call(command, key=sent_as))

    def lessons(self, cycle: str) -> tuple[Lesson, ...]:
        """What the units learned from a cycle."""
        page = self._connected().call(ListRetrospectives(cycle=cycle, limit=LESSONS))
        return tuple(map(reading.lesson, page.items))

    def write_lesson(self, lesson: Lesson, *, sent_as: str) -> Lesson:
        """Write what a unit learned."""
        command = WriteRetrospective(
            cycle=lesson.cycle,
            unit=lesson.unit.key,
            worked=lesson.worked,
            to_change=lesson.to_change,
            next=lesson.next,
            version=lesson.version,
        )
        return reading.lesson(self._connected().call(command, key=sent_as))

    def ledger(self, cycle: str, *, unit: str | None, cursor: str | None = None) -> Ledger:
        """What was moved in a cycle, of a unit with all below it: by unit, and a page of the changes."""
        backend = self._connected()
        page = backend.call(ListLedger(cycle=cycle, unit=unit, cursor=cursor, limit=LINES))
        return reading.ledger(backend.call(ShowAccountability(unit=unit, cycle=cycle, only_moved=True)), page)

    def calibration(self, person: str | None) -> CalibrationCard:
        """How well a person's confidence came true; one's own where nobody is named."""
        return reading.calibration(self._connected().call(ShowCalibration(person=person)))

    def preview_carry(self, source: str, target: str, *, unit: str | None) -> CarryPlan:
        """What could be carried into another cycle; nothing is written."""
        command = CarryForward(source=source, target=target, unit=unit, all_unfinished=unit is None, dry_run=True)
        return reading.carry_plan(self._connected().call(command))

    def carry(self, source: str, target: str, goals: tuple[str, ...], *, sent_as: str) -> CarryPlan:
        """Carry goals into another cycle, all or nothing."""
        command = CarryForward(source=source, target=target, goals=goals)
        return reading.carry_plan(self._connected().call(command, key=sent_as))
