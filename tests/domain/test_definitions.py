"""A definition that the rules cannot work with is refused with the field and with what would be right."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from okr.domain.definitions import Milestone, validate_definition
from okr.domain.errors import OkrError
from okr.domain.vocabulary import Metric, SurveyKind
from tests.domain.arithmetic import D0, at_least, day, decrease, increase, plain


@pytest.mark.parametrize(
    "definition",
    [
        decrease(),
        increase(checkpoints=((day(30), Decimal(-5)), (day(60), Decimal(120)))),
        increase(baseline=Decimal(10), target=Decimal(40), survey=SurveyKind.NPS),
        at_least(amber_lower=Decimal(95), guardrail=True),
        plain(Metric.AT_MOST, upper=Decimal(5), amber_upper=Decimal(5)),
        plain(Metric.BETWEEN, lower=Decimal(1), upper=Decimal(1)),
        plain(Metric.MILESTONES, target=Decimal(4)),
        plain(Metric.MILESTONES, milestones=(Milestone("Pilot", Decimal(1), day(20)), Milestone("Launch", Decimal(3)))),
        plain(Metric.YES_NO),
        plain(Metric.BASELINE),
        plain(Metric.TRACKED, baseline=Decimal(3)),
    ],
)
def test_a_sound_definition_is_let_in(definition):
    validate_definition(definition)


@pytest.mark.parametrize(
    ("definition", "field", "words"),
    [
        (increase(target=Decimal(0)), "target", "use maintain"),
        (decrease(target=Decimal(100)), "target", "use maintain"),
        (increase(target=Decimal(-1)), "target", "or use decrease"),
        (decrease(target=Decimal(101)), "target", "or use increase"),
        (increase(baseline=None), "baseline", "starts from"),
        (increase(target=None), "target", "use tracked"),
        (increase(target=Decimal("NaN")), "target", "not a number"),
        (increase(target=Decimal("1E+30")), "target", "too large"),
        (increase(baseline=Decimal("0.0000000001")), "baseline", "more than 9 decimals"),
        (increase(due_on=D0), "due", "not after the start"),
        (increase(due_on=date(9999, 12, 31)), "due", "beyond"),
        (increase(grace_days=-1), "grace_days", "not between"),
        (increase(cadence="sometimes"), "cadence", "weekly"),
        (increase(cadence="daily", due_on=D0 + timedelta(days=6000)), "cadence", "rarer"),
        (increase(weight_units=-1), "weight", "between 0 and 1000"),
        (increase(weight_units=10_000_001), "weight", "between 0 and 1000"),
        (increase(minimum_answers=0), "minimum_answers", "at least 1"),
        (increase(target=Decimal(101), survey=SurveyKind.CSAT), "target", "between 0 and 100"),
        (increase(guardrail=True), "guardrail", "maintain"),
        (increase(lower=Decimal(1)), "lower", "only a maintain"),
        (increase(milestones=(Milestone("One", Decimal(1)),)), "milestones", "use the metric milestones"),
        (increase(checkpoints=((D0, Decimal(1)),)), "checkpoints", "after"),
        (increase(checkpoints=((day(90), Decimal(1)),)), "checkpoints", "before the due date"),
        (increase(checkpoints=((day(30), Decimal(1)), (day(30), Decimal(2)))), "checkpoints", "after"),
        (at_least(lower=None), "lower", "needs a lower limit"),
        (at_least(upper=Decimal(99)), "upper", "use between"),
        (at_least(amber_lower=Decimal(80)), "amber_lower", "inside"),
        (at_least(amber_upper=Decimal(99)), "amber_upper", "no limit on that side"),
        (at_least(survey=SurveyKind.NPS), "survey", "increase or decrease"),
        (at_least(checkpoints=((day(30), Decimal(1)),)), "checkpoints", "only increase"),
        (plain(Metric.AT_MOST, lower=Decimal(1), upper=Decimal(2)), "lower", "use between"),
        (plain(Metric.BETWEEN, lower=Decimal(2), upper=Decimal(1)), "lower", "exchange"),
        (
            plain(Metric.BETWEEN, lower=Decimal(0), upper=Decimal(9), amber_lower=Decimal(6), amber_upper=Decimal(5)),
            "amber_lower",
            "nothing would be on track",
        ),
        (plain(Metric.MILESTONES), "milestones", "list them"),
        (plain(Metric.MILESTONES, target=Decimal(0)), "target", "above"),
        (plain(Metric.MILESTONES, milestones=(Milestone("Nothing", Decimal(0)),)), "milestones", "Nothing"),
        (plain(Metric.MILESTONES, milestones=(Milestone("Late", Decimal(1), day(91)),)), "milestones", "outside"),
        (plain(Metric.MILESTONES, baseline=Decimal(1), milestones=(Milestone("A", Decimal(1)),)), "baseline", "from 0"),
        (plain(Metric.TRACKED, target=Decimal(3)), "target", "no target"),
    ],
)
def test_an_unsound_definition_is_refused_by_field(definition, field, words):
    with pytest.raises(OkrError) as refused:
        validate_definition(definition)
    assert refused.value.field == field
    assert words in refused.value.message
