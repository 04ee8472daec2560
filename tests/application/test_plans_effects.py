"""What a plan is told to bring about: every goal above with its figures, agreements that it bears on, and places in the file."""

import pytest

from okr.application import plans_effect
from okr.contract.contributions import AcceptContribution, AskContributions, NewReceiver
from okr.contract.goals import ShowGoal
from okr.contract.plans import PlanReport
from okr.domain.vocabulary import GoalState, Visibility
from okr.exchange.plan.files import placed
from tests.application.companies import Company
from tests.application.goal_company import make_goal, make_top
from tests.application.plan_company import apply, changed, counted, exported, fill, parsed

HEAD = "okr_plan: 1\nunit: HELP\ncycle: 2026-Q4\ngoals:\n"


def agreements(report: PlanReport) -> list[tuple[str, str]]:
    return [(f"{one.parent}+{one.number}", one.words) for one in report.contracts]


def places(company: Company, text: str, *, by: str | None = None) -> list[tuple[int | None, int | None, str]]:
    """Where each refusal stands in the text, with its words."""
    report = placed(apply(company, text, by=by, dry_run=True), parsed(text))
    return [(one.line, one.column, one.message) for one in report.findings if one.level == "refused"]


def asked(company: Company, parent: str, unit: str) -> str:
    """A contribution that is asked of a unit; its key."""
    found = company.call(AskContributions(parent=parent, receivers=(NewReceiver(unit=unit),)), by="olivia")
    return found.asked[0].key


def test_each_goal_above_is_told_with_its_figures_before_and_after(company: Company) -> None:
    fill(company)
    below = make_goal(company, "Answer letters on paper too", parent="HELP-1", activate=True)
    text = changed(
        exported(company, unit="HELP", cycle="2026-Q4"), ("title: Answer letters on paper too", "title: Answer paper")
    )
    effects = {one.key: one for one in apply(company, text, reason="shorter", dry_run=True).effects}
    assert set(effects) == {below.key, "HELP-1", "ACME-1"}
    assert {key for key, one in effects.items() if one.is_ancestor} == {"HELP-1", "ACME-1"}
    for one in effects.values():
        assert (one.progress_before, one.status_before) == (one.progress_after, one.status_after)
        assert one.progress_after is not None


def test_a_new_draft_is_told_as_a_draft_whatever_its_status_would_be(company: Company) -> None:
    new = f"{HEAD}  - title: Answer on Sundays\n    owner: tess\n"
    (effect,) = apply(company, new, dry_run=True).effects
    assert (effect.state_before, effect.state_after) == (None, GoalState.DRAFT)
    assert apply(company, new).written
    make_goal(company, activate=True)
    text = changed(
        exported(company, unit="HELP", cycle="2026-Q4"), ("title: Answer customers", "title: Answer all customers")
    )
    effects = {one.key: one for one in apply(company, text, dry_run=True).effects}
    assert (effects["HELP-2"].state_before, effects["HELP-2"].state_after) == (GoalState.ACTIVE, GoalState.ACTIVE)


def test_an_open_request_that_a_new_or_newly_linked_goal_could_answer_is_named(company: Company) -> None:
    top = make_top(company)
    key = asked(company, top.key, "HELP")
    make_goal(company)
    new = f"{HEAD}  - title: Answer on Sundays\n    owner: tess\n    parents: [{{goal: {top.key}}}]\n"
    assert agreements(apply(company, new, dry_run=True)) == [
        (key, "asks HELP for a contribution and stays open beside HELP-2")
    ]
    linked = changed(
        exported(company, unit="HELP", cycle="2026-Q4"), ("    why:", f"    parents: [{{goal: {top.key}}}]\n    why:")
    )
    assert agreements(apply(company, linked, dry_run=True)) == [
        (key, "asks HELP for a contribution and stays open beside HELP-1")
    ]


def test_agreements_that_lose_their_goal_its_link_or_its_measure_are_named(company: Company) -> None:
    top = make_top(company, key_results=(counted("Tickets answered in a day"),))
    key = asked(company, f"{top.key}.1", "HELP")
    company.call(AcceptContribution(key=key, activate=True), by="tess")
    child = company.call(ShowGoal(key=top.key)).child_goals[0].key
    text = exported(company, unit="HELP", cycle="2026-Q4")
    cancelled = changed(text, ("    state: active\n", "    state: cancelled\n"))
    assert agreements(apply(company, cancelled, reason="no staff", dry_run=True)) == [
        (key, f"was accepted with {child}, which the plan cancels")
    ]
    moved = changed(text, ("        target: 100\n", "        target: 80\n"))
    assert agreements(apply(company, moved, reason="fewer", dry_run=True)) == [
        (key, f"was accepted with {child}.1, whose target moves from 100 to 80")
    ]
    above = changed(exported(company, unit="ACME", cycle="2026-Q4"), ("        target: 100\n", "        target: 120\n"))
    assert agreements(apply(company, above, reason="more", dry_run=True)) == [
        (key, f"was accepted by HELP for a share of {top.key}.1, whose target moves from 100 to 120")
    ]


def test_agreements_above_which_nothing_is_shown_are_not_told(company: Company) -> None:
    top = make_top(company, visibility=Visibility.NAMED, readers=("tess",))
    key = asked(company, top.key, "HELP")
    company.call(AcceptContribution(key=key), by="tess")
    child = company.call(ShowGoal(key=top.key)).child_goals[0].key
    text = exported(company, unit="HELP", cycle="2026-Q4", by="dan")
    assert child in text
    gone = text[: text.index("goals:")] + "goals: []\n" + text[text.index("\n# Written") :]
    told = apply(company, gone, by="dan", reason="no", dry_run=True)
    assert [one.key for one in told.deeds] == [child]
    assert agreements(told) == []


def test_what_goals_have_from_the_top_of_the_file_is_refused_there_and_once(company: Company) -> None:
    text = "okr_plan: 1\nunit: NOPE\ncycle: 2026-Q4\ngoals:\n  - title: One\n  - title: Two\n"
    ((line, column, words),) = places(company, text)
    assert (line, column) == (2, 7)
    assert words.startswith("There is no unit NOPE.")
    ((line, column, _),) = places(company, text.replace("NOPE", "HELP").replace("2026-Q4", "2099"))
    assert (line, column) == (3, 8)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ("    contributors: [tess, zed]\n", (6, 26)),
        ("    readers:\n      - tess\n      - zed\n", (8, 9)),
        ("    parents:\n      - {goal: ACME-1}\n      - {goal: NOPE-1}\n", (8, 9)),
        ("    initiatives:\n      - {title: A, owner: tess}\n      - {title: B, owner: zed}\n", (8, 9)),
    ],
)
def test_the_item_of_a_list_that_is_wrong_is_where_the_finding_stands(
    company: Company, fields: str, place: tuple[int, int]
) -> None:
    make_top(company)
    text = f"{HEAD}  - title: Answer on Sundays\n{fields}"
    ((line, column, _),) = places(company, text)
    assert (line, column) == place


def test_more_letters_than_are_shown_are_counted(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("okr.application.plans.LETTERS", 1)
    monkeypatch.setattr(plans_effect, "LETTERS", 1)
    report = apply(company, f"{HEAD}  - title: One goal of two\n  - title: Two goals of two\n", dry_run=True)
    assert len(report.letters) == 1
    assert [one.message for one in report.findings] == [
        "The letters of 1 of 2 goals are shown; all are looked at when goals begin."
    ]
