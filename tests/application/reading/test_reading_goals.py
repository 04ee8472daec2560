"""Reading goals: what a page and a card show, filters, pages, and what must not be seen. The numbers are those of `cascade`."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from okr.contract.goals import CheckSmart, GoalRow, ListGoals, MoveGoal, SetGoalState, ShowGoal
from okr.domain.errors import InvalidInput, NotFound
from okr.domain.vocabulary import GoalState, LinkKind, Status
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import check_in, make, result, statements_of


def by_key(rows: tuple[GoalRow, ...]) -> dict[str, GoalRow]:
    return {row.key: row for row in rows}


def test_a_list_shows_goals_by_key_with_their_numbers(cascade: Company) -> None:
    page = cascade.call(ListGoals())
    found = [(row.key, row.progress, row.expected, row.status, row.weakest) for row in page.items]
    assert found == [
        ("ACME-1", 406_250, 500_000, Status.AT_RISK, Status.AT_RISK),
        ("CARE-1", 375_000, 500_000, Status.AT_RISK, Status.OFF_TRACK),
        ("HELP-1", 500_000, 500_000, Status.ON_TRACK, Status.ON_TRACK),
        ("HELP-2", 0, 500_000, Status.OFF_TRACK, Status.OFF_TRACK),
        ("SALES-1", 0, 500_000, Status.OFF_TRACK, Status.OFF_TRACK),
        ("SALES-2", 500_000, 500_000, Status.ON_TRACK, Status.ON_TRACK),
    ]
    assert page.next_cursor is None
    assert page.hidden == 0


def test_a_row_names_parents_owner_and_what_is_below(cascade: Company) -> None:
    rows = by_key(cascade.call(ListGoals()).items)
    care, sales = rows["CARE-1"], rows["SALES-2"]
    assert (care.owner and care.owner.handle, care.unit.key, care.cycle, care.focus_area) == (
        "dan",
        "CARE",
        "2026-Q4",
        "trust",
    )
    assert [(parent.key, parent.kind, parent.weight) for parent in care.parents] == [
        ("ACME-1", LinkKind.CONTRIBUTES, Decimal(3))
    ]
    assert [(parent.key, parent.kind, parent.weight) for parent in sales.parents] == [
        ("ACME-1", LinkKind.SUPPORTS, None)
    ]
    assert (care.children, care.key_results, care.last_reading_on) == (2, 1, TODAY)
    assert (rows["ACME-1"].children, rows["SALES-1"].last_reading_on) == (2, None)
    assert rows["SALES-1"].coverage == 0


def test_pages_go_on_where_the_page_before_ended(cascade: Company) -> None:
    seen: list[str] = []
    cursor = None
    for _ in range(4):
        page = cascade.call(ListGoals(limit=2, cursor=cursor))
        seen += [row.key for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == ["ACME-1", "CARE-1", "HELP-1", "HELP-2", "SALES-1", "SALES-2"]
    assert cursor is None


def test_a_cursor_of_something_else_is_refused(cascade: Company) -> None:
    for cursor in ("x", "WzEsMl0", "", "é"):
        with pytest.raises(InvalidInput):
            cascade.call(ListGoals(cursor=cursor))


FILTERS: list[tuple[dict[str, object], list[str]]] = [
    ({"unit": "CARE"}, ["CARE-1", "HELP-1", "HELP-2"]),
    ({"unit": "CARE", "unit_only": True}, ["CARE-1"]),
    ({"unit": "ACME", "unit_only": True}, ["ACME-1"]),
    ({"owner": "emil"}, ["HELP-1"]),
    ({"cycle": "2026"}, []),
    ({"focus_area": "trust"}, ["ACME-1", "CARE-1", "SALES-1"]),
    ({"state": GoalState.DRAFT}, []),
    ({"status": Status.OFF_TRACK}, ["HELP-2", "SALES-1"]),
    ({"status": Status.ON_TRACK, "unit": "SALES"}, ["SALES-2"]),
    ({"stale": True}, []),
    ({"stale": False, "owner": "dan"}, ["CARE-1"]),
    ({"without_owner": True}, []),
    ({"matching": "CUSTOMERS WHO"}, ["SALES-1"]),
    ({"matching": "help-"}, ["HELP-1", "HELP-2"]),
    ({"matching": "100%"}, []),
    ({"matching": "_"}, []),
]


def test_filters_limit_a_list_and_all_must_hold(cascade: Company) -> None:
    answers = [[row.key for row in cascade.call(ListGoals.model_validate(asked)).items] for asked, _ in FILTERS]
    assert answers == [found for _, found in FILTERS]
    # The past is sifted by code of its own; nothing has changed since, so that it must answer alike.
    now = {"known_at": datetime(2026, 11, 18, 23, tzinfo=UTC)}
    of_the_past = [
        [row.key for row in cascade.call(ListGoals.model_validate(asked | now)).items] for asked, _ in FILTERS
    ]
    assert of_the_past == answers


@pytest.mark.parametrize("by", ["olivia", "sven"])
def test_words_are_found_alike_whether_few_or_many_goals_have_them(
    cascade: Company, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    filters: list[dict[str, object]] = [
        {"matching": "customers"},
        {"matching": "the", "status": Status.OFF_TRACK, "limit": 1},
        {"matching": "sooner", "unit": "CARE"},
        {"matching": "é"},
    ]
    answers = [cascade.call(ListGoals.model_validate(asked), by=by) for asked in filters]
    assert [row.key for row in answers[0].items] == ["ACME-1", "CARE-1", "HELP-1", "SALES-1", "SALES-2"]
    for few in (0, 1, 3):
        monkeypatch.setattr("storage.goal_reading.FEW_MATCHING", few)
        assert [cascade.call(ListGoals.model_validate(asked), by=by) for asked in filters] == answers


def test_a_filter_that_names_nothing_says_what_is_near(cascade: Company) -> None:
    with pytest.raises(NotFound, match="There is no unit HELPP") as caught:
        cascade.call(ListGoals(unit="HELPP"))
    assert caught.value.hint is not None
    assert "HELP" in caught.value.hint


def test_who_may_not_see_a_goal_is_told_only_that_there_is_more(cascade: Company) -> None:
    page = cascade.call(ListGoals(), by="sven")
    assert "HELP-2" not in by_key(page.items)
    assert page.hidden == 1
    assert cascade.call(ListGoals(unit="SALES"), by="sven").hidden == 0
    assert by_key(page.items)["CARE-1"].children == 1
    with pytest.raises(NotFound, match="There is no goal HELP-2"):
        cascade.call(ShowGoal(key="HELP-2"), by="sven")
    with pytest.raises(NotFound) as unknown:
        cascade.call(ShowGoal(key="HELP-3"), by="sven")
    assert "HELP-2" not in (unknown.value.hint or "")


def test_hidden_children_count_in_the_numbers_and_stay_unnamed(cascade: Company) -> None:
    care = cascade.call(ShowGoal(key="CARE-1"), by="sven")
    assert (care.progress, care.weakest) == (375_000, Status.OFF_TRACK)
    assert [child.key for child in care.child_goals] == ["HELP-1"]
    assert (care.hidden_children, care.weakest_child) == (1, None)
    assert "HELP-2" not in care.model_dump_json()


def test_a_card_shows_everything_that_belongs_to_a_goal(cascade: Company) -> None:
    care = cascade.call(ShowGoal(key="care-1"), by="tess")
    assert [(one.key, one.progress) for one in care.results] == [("CARE-1.1", 500_000)]
    assert [child.key for child in care.child_goals] == ["HELP-1", "HELP-2"]
    assert (care.hidden_children, care.weakest_child) == (0, "HELP-2")
    assert [parent.key for parent in care.line_of_sight] == ["ACME-1"]
    assert care.history[-1].progress == 375_000
    assert care.activated_on == date(2026, 10, 9)
    assert care.may == ()


def test_a_card_says_what_the_acting_person_may_do(cascade: Company) -> None:
    assert set(cascade.call(ShowGoal(key="HELP-1"), by="emil").may) == {
        "edit_goal",
        "edit_target",
        "check_in",
        "activate_goal",
        "close_goal",
        "link_goal",
        "override_status",
        "ask_contribution",
        "add_initiative",
    }
    assert cascade.call(ShowGoal(key="HELP-1"), by="sven").may == ()


def test_the_line_of_sight_leads_to_the_top(cascade: Company) -> None:
    view = cascade.call(ShowGoal(key="HELP-1"), by="emil")
    assert [(one.key, one.kind) for one in view.line_of_sight] == [
        ("CARE-1", LinkKind.CONTRIBUTES),
        ("ACME-1", LinkKind.CONTRIBUTES),
    ]


def test_a_paused_goal_is_found_by_its_state(cascade: Company) -> None:
    cascade.call(SetGoalState(key="HELP-2", state=GoalState.PAUSED, reason="The tool is missing"), by="tess")
    assert [row.key for row in cascade.call(ListGoals(state=GoalState.PAUSED)).items] == ["HELP-2"]
    # Without HELP-2: (2 * 0.5 + 1 * 0.5) / 3.
    assert cascade.call(ShowGoal(key="CARE-1")).progress == 500_000


def test_a_moved_goal_is_listed_where_it_stands_now(cascade: Company) -> None:
    cascade.call(MoveGoal(key="HELP-1", unit="SALES"))
    assert [row.key for row in cascade.call(ListGoals(unit="SALES")).items] == ["HELP-1", "SALES-1", "SALES-2"]


def test_a_page_of_fifty_goals_takes_a_fixed_number_of_statements(cascade: Company) -> None:
    few = statements_of(cascade, ListGoals(limit=3))
    for number in range(12):
        made = make(
            cascade, f"Help the customers of region {number}", "HELP", "emil", result("Hours", 100, 60), parent="CARE-1"
        )
        check_in(cascade, f"{made}.1", 80)
    many = statements_of(cascade, ListGoals(limit=50))
    assert many == few
    # Who asks; and of the goals: page with parents, overrides, hidden children, hidden goals.
    assert many <= 5


def test_the_past_of_results_of_one_name_is_read_once(cascade: Company) -> None:
    def asked(*names: str) -> int:
        key = make(
            cascade,
            f"Answer {len(names)} things",
            "HELP",
            "emil",
            *(result(name, 0, 10) for name in names),
            parent="HELP-1",
        )
        return statements_of(cascade, CheckSmart(key=key), by="olivia")

    assert asked("Answered", "Answered", "Answered") == asked("Answered")
