"""`okr kr`: how what is measured is said, and how it is shown."""

import json
from datetime import date
from decimal import Decimal

import pytest

from okr.contract.base import Page
from okr.contract.key_results import (
    CreateKeyResult,
    EditKeyResult,
    FeedKeyResult,
    KeyResultView,
    ListKeyResults,
    NewKeyResult,
    ShowKeyResult,
    UnfeedKeyResult,
)
from okr.domain.vocabulary import FeedMethod, KeyResultState, Metric
from tests.cli.conftest import FakeBackend, Run
from tests.cli.samples import key_result


def created(backend: FakeBackend) -> NewKeyResult:
    asked = backend.asked[-1]
    assert isinstance(asked, CreateKeyResult)
    return asked.key_result


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--from", "24", "--to", "4", "--in", "hours"), {"metric": Metric.DECREASE, "baseline": 24, "target": 4, "unit_of_measure": "hours"}),
        (("--from", "80%", "--to", "90%"), {"metric": Metric.INCREASE, "baseline": 80, "target": 90, "unit_of_measure": "%"}),
        (("--from", "-5", "--to", "-12k"), {"metric": Metric.DECREASE, "baseline": -5, "target": -12000}),
        (("--to", "12"), {"metric": Metric.INCREASE, "target": 12}),
        (("--at-least", "95%"), {"metric": Metric.AT_LEAST, "lower": 95, "unit_of_measure": "%"}),
        (("--at-most", "3"), {"metric": Metric.AT_MOST, "upper": 3}),
        (("--at-least", "2", "--at-most", "8", "--amber-upper", "7"), {"metric": Metric.BETWEEN, "lower": 2, "upper": 8, "amber_upper": 7}),
        (("--metric", "yes-or-no"), {"metric": Metric.YES_NO}),
        (("--metric", "tracked", "--in", "visits"), {"metric": Metric.TRACKED, "unit_of_measure": "visits"}),
    ],
)  # fmt: skip
def test_how_it_is_measured_follows_from_the_numbers(
    run: Run, backend: FakeBackend, words: tuple[str, ...], expected: dict[str, object]
) -> None:
    backend.answers[CreateKeyResult] = key_result()
    ran = run("kr", "new", "CARE-7", "First reply", *words)
    assert ran.code == 0, ran.err
    assert created(backend).model_dump(exclude_unset=True) == {"title": "First reply"} | expected


def test_milestones_and_checkpoints_carry_weights_and_days(run: Run, backend: FakeBackend) -> None:
    backend.answers[CreateKeyResult] = key_result()
    ran = run(
        "kr", "new", "CARE-7", "Pilot", "--milestone", "Contract signed", "--milestone", "Live | 2 | 2026-05-31",
        "--checkpoint", "2026-05-01=20", "--weight", "2", "--guardrail", "--due", "2026-06-15",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    made = created(backend)
    assert made.metric is Metric.MILESTONES
    assert [(stone.title, stone.weight, stone.due_on) for stone in made.milestones] == [
        ("Contract signed", Decimal(1), None),
        ("Live", Decimal(2), date(2026, 5, 31)),
    ]
    assert [(point.day, point.value) for point in made.checkpoints] == [(date(2026, 5, 1), Decimal(20))]
    assert (made.weight, made.guardrail, made.due_on) == (Decimal(2), True, date(2026, 6, 15))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "what is measured is not said"),
        (("--to", "nan"), "only finite numbers"),
        (("--to", "1e30"), "at most 19 are kept"),
        (("--from", "1", "--to", "5%", "--in", "hours"), "measured in hours"),
        (("--checkpoint", "2026-05-01"), "2026-05-31=20"),
        (("--metric", "more"), "it is one of increase"),
        (("--to", "5", "--weight", "-1"), "weight"),
        (("--to", "5", "--due", "31/12/2026"), "due"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_one_sentence(
    run: Run, backend: FakeBackend, words: tuple[str, ...], said: str
) -> None:
    ran = run("kr", "new", "CARE-7", "First reply", *words)
    assert ran.code == 2
    assert said in ran.err
    assert backend.asked == []


def test_an_edit_reads_numbers_in_the_unit_that_it_has(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowKeyResult] = key_result()
    backend.answers[EditKeyResult] = key_result()
    assert run("kr", "edit", "CARE-7.2", "--to", "6 hours", "--reason", "a new team").code == 0
    expected = EditKeyResult(key="CARE-7.2", target=Decimal(6), reason="a new team")
    assert backend.asked[-1] == expected
    assert backend.asked[-1].model_fields_set == expected.model_fields_set
    assert run("kr", "edit", "CARE-7.2", "--to", "6%").code == 2


def test_an_edit_without_numbers_does_not_look_first(run: Run, backend: FakeBackend) -> None:
    backend.answers[EditKeyResult] = key_result()
    assert run("kr", "edit", "CARE-7.2", "--state", "achieved", "--clear", "stretch", "--version", "2").code == 0
    (asked,) = backend.asked
    assert asked.model_dump(exclude_unset=True) == {
        "key": "CARE-7.2",
        "state": KeyResultState.ACHIEVED,
        "stretch": None,
        "version": 2,
    }


def test_feeds_ask_for_what_was_said(run: Run, backend: FakeBackend) -> None:
    backend.answers |= {FeedKeyResult: key_result(), UnfeedKeyResult: key_result()}
    assert run("kr", "feed", "CARE-7.1", "ACME-1.2", "--method", "weighted-mean", "--weight", "2").code == 0
    assert run("kr", "unfeed", "CARE-7.1", "ACME-1.2").code == 0
    assert backend.asked == [
        FeedKeyResult(child="CARE-7.1", parent="ACME-1.2", method=FeedMethod.WEIGHTED_MEAN, weight=Decimal(2)),
        UnfeedKeyResult(child="CARE-7.1", parent="ACME-1.2"),
    ]


def test_the_list_shows_value_way_progress_and_status(run: Run, backend: FakeBackend) -> None:
    backend.answers[ListKeyResults] = Page[KeyResultView](
        items=(
            key_result(guardrail=True),
            key_result(has_reading=False),
            key_result(metric="at least", lower=95, unit_of_measure="%"),
        )
    )
    out = run("kr", "list", "--goal", "CARE-7").out.splitlines()
    assert "11.6 hours" in out[1]
    assert "24 → 4 hours" in out[1]
    assert "‡ guardrail" in out[1]
    assert "no reading" in out[2]
    assert "at least 95 %" in out[3]


def test_progress_beyond_the_limits_says_what_counts(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowKeyResult] = key_result(progress=1_000_000, progress_raw=1_250_000)
    assert "125 % (counts as 100 %)" in run("kr", "show", "CARE-7.2").out
    backend.answers[ShowKeyResult] = key_result(progress=0, progress_raw=-250_000)
    assert "-25 % (below baseline, counts as 0 %)" in run("kr", "show", "CARE-7.2").out


def test_json_of_a_key_result_has_exact_numbers(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowKeyResult] = key_result(current=Decimal("0.10"), target=Decimal("1E+3"))
    found = json.loads(run("kr", "show", "CARE-7.2", "--json").out)
    assert (found["current"], found["target"], found["weight"]) == ("0.1", "1000", "1")
    keys = "key title kind owner unit state progress progress_raw expected coverage status weakest stale due parents"
    assert set(f"{keys} metric baseline target current unit_of_measure weight guardrail external_id".split()) <= set(
        found
    )
