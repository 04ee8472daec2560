"""The SMART check, letter by letter: what passes, what warns, what fails, and what it proposes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.smart import can_become_active, check_smart, smart_letters, worst_by_letter
from okr.domain.smart_facts import SmartFinding, SmartGoal, SmartKeyResult
from okr.domain.vocabulary import Metric, SmartLetter, Verdict

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


REPLY = SmartKeyResult(
    key="CARE-7.1",
    title="First reply",
    metric=Metric.DECREASE,
    baseline=Decimal(9),
    target=Decimal(4),
    unit_of_measure="hours",
    starts_on=FIRST,
    due_on=LAST,
    has_history=True,
    history_changes=(Decimal("-1.5"), Decimal(-2), Decimal(1)),
    history_period="quarter",
)


def key_result(key="CARE-7.1", metric=Metric.DECREASE, **changes):
    return replace(REPLY, key=key, metric=metric, **changes)


GOOD = SmartGoal(
    title="Cut the first reply to small customers",
    why="Small customers leave when a question takes more than half a day",
    parent_keys=("CO-1",),
    owner="Ada",
    starts_on=FIRST,
    due_on=LAST,
    cycle_starts_on=FIRST,
    cycle_ends_on=LAST,
    key_results=(key_result(),),
)


def letter(goal, which):
    return next(finding for finding in worst_by_letter(check_smart(goal)) if finding.letter is which)


def with_results(*results):
    return replace(GOOD, key_results=results)


def test_a_good_goal_passes_all_five_letters_and_may_become_active():
    findings = check_smart(GOOD)
    assert smart_letters(findings) == "SMART"
    assert [finding.letter for finding in findings] == list(SmartLetter)
    assert all(finding.verdict is Verdict.PASS and finding.reason and finding.proposal is None for finding in findings)
    assert can_become_active(findings)


def test_an_empty_goal_fails_four_letters_and_cannot_become_active():
    findings = check_smart(SmartGoal(title=""))
    assert smart_letters(findings) == "--a--"
    assert not can_become_active(findings)


def test_a_warning_is_small_and_a_failure_a_dash():
    assert smart_letters(check_smart(replace(GOOD, title="Equity"))) == "sMART"
    assert smart_letters(check_smart(replace(GOOD, why=""))) == "SMA-T"
    assert smart_letters(()) == "-----"


# ------------------------------------------------------------------------------------------------------------ specific


@pytest.mark.parametrize(
    ("title", "verdict", "reason"),
    [
        ("", Verdict.FAIL, "the title is empty"),
        ("45 %", Verdict.FAIL, "the title has no word"),
        ("\u200b ", Verdict.FAIL, "the title is empty"),
        ("Equity", Verdict.WARN, "a single word"),
        ("Behavioral Health", Verdict.WARN, "no verb"),
        ("Improve our quality", Verdict.WARN, '"improve" leaves open'),
        ("Cut waiting times and launch the app", Verdict.WARN, 'a second goal, from "and launch'),
        ("Cut the first reply " + "to small customers " * 10, Verdict.WARN, "characters; over 150"),
        ("Improve NPS to 40", Verdict.PASS, "says what will be done"),
        ("\u9867\u5ba2\u6e80\u8db3\u5ea6", Verdict.PASS, "says what will be done"),
    ],
    ids=ascii,
)
def test_specific_looks_at_verb_vague_words_length_and_second_goals(title, verdict, reason):
    found = letter(replace(GOOD, title=title), SmartLetter.SPECIFIC)
    assert (found.verdict, reason in found.reason) == (verdict, True)


# ---------------------------------------------------------------------------------------------------------- measurable


def bare(metric, **changes):
    return key_result(metric=metric, **({"baseline": None, "target": None, "unit_of_measure": ""} | changes))


@pytest.mark.parametrize(
    ("results", "verdict", "reason"),
    [
        ((), Verdict.FAIL, "there is no key result"),
        ((key_result(baseline=None),), Verdict.FAIL, "CARE-7.1 has no baseline"),
        ((key_result(target=None),), Verdict.FAIL, "CARE-7.1 has no target"),
        ((key_result(unit_of_measure=" "),), Verdict.FAIL, "CARE-7.1 has no unit of measure"),
        ((bare(Metric.INCREASE),), Verdict.FAIL, "has no baseline, target and unit of measure"),
        ((key_result(target=Decimal(9)),), Verdict.FAIL, "starts at its target, 9 hours"),
        (
            (key_result(target=Decimal(12)),),
            Verdict.FAIL,
            "is to decrease from 9 hours to 12 hours, above its baseline",
        ),
        ((key_result(), key_result("CARE-7.2", unit_of_measure="")), Verdict.WARN, "CARE-7.2 has no unit"),
        ((bare(Metric.AT_LEAST, lower=Decimal(95), unit_of_measure="%"),), Verdict.PASS, "can be measured"),
        ((bare(Metric.AT_LEAST, unit_of_measure="%"),), Verdict.FAIL, "has no lower limit"),
        ((bare(Metric.AT_MOST, lower=Decimal(95), unit_of_measure="%"),), Verdict.FAIL, "has no upper limit"),
        ((bare(Metric.AT_MOST, upper=Decimal(0)),), Verdict.FAIL, "has no unit of measure"),
        ((bare(Metric.BETWEEN, lower=Decimal(1), upper=Decimal(2), unit_of_measure="C"),), Verdict.PASS, "can be"),
        ((bare(Metric.BETWEEN, lower=Decimal(2), upper=Decimal(1), unit_of_measure="C"),), Verdict.FAIL, "no room"),
        ((bare(Metric.BETWEEN, lower=Decimal(1), upper=Decimal(1), unit_of_measure="C"),), Verdict.FAIL, "no room"),
        ((bare(Metric.BETWEEN, lower=Decimal(2), unit_of_measure="C"),), Verdict.FAIL, "no upper limit"),
        ((bare(Metric.MILESTONES),), Verdict.PASS, "can be measured"),
        ((bare(Metric.YES_NO),), Verdict.WARN, "the only key result is yes or no"),
        ((bare(Metric.YES_NO), bare(Metric.YES_NO, key="CARE-7.2")), Verdict.WARN, "all 2 key results are yes or no"),
        ((bare(Metric.YES_NO), bare(Metric.TRACKED, key="CARE-7.2")), Verdict.WARN, "the only key result is yes or no"),
        ((bare(Metric.YES_NO), key_result("CARE-7.2")), Verdict.PASS, "its 2 key results can be measured"),
        ((bare(Metric.TRACKED),), Verdict.FAIL, "only tracked"),
        ((bare(Metric.BASELINE),), Verdict.WARN, "only find out where you stand"),
        ((bare(Metric.BASELINE), bare(Metric.TRACKED, key="CARE-7.2")), Verdict.WARN, "only find out"),
        ((key_result(baseline=Decimal(0)),), Verdict.FAIL, "is to decrease from 0 hours to 4 hours"),
    ],
)
def test_measurable_needs_baseline_target_and_unit_or_limits(results, verdict, reason):
    found = letter(with_results(*results), SmartLetter.MEASURABLE)
    assert found.verdict is verdict
    assert reason in found.reason


def test_a_baseline_or_target_of_zero_is_a_number():
    found = letter(with_results(key_result(target=Decimal(0))), SmartLetter.MEASURABLE)
    assert found.verdict is Verdict.PASS


def test_what_is_missing_is_proposed():
    found = letter(with_results(bare(Metric.BETWEEN, unit_of_measure="C")), SmartLetter.MEASURABLE)
    assert found.proposal == "give it a lower limit and an upper limit"
    assert found.key == "CARE-7.1"


# ---------------------------------------------------------------------------------------------------------- achievable


def test_a_target_of_more_than_three_times_the_best_change_so_far_warns_with_both_figures():
    ambitious = key_result(
        metric=Metric.INCREASE, baseline=Decimal(10), target=Decimal(50), unit_of_measure="points",
        history_changes=(Decimal(9), Decimal(-3), Decimal(4)),
    )  # fmt: skip
    found = letter(with_results(ambitious), SmartLetter.ACHIEVABLE)
    assert found.verdict is Verdict.WARN
    assert found.reason == "CARE-7.1 asks for +40 points, best quarter so far was +9"
    assert found.proposal == "aim for 37 points (3 times the best), or say in the why what will be different"


@pytest.mark.parametrize(("target", "verdict"), [(37, Verdict.PASS), (38, Verdict.WARN)])
def test_exactly_three_times_the_best_is_still_achievable(target, verdict):
    result = key_result(
        metric=Metric.INCREASE, baseline=Decimal(10), target=Decimal(target), history_changes=(Decimal(9),)
    )
    assert letter(with_results(result), SmartLetter.ACHIEVABLE).verdict is verdict


def test_the_best_change_is_the_one_in_the_direction_of_the_target():
    falling = key_result(baseline=Decimal(50), target=Decimal(10), history_changes=(Decimal(20), Decimal(-5)))
    found = letter(with_results(falling), SmartLetter.ACHIEVABLE)
    assert found.reason == "CARE-7.1 asks for -40 hours, best quarter so far was -5"
    assert "aim for 35 hours" in str(found.proposal)


@pytest.mark.parametrize(
    ("changes", "when"), [((Decimal(1), Decimal(0)), "in 2 quarters"), ((Decimal(0),), "in the one quarter so far")]
)
def test_a_history_that_never_moved_that_way_warns(changes, when):
    found = letter(with_results(key_result(history_changes=changes)), SmartLetter.ACHIEVABLE)
    assert found.verdict is Verdict.WARN
    assert f"asks for -5 hours, but {when} it never moved that way" in found.reason


def test_without_any_history_it_warns_once_and_not_for_what_has_none():
    new = [key_result(f"CARE-7.{number}", has_history=False, history_changes=()) for number in (1, 2)]
    findings = [finding for finding in check_smart(with_results(*new)) if finding.letter is SmartLetter.ACHIEVABLE]
    assert [finding.reason for finding in findings] == [
        "no earlier reading shows what is possible (CARE-7.1 and CARE-7.2)"
    ]
    steps = bare(Metric.MILESTONES, has_history=False, history_changes=())
    assert letter(with_results(steps), SmartLetter.ACHIEVABLE).verdict is Verdict.PASS
    assert letter(with_results(new[0], key_result("CARE-7.2")), SmartLetter.ACHIEVABLE).verdict is Verdict.PASS


def test_more_than_five_key_results_warn():
    results = [key_result(f"CARE-7.{number}") for number in range(1, 7)]
    assert letter(with_results(*results[:5]), SmartLetter.ACHIEVABLE).verdict is Verdict.PASS
    assert letter(with_results(*results), SmartLetter.ACHIEVABLE).reason.startswith("6 key results")


@pytest.mark.parametrize("owner", [None, "", "  "])
def test_a_goal_without_an_owner_warns(owner):
    assert letter(replace(GOOD, owner=owner), SmartLetter.ACHIEVABLE).reason == "nobody owns it"


# ------------------------------------------------------------------------------------------------------------ relevant


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({"parent_keys": ()}, Verdict.FAIL, "serves no parent goal and no focus area"),
        ({"parent_keys": (), "focus_area": " "}, Verdict.FAIL, "serves no parent goal and no focus area"),
        ({"parent_keys": (), "focus_area": "Small customers"}, Verdict.PASS, "says why"),
        ({"why": ""}, Verdict.FAIL, "does not say why"),
        ({"why": "\n\t"}, Verdict.FAIL, "does not say why"),
        ({"why": "Because so"}, Verdict.WARN, 'says only "Because so"'),
        ({"why": "cut the first reply to SMALL customers!"}, Verdict.WARN, "repeats the title"),
        ({"why": "\u9867\u5ba2\u306e\u305f\u3081"}, Verdict.PASS, "says why"),
    ],
    ids=ascii,
)
def test_relevant_needs_a_parent_or_focus_area_and_a_why(changes, verdict, reason):
    found = letter(replace(GOOD, **changes), SmartLetter.RELEVANT)
    assert found.verdict is verdict
    assert reason in found.reason


def test_both_faults_of_a_letter_are_told():
    findings = [one for one in check_smart(replace(GOOD, why="", parent_keys=())) if one.letter is SmartLetter.RELEVANT]
    assert len(findings) == 2


# ---------------------------------------------------------------------------------------------------------- time-bound


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({"due_on": None}, Verdict.FAIL, "it has no due date"),
        (
            {"due_on": date(2026, 4, 1)},
            Verdict.FAIL,
            "it is due 2026-04-01, outside its cycle (2026-01-01 to 2026-03-31)",
        ),
        ({"due_on": date(2025, 12, 31)}, Verdict.FAIL, "outside its cycle"),
        ({"starts_on": LAST}, Verdict.FAIL, "it starts 2026-03-31, not before it is due"),
        ({"cycle_ends_on": None}, Verdict.FAIL, "belongs to no cycle"),
        ({"key_results": (key_result(due_on=None),)}, Verdict.FAIL, "CARE-7.1 has no due date"),
        ({"key_results": (key_result(due_on=date(2026, 4, 1)),)}, Verdict.FAIL, "CARE-7.1 is due 2026-04-01, outside"),
        ({"due_on": date(2026, 3, 1)}, Verdict.WARN, "CARE-7.1 is due 2026-03-31, after its goal (2026-03-01)"),
        ({"starts_on": None}, Verdict.PASS, "it is due 2026-03-31, inside its cycle"),
    ],
)
def test_time_bound_needs_due_dates_inside_the_cycle(changes, verdict, reason):
    found = letter(replace(GOOD, **changes), SmartLetter.TIME_BOUND)
    assert found.verdict is verdict
    assert reason in found.reason


# ------------------------------------------------------------------------------------------------------------ in general

decimals = st.none() | st.integers(-1000, 1000).map(Decimal)
days = st.none() | st.dates(date(2025, 10, 1), date(2026, 6, 30))
results = st.builds(
    SmartKeyResult,
    key=st.sampled_from(["CARE-7.1", "CARE-7.2", "CARE-7.3"]),
    title=st.text(max_size=10),
    metric=st.sampled_from(Metric),
    baseline=decimals,
    target=decimals,
    unit_of_measure=st.sampled_from(["", "%", "days"]),
    starts_on=days,
    due_on=days,
    has_history=st.booleans(),
    history_changes=st.lists(st.integers(-50, 50).map(Decimal), max_size=3).map(tuple),
    lower=decimals,
    upper=decimals,
)
goals = st.builds(
    SmartGoal,
    title=st.text(max_size=60) | st.sampled_from(["Reduce churn", "Improve", "Cut costs and hire a team"]),
    why=st.text(max_size=60),
    parent_keys=st.lists(st.just("CO-1"), max_size=1).map(tuple),
    focus_area=st.none() | st.text(max_size=5),
    owner=st.none() | st.just("Ada"),
    starts_on=days,
    due_on=days,
    cycle_starts_on=st.none() | st.just(FIRST),
    cycle_ends_on=st.none() | st.just(LAST),
    key_results=st.lists(results, max_size=7, unique_by=lambda result: result.key).map(tuple),
)


@given(goals)
def test_every_goal_gets_five_letters_and_every_fault_a_proposal(goal):
    findings = check_smart(goal)
    assert [finding.letter for finding in worst_by_letter(findings)] == list(SmartLetter)
    assert len(smart_letters(findings)) == 5
    for finding in findings:
        assert finding.reason
        assert (finding.proposal is None) is (finding.verdict is Verdict.PASS)
    assert can_become_active(findings) is ("-" not in smart_letters(findings))
    assert check_smart(goal) == findings


@given(goals)
def test_naming_a_focus_area_a_why_and_a_sound_key_result_never_makes_a_letter_worse(goal):
    order = [Verdict.PASS, Verdict.WARN, Verdict.FAIL]
    better = replace(
        goal, focus_area="Small customers", why=GOOD.why, key_results=(*goal.key_results, key_result("CARE-7.9"))
    )
    for before, after in zip(worst_by_letter(check_smart(goal)), worst_by_letter(check_smart(better)), strict=True):
        if before.letter in {SmartLetter.MEASURABLE, SmartLetter.RELEVANT}:
            assert order.index(after.verdict) <= order.index(before.verdict)


def test_the_worst_finding_stands_for_its_letter_in_any_order():
    fail = SmartFinding(SmartLetter.SPECIFIC, Verdict.FAIL, "a", "b")
    warn = SmartFinding(SmartLetter.SPECIFIC, Verdict.WARN, "c", "d")
    assert worst_by_letter([warn, fail]) == worst_by_letter([fail, warn]) == (fail,)
