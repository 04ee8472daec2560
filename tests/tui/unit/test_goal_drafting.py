"""Key results as they are typed: two limits, milestones, and what follows from the numbers."""

from datetime import date
from decimal import Decimal

import pytest

from okr.domain.errors import InvalidInput
from okr.domain.smart_facts import SmartGoal
from okr.domain.smart_numbers import measurable
from okr.domain.vocabulary import Metric
from tui.goal_drafting import (
    ResultDraft,
    in_words,
    limits_of,
    milestone_lines,
    read_day,
    read_milestones,
    read_result,
    smart_result,
)
from tui.view_models.goals import Milestone

TODAY = date(2026, 11, 18)
STEPS = (Milestone("Contract signed"), Milestone("Live", Decimal(2), date(2026, 12, 31)))


def read(**fields: str):
    return read_result(ResultDraft(title="Answers", **fields), prefix="", today=TODAY)


@pytest.mark.parametrize("target", ["90 to 95", "90..95", "90 … 95 %", "90 % to 95 %"])
def test_two_limits_are_kept_between(target: str):
    new = read(target=target, measure="%")
    assert (new.metric, new.lower, new.upper) == (Metric.BETWEEN, Decimal(90), Decimal(95))
    assert in_words(new) == "keep between 90 and 95 %"


@pytest.mark.parametrize("text", ["95", ">= 95", "to 95", "90 to", "top 10", ""])
def test_what_is_no_pair_of_limits_is_none(text: str):
    assert limits_of(text) is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "between", "target": "95"}, "between which two limits"),
        ({"target": "95 to 90"}, "the lower limit comes first"),
        ({"kind": "milestones"}, "which ones"),
    ],
)
def test_limits_and_milestones_that_are_none_are_refused(fields, said: str):
    with pytest.raises(InvalidInput, match=said):
        read(**fields)


@pytest.mark.parametrize(
    ("kind", "baseline", "target", "said", "hint"),
    [
        ("decrease", "120", "400", "a decrease aims below its baseline, 120 min", "choose increase"),
        ("increase", "400", "120", "an increase aims above its baseline, 400 min", "choose decrease"),
    ],
)
def test_a_target_on_the_wrong_side_of_its_baseline_is_refused_in_words(kind, baseline, target, said, hint):
    with pytest.raises(InvalidInput, match=said) as refusal:
        read(kind=kind, baseline=baseline, target=target, measure="min")
    assert refusal.value.field == "target"
    assert (refusal.value.hint or "").endswith(hint)


@pytest.mark.parametrize("title", ["", "Answers"])
@pytest.mark.parametrize(
    ("kind", "numbers", "said"),
    [
        ("decrease", ("120", "400"), "result 1 is to decrease from 120 to 400, above its baseline"),
        ("increase", ("400", "120"), "result 1 is to increase from 400 to 120, below its baseline"),
        ("auto", ("400", ""), "result 1 has no target and unit of measure"),
        ("auto", ("40", "120"), "result 1 has no unit of measure"),
    ],
)
def test_the_letter_says_what_is_wrong_and_nothing_that_is_there_is_called_missing(kind, numbers, said, title):
    draft = ResultDraft(title=title, kind=kind, baseline=numbers[0], target=numbers[1])
    result = smart_result(draft, name="result 1", has_past=False, days=(TODAY, TODAY), today=TODAY)
    [found] = measurable(SmartGoal(title="", key_results=(result,)))
    assert found.reason == said


@pytest.mark.parametrize(
    "fields",
    [
        {"steps": "Contract signed\n\nLive | 2 | 31 Dec"},
        {"kind": "milestones", "target": "Contract signed; Live|2|2026-12-31"},
    ],
)
def test_milestones_are_typed_one_a_line_or_parted_by_semicolons(fields):
    new = read(**fields)
    assert (new.metric, new.milestones) == (Metric.MILESTONES, STEPS)
    assert in_words(new) == "2 milestones: Contract signed, Live"


def test_milestones_read_back_as_they_are_shown():
    shown = milestone_lines(STEPS)
    assert shown == "Contract signed\nLive | 2 | 2026-12-31"
    assert read_milestones(shown, field="steps", today=TODAY) == STEPS


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("29 Nov", date(2026, 11, 29)),
        ("29  November", date(2026, 11, 29)),
        ("29.11.", date(2026, 11, 29)),
        ("2.1.", date(2027, 1, 2)),
        ("29 Nov 2027", date(2027, 11, 29)),
        ("29.11.2027", date(2027, 11, 29)),
        ("2026-11-29", date(2026, 11, 29)),
        ("+3d", date(2026, 11, 21)),
        ("fri", date(2026, 11, 20)),
    ],
)
def test_a_day_is_typed_as_the_screens_show_it(text: str, meant: date):
    assert read_day(text, field="due_on", today=TODAY) == meant


def test_what_is_no_day_says_first_how_the_screens_write_one():
    with pytest.raises(InvalidInput) as refusal:
        read_day("soon", field="due_on", today=TODAY)
    assert (refusal.value.hint or "").startswith("write it like 31 Dec, ")
    assert refusal.value.field == "due_on"
