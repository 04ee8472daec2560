"""`okr why`, `accountability`, `alignment`, `smart`, `search`, `verify` and `turn` in words."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from okr.contract.accountability import (
    AccountabilityReport,
    AccountabilityRow,
    Blocker,
    OverdueCheckIn,
    OwnerlessGoal,
    ShowAccountability,
)
from okr.contract.alignment import (
    AlignmentReport,
    ListOrphans,
    OrphanGoal,
    ShowAlignment,
    TopGoalReach,
    UnitAlignment,
)
from okr.contract.base import Page
from okr.contract.goals import CheckSmart, SmartReport
from okr.contract.ledger import LedgerLine
from okr.contract.search import Hit, Hits, Search
from okr.contract.smart import SmartFindingView
from okr.contract.verification import Difference, Repair, TurnDay, TurnReport, Verify, VerifyReport
from okr.contract.why import Explain, Explanation, ForecastView, LeverageView, PartUsed, ReadingUsed, Step
from okr.domain.vocabulary import Colour, SmartLetter, Status, Verdict
from tests.cli.conftest import FakeBackend, Run
from tests.cli.samples import CARE, DANA, FIGURES


def explanation(**changes: object) -> Explanation:
    part = PartUsed(
        key="CARE-7.2", title="First reply", kind="key result", owner=DANA, weight=Decimal(2), share=500_000,
        progress_raw=1_250_000, progress=1_000_000, expected=500_000, coverage=1_000_000, status=Status.REACHED, counts=True,
        clamped=True, adds=500_000,
    )  # fmt: skip
    left_out = part.model_copy(
        update={
            "key": "CARE-7.3",
            "counts": False,
            "clamped": False,
            "left_out_because": "it is cancelled",
            "adds": None,
        }
    )
    reading = ReadingUsed(
        number=4, effective_on=date(2026, 5, 12), recorded_at=datetime(2026, 5, 12, tzinfo=UTC), value=Decimal(-1), by=None,
        note="late", used_for="the current value",
    )  # fmt: skip
    values: dict[str, object] = FIGURES | {
        "key": "CARE-7",
        "title": "Answer within a day",
        "kind": "goal",
        "as_of": date(2026, 5, 15),
        "known_at": None,
        "summary": "Two of three parts count.",
        "steps": (
            Step(rule="R2", sentence="Progress is the average of the parts", result="62 %"),
            Step(rule="R6", sentence="line 7 holds"),
        ),
        "parts": (part, left_out),
        "hidden_parts": 2,
        "readings": (reading,),
        "forecast": ForecastView(enough_data=False, readings=1, sentence="Not enough data."),
        "leverage": (
            LeverageView(
                top="ACME-1",
                top_title="Keep",
                share=500_000,
                risk=10_000,
                sentence="If this catches up, ACME-1 moves by 1 %.",
            ),
        ),
        "score": 649_999,
        "score_colour": Colour.AMBER,
    }
    return Explanation.model_validate(values | changes)


def test_why_tells_the_whole_derivation(run: Run, backend: FakeBackend) -> None:
    backend.answers[Explain] = explanation()
    out = run("why", "CARE-7", "--as-of", "2026-05-15", "--known-at", "2026-05-16T10:00Z").out
    assert backend.asked == [
        Explain(key="CARE-7", as_of=date(2026, 5, 15), known_at=datetime(2026, 5, 16, 10, tzinfo=UTC))
    ]
    for part in (
        "as of 2026-05-15", "Two of three parts count.", "R2  Progress is the average of the parts", "line 7 holds", "125 % (counts as 100 %)",
        "50.0 %", "does not count: it is cancelled", "includes 2 parts that are not shown", "the current value", "imported",
        "Not enough data.", "ACME-1 moves by 1 %", "0.6  ▲ amber",
    ):  # fmt: skip
        assert part in out, part


def test_why_as_json_is_the_explanation(run: Run, backend: FakeBackend) -> None:
    backend.answers[Explain] = explanation()
    found = json.loads(run("why", "CARE-7", "--json").out)
    assert found["steps"][0]["rule"] == "R2"
    assert found["parts"][0]["share"] == "0.5"


def accountability_row(**changes: object) -> AccountabilityRow:
    counts = dict.fromkeys(
        ["goals", "key_results", "on_track", "at_risk", "off_track", "pending", "reached", "stale", "on_time", "late", "missed", "overdue", "blockers", "without_owner", "moved_goalposts"], 2
    )  # fmt: skip
    return AccountabilityRow.model_validate(counts | {"on_time_rate": 750_000, "oldest_overdue_on": None} | changes)


def test_accountability_and_alignment_look_back(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowAccountability] = AccountabilityReport(
        unit=accountability_row(unit=CARE), units=(), people=(), blockers=(), ownerless=()
    )
    backend.answers[ListOrphans] = Page[OrphanGoal](items=())
    assert run("accountability", "--as-of", "2026-05-01").code == 0
    assert run("alignment", "--orphans", "--as-of", "2026-05-01").code == 0
    asked = [one.as_of for one in backend.asked if isinstance(one, (ShowAccountability, ListOrphans))]
    assert asked == [date(2026, 5, 1)] * 2


def test_accountability_names_units_people_blockers_and_what_nobody_answers_for(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowAccountability] = AccountabilityReport(
        unit=accountability_row(unit=CARE),
        units=(),
        people=(accountability_row(person=DANA, off_track=7),),
        blockers=(Blocker(key="CARE-7.2", title="First reply", text="no staff", since=date(2026, 5, 1), owner=DANA),),
        ownerless=(OwnerlessGoal(key="CARE-9", title="Lost", unit=CARE, status=Status.OFF_TRACK),),
        overdue=(OverdueCheckIn(key="CARE-8.1", title="Calls", owner=DANA, due_on=date(2026, 4, 1), days_late=30),),
        moved=(
            LedgerLine(
                key="CARE-6.1",
                title="Replies",
                goal="CARE-6",
                field="target",
                before="23",
                after="32",
                reason="the storm",
                by=DANA,
                effective_on=date(2026, 4, 2),
                recorded_at=datetime(2026, 4, 2, tzinfo=UTC),
            ),
        ),
        hidden=1,
    )
    out = run("accountability", "--unit", "CARE").out
    for part in (
        "CARE  Customer Care",
        "Dana Cho",
        "75 %",
        "no staff",
        "CARE-9",
        "CARE-8.1",
        "the storm",
        "■ off track",
        "includes 1 goal that is not shown",
    ):
        assert part in out, part


def test_alignment_shows_orphans_line_of_sight_and_reach(run: Run, backend: FakeBackend) -> None:
    whole = UnitAlignment(
        unit=CARE,
        goals=10,
        orphans=1,
        orphan_rate=100_000,
        people=20,
        people_with_line_of_sight=15,
        line_of_sight=750_000,
    )
    orphan = OrphanGoal(key="CARE-9", title="Lost", unit=CARE, owner=None)
    asked = {"units_asked": 5, "units_accepted": 3, "cascade_coverage": 600_000}
    top = TopGoalReach(key="ACME-1", title="Keep", owner=DANA, goals=9, people=15, units=4, **asked)
    backend.answers[ShowAlignment] = AlignmentReport(
        total=whole, units=(), tops=(top,), orphans=(orphan,), people_without=(DANA,)
    )
    backend.answers[ListOrphans] = Page[OrphanGoal](items=(orphan,))
    out = run("alignment").out
    for part in ("10 %", "75 %", "ACME-1", "CARE-9", "Dana Cho", "60 %  3 of 5"):
        assert part in out, part
    assert "CARE-9" in run("alignment", "--orphans", "--all").out
    assert run("alignment", "--all").code == 2


def test_smart_prints_each_letter_with_what_to_write_instead(run: Run, backend: FakeBackend) -> None:
    findings = (
        SmartFindingView(letter=SmartLetter.SPECIFIC, verdict=Verdict.PASS, reason="it says what", proposal=None),
        SmartFindingView(
            letter=SmartLetter.MEASURABLE,
            verdict=Verdict.FAIL,
            reason="no key result",
            proposal="add one",
            key="CARE-7.1",
        ),
    )
    backend.answers[CheckSmart] = SmartReport(
        key="CARE-7", title="x", letters="S", findings=findings, may_be_activated=False
    )
    out = run("smart", "CARE-7").out
    assert "Specific    ✓ pass  it says what" in out
    assert "Measurable  ✗ fail  CARE-7.1: no key result" in out
    assert "→ add one" in out
    assert "may not be activated" in out


def test_search_takes_several_words(run: Run, backend: FakeBackend) -> None:
    backend.answers[Search] = Hits(items=(Hit(kind="goal", key="CARE-7", title="Answer", detail=None),))
    assert "CARE-7" in run("search", "first", "reply").out
    assert backend.asked == [Search(text="first reply", nearly=True)]


def verify_report(**changes: object) -> VerifyReport:
    values: dict[str, object] = {
        "day": date(2026, 5, 15), "goals": 3, "key_results": 4, "check_ins": 5, "difference_count": 0, "differences": (), "seconds": 0.1,
    }  # fmt: skip
    return VerifyReport.model_validate(values | changes)


@pytest.mark.parametrize(
    ("words", "changes", "code", "said"),
    [
        ((), {}, 0, "no difference"),
        ((), {"difference_count": 1}, 1, "1 difference; okr verify --repair"),
        (("--repair",), {"difference_count": 2, "repaired": True}, 0, "2 differences, repaired"),
        (("--json",), {"difference_count": 1}, 1, '"difference_count": 1'),
    ],
)
def test_verify_ends_with_1_where_a_difference_stays(
    run: Run, backend: FakeBackend, words: tuple[str, ...], changes: dict[str, object], code: int, said: str
) -> None:
    differences = (Difference(key="CARE-7", field="progress", stored="0.5", computed="0.62"),) if changes else ()
    report = verify_report(**changes, differences=differences)
    backend.answers |= {Verify: report, Repair: report}
    ran = run("verify", *words)
    assert (ran.code, said in ran.out) == (code, True)
    assert isinstance(backend.asked[-1], Repair if "--repair" in words else Verify)


def test_verify_and_turn_count_one_as_one(run: Run, backend: FakeBackend) -> None:
    backend.answers[Verify] = verify_report(goals=1, key_results=1, check_ins=1)
    assert "1 goal, 1 key result, 1 check-in recomputed" in run("verify").out
    backend.answers[TurnDay] = TurnReport(day=date(2026, 5, 15), key_results=1, goals=1, seconds=0.1, finished=True)
    assert "1 key result and 1 goal changed" in run("turn").out


def test_turn_says_what_it_did(run: Run, backend: FakeBackend) -> None:
    backend.answers[TurnDay] = TurnReport(day=date(2026, 5, 15), key_results=4, goals=3, seconds=0.1, finished=True)
    assert "everything is at 2026-05-15: 4 key results and 3 goals changed" in run("turn").out
