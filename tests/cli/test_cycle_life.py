"""`okr cycle open|close|reopen|roll|retro`, `okr goal submit|approve|return|history`, `okr grade`, `ledger`, `calibration`."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from okr.contract.base import Model, Page
from okr.contract.carrying import CarriedGoal, CarryForward, CarryReport, Lineage, LineageStep, NotCarried, ShowLineage
from okr.contract.cycles import CyclePlan, CycleView, Gap, Gaps, MoveCycle, ShowCycle, ShowMissing
from okr.contract.goal_life import CarriedRef, GradeView, ReviewView
from okr.contract.goals import GoalView, SetGoalState
from okr.contract.grading import (
    Calibration,
    CycleCalibration,
    GradeGoal,
    GradeReport,
    ListGrades,
    PartScore,
    ShowCalibration,
    ShowGrade,
)
from okr.contract.insights import Insights, Watermelon
from okr.contract.ledger import LedgerLine, ListLedger
from okr.contract.lessons import Retrospective
from okr.contract.retrospectives import ListRetrospectives, WriteRetrospective
from okr.contract.reviews import ListWaiting, ReviewGoal, WaitingReview
from okr.contract.why import ForecastView
from okr.domain.vocabulary import Ambition, Colour, CycleKind, CycleState, GapKind, GoalState, ReviewVerdict
from tests.cli.conftest import FakeBackend, Run
from tests.cli.samples import CARE, DANA, VIEW, goal_row

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
CYCLE = CycleView(
    key="2026-Q1", kind=CycleKind.QUARTER, parent="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31),
    state=CycleState.GRADING, on_track_percent=90, at_risk_percent=70, allowance_percent=5, goals=4, is_current=False,
    external_id=None, version=3,
)  # fmt: skip
GAPS = Gaps(
    kind=GapKind.UNGRADED,
    count=3,
    items=(Gap(key="CARE-7", title="Answer within a day", owner=DANA, text="has no grade; Dana Cho gives it"),),
)
PLAN = CyclePlan(
    cycle=CYCLE, before=CycleState.GRADING, after=CycleState.CLOSED, gaps=(GAPS,), stops=True, done=False,
    sentence="2026-Q1 would not become closed.",
)  # fmt: skip
GRADE = GradeView(
    score=800_000, colour=Colour.GREEN, computed=700_000, given=800_000, original=600_000, reason="Two weeks were missed",
    post_mortem="So it was", too_easy=True, by=DANA, recorded_at=NOON, version=1,
)  # fmt: skip
REPORT = GradeReport(
    key="CARE-7", title="Answer within a day", owner=DANA, cycle="2026-Q1", state=GoalState.ACHIEVED,
    ambition=Ambition.ASPIRATIONAL, computed=700_000, colour=Colour.GREEN, original=600_000, too_easy=True,
    needs_post_mortem=False, grade=GRADE, sentences=("Too easy.",),
    parts=(PartScore(key="CARE-7.1", title="First reply", weight=Decimal(1), score=700_000, original=600_000, graded=True),),
)  # fmt: skip
LESSON = Retrospective(
    cycle="2026-Q1", unit=CARE, worked="One queue", to_change=None, next="Mail first", by=DANA, recorded_at=NOON, version=1
)  # fmt: skip
SAID = ReviewView(number=1, verdict=ReviewVerdict.RETURNED, remark="By when?", by=DANA, recorded_at=NOON, holds=False)
ANSWERS: dict[type, Model] = {
    MoveCycle: PLAN,
    ShowCycle: CYCLE,
    ShowMissing: PLAN,
    ListGrades: Page[GradeReport](items=(REPORT,)),
    ListWaiting: Page[WaitingReview](items=(WaitingReview(goal=goal_row(), why=None, last=SAID, may_review=True),)),
    GradeGoal: REPORT,
    ShowGrade: REPORT,
    SetGoalState: GoalView.model_validate(VIEW),
    ReviewGoal: GoalView.model_validate(VIEW),
    WriteRetrospective: LESSON,
    ListRetrospectives: Page[Retrospective](items=(LESSON,)),
    CarryForward: CarryReport(
        source="2026-Q1", target="2026-Q2", done=True, sentence="1 goal was carried.",
        carried=(
            CarriedGoal(
                key="CARE-7", new_key="CARE-9", title="Answer within a day", owner=None, results=(), parents=("ACME-2",),
                asked_again=2, notes=("Its owner left on 2026-03-01; say who answers for it.",),
            ),
        ),
        left=(NotCarried(key="CARE-8", title="Done", reason="was achieved"),),
    ),
    ShowLineage: Lineage(
        key="CARE-9", hidden=1,
        steps=(
            LineageStep(
                key="CARE-7", title="Answer within a day", cycle="2026-Q1", starts=date(2026, 1, 1), due=date(2026, 3, 31),
                unit=CARE, owner=DANA, state=GoalState.MISSED, ambition=Ambition.COMMITTED, progress=600_000, score=600_000,
                results=(),
            ),
        ),
    ),
    ShowCalibration: Calibration(
        person=DANA, predictions=3, came_true=1, mean_confidence=633_333, brier=256_667, sentence="More confident than what came.",
        cycles=(CycleCalibration(cycle="2026-Q1", predictions=3, came_true=1, mean_confidence=633_333, brier=256_667),),
    ),
    ListLedger: Page[LedgerLine](
        items=(
            LedgerLine(
                key="CARE-7.1", title="First reply", goal="CARE-7", field="target", before="4", after="6",
                reason="The tool is late", by=DANA, effective_on=date(2026, 2, 1), recorded_at=NOON,
            ),
        )
    ),
}  # fmt: skip


@pytest.fixture
def answering(backend: FakeBackend) -> FakeBackend:
    backend.answers = dict(ANSWERS)
    return backend


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("cycle open 2026-Q2", MoveCycle(key="2026-Q2", state=CycleState.ACTIVE)),
        ("cycle start-grading 2026-Q1 --dry-run", MoveCycle(key="2026-Q1", state=CycleState.GRADING, dry_run=True)),
        (
            "cycle close 2026-Q1 --force --reason gone --version 3",
            MoveCycle(key="2026-Q1", state=CycleState.CLOSED, force=True, reason="gone", version=3),
        ),
        ("cycle reopen 2026-Q1 --reason wrong", MoveCycle(key="2026-Q1", state=CycleState.ACTIVE, reason="wrong")),
        (
            "cycle roll 2026-Q1 2026-Q2 --goal CARE-7 --goal CARE-8",
            CarryForward(source="2026-Q1", target="2026-Q2", goals=("CARE-7", "CARE-8")),
        ),
        (
            "cycle roll 2026-Q1 2026-Q2 --unit CARE --dry-run",
            CarryForward(source="2026-Q1", target="2026-Q2", unit="CARE", dry_run=True),
        ),
        (
            "cycle retro 2026-Q1 --unit CARE --worked queue --next mail",
            WriteRetrospective(cycle="2026-Q1", unit="CARE", worked="queue", next="mail"),
        ),
        ("cycle missing 2026-Q1", ShowMissing(key="2026-Q1")),
        ("cycle grades 2026-Q1 --waiting --unit CARE", ListGrades(cycle="2026-Q1", waiting=True, unit="CARE")),
        ("cycle grades 2026-Q1 --owner dana", ListGrades(cycle="2026-Q1", owner="dana")),
        ("cycle missing 2026-Q1 --as-of 2026-03-20", ShowMissing(key="2026-Q1", as_of=date(2026, 3, 20))),
        ("cycle show 2026-Q1 --as-of 2026-03-20", ShowCycle(key="2026-Q1", as_of=date(2026, 3, 20))),
        ("cycle grades 2026-Q1 --as-of 2026-03-20", ListGrades(cycle="2026-Q1", as_of=date(2026, 3, 20))),
        ("cycle reviews --as-of 2026-03-20", ListWaiting(as_of=date(2026, 3, 20))),
        ("cycle retro 2026-Q1 --as-of 2026-03-20", ListRetrospectives(cycle="2026-Q1", as_of=date(2026, 3, 20))),
        ("cycle reviews 2026-Q2 --of-everybody", ListWaiting(cycle="2026-Q2", of_everybody=True)),
        ("cycle retro 2026-Q1 --unit CARE", ListRetrospectives(cycle="2026-Q1", unit="CARE")),
        ("goal submit CARE-7", SetGoalState(key="CARE-7", state=GoalState.PROPOSED)),
        ("goal review CARE-7", SetGoalState(key="CARE-7", state=GoalState.IN_REVIEW)),
        (
            "goal approve CARE-7 --remark good",
            ReviewGoal(key="CARE-7", verdict=ReviewVerdict.APPROVED, remark="good"),
        ),
        ("goal return CARE-7 --remark how", ReviewGoal(key="CARE-7", verdict=ReviewVerdict.RETURNED, remark="how")),
        ("goal history CARE-9", ShowLineage(key="CARE-9")),
        ("grade CARE-7 --dry-run", ShowGrade(key="CARE-7")),
        ("grade CARE-7 --score 0.8 --reason so", GradeGoal(key="CARE-7", score=800_000, reason="so")),
        ("grade CARE-7 --post-mortem so", GradeGoal(key="CARE-7", post_mortem="so")),
        ("ledger CARE-7", ListLedger(key="CARE-7")),
        ("ledger --unit CARE --cycle 2026-Q1", ListLedger(unit="CARE", cycle="2026-Q1")),
        ("calibration dana --cycle 2026-Q1", ShowCalibration(person="dana", cycle="2026-Q1")),
    ],
)
def test_each_command_asks_for_what_it_says(answering: FakeBackend, run: Run, line: str, asked: Model) -> None:
    done = run(*line.split())

    assert done.code == 0, done.err
    assert answering.asked[-1] == asked
    assert run(*line.split(), "--json").out.lstrip().startswith("{")


def test_what_is_missing_is_said_by_name(answering: FakeBackend, run: Run) -> None:
    out = run("cycle", "close", "2026-Q1", "--dry-run").out

    assert "2026-Q1 would not become closed." in out
    assert "Not graded: 3" in out
    assert "CARE-7" in out
    assert "and 2 more that are not shown" in out


def test_only_what_is_closed_or_graded_is_reopened(answering: FakeBackend, run: Run) -> None:
    answering.answers[ShowCycle] = CYCLE.model_copy(update={"state": CycleState.PLANNING})

    done = run("cycle", "reopen", "2026-Q1", "--reason", "wrong")

    assert done.code == 1
    assert "only what is closed or being graded is reopened" in done.err


def test_a_retrospective_is_of_a_unit(answering: FakeBackend, run: Run) -> None:
    done = run("cycle", "retro", "2026-Q1", "--worked", "queue")

    assert done.code == 2
    assert "say whose: --unit UNIT" in done.err


def test_a_retrospective_is_not_written_into_the_past(answering: FakeBackend, run: Run) -> None:
    done = run("cycle", "retro", "2026-Q1", "--unit", "CARE", "--worked", "queue", "--as-of", "2026-03-20")

    assert done.code == 2
    assert "the past is read, not written: leave --as-of out" in done.err
    assert not [one for one in answering.asked if isinstance(one, WriteRetrospective)]


def test_a_grade_shows_both_scores_and_why(answering: FakeBackend, run: Run) -> None:
    out = run("grade", "CARE-7").out

    for words in (
        "0.8 green",
        "Two weeks were missed",
        "(computed: 0.7)",
        "against the original targets 0.6",
        "too easy",
        "So it was",
    ):
        assert words in out, words


def test_what_was_carried_says_what_is_different(answering: FakeBackend, run: Run) -> None:
    out = run("cycle", "roll", "2026-Q1", "2026-Q2", "--all-unfinished").out

    assert "CARE-9: Its owner left on 2026-03-01; say who answers for it." in out
    assert "CARE-9: 2 contributions are asked for again." in out
    assert "was achieved" in out
    assert "nobody" in out


def test_a_history_counts_what_is_not_shown(answering: FakeBackend, run: Run) -> None:
    out = run("goal", "history", "CARE-9").out

    assert "0.6" in out
    assert "includes 1 goal that is not shown" in out


def test_calibration_is_said_in_a_sentence_and_by_cycle(answering: FakeBackend, run: Run) -> None:
    out = run("calibration").out

    assert "More confident than what came." in out
    assert "0.257" in out


def test_a_goal_tells_its_life(backend: FakeBackend, run: Run) -> None:
    from okr.contract.goals import ShowGoal

    review = ReviewView(
        number=1, verdict=ReviewVerdict.RETURNED, remark="Measured how?", by=DANA, recorded_at=NOON, holds=False
    )
    insights = Insights(
        forecast=ForecastView(enough_data=True, readings=3, sentence="It ends at 54 %."),
        leverage=(),
        watermelons=(
            Watermelon(key="CARE-7.1", title="First reply", sentence="CARE-7.1 is green outside and red inside."),
        ),
        guardrails=("The guardrail CARE-7.2 stands at 80.",),
    )
    life = {
        "state": "proposed", "approved": False, "reviews": (review,), "grade": GRADE, "insights": insights,
        "carried_from": CarriedRef(key="CARE-3", cycle="2025-Q4", state=GoalState.MISSED),
    }  # fmt: skip
    backend.answers = {ShowGoal: GoalView.model_validate(VIEW | life)}

    out = run("goal", "show", "CARE-7").out

    for words in (
        "not approved as it stands",
        "Measured how?",
        "0.8 green",
        "CARE-3",
        "It ends at 54 %.",
        "green outside and red inside",
        "The guardrail CARE-7.2 stands at 80.",
    ):
        assert words in out, words


def test_lists_of_a_cycle_show_what_waits(answering: FakeBackend, run: Run) -> None:
    assert "Not graded: 3" in run("cycle", "missing", "2026-Q1").out
    reviews = run("cycle", "reviews").out
    assert "Dana Cho: returned By when?" in reviews
    grades = run("cycle", "grades", "2026-Q1").out
    assert "0.7 green" in grades
    assert "0.8 green" in grades
