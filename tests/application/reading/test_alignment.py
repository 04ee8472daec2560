"""R13: orphans, lines of sight and reach; the goals are those of `cascade`."""

import pytest

from okr.application import orphans as orphans_in_pages
from okr.application.cascade import reach
from okr.contract.alignment import AlignmentReport, ListOrphans, ShowAlignment
from okr.contract.goals import LinkGoal, SetGoalState, UnlinkGoal
from okr.contract.people import EditPerson
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import GoalState, LinkKind
from storage import orphans as stored_orphans
from tests.application.companies import Company
from tests.application.reading.cascade import MADE_ON, make, result


def report(company: Company, by: str | None = None, **asked: object) -> AlignmentReport:
    return company.call(ShowAlignment.model_validate(asked), by=by)


def test_a_path_of_either_kind_leads_to_a_top(cascade: Company) -> None:
    found = report(cascade)
    # Of CARE-1, HELP-1, HELP-2, SALES-1 and SALES-2 only SALES-1 leads nowhere; ACME-1 is the top.
    assert (found.total.goals, found.total.orphans, found.total.orphan_rate) == (5, 1, 200_000)
    assert [one.key for one in found.orphans] == ["SALES-1"]
    # olivia, dan, emil, tess and sara own goals on a path, sven does not.
    assert (found.total.people, found.total.people_with_line_of_sight, found.total.line_of_sight) == (6, 5, 833_333)
    assert [person.handle for person in found.people_without] == ["sven"]
    assert [
        (one.unit.key, one.goals, one.orphans, one.people, one.people_with_line_of_sight) for one in found.units
    ] == [
        ("CARE", 3, 0, 3, 3),
        ("SALES", 2, 1, 2, 1),
    ]
    assert [(top.key, top.goals, top.people, top.units) for top in found.tops] == [("ACME-1", 4, 4, 3)]


def test_a_path_goes_through_active_goals_alone(cascade: Company) -> None:
    cascade.call(SetGoalState(key="CARE-1", state=GoalState.PAUSED, reason="A merger"))
    found = report(cascade)
    assert [one.key for one in found.orphans] == ["HELP-1", "HELP-2", "SALES-1"]
    assert (found.total.goals, found.total.orphans) == (4, 3)
    cascade.call(SetGoalState(key="ACME-1", state=GoalState.PAUSED, reason="A merger"))
    assert report(cascade).total.orphan_rate == 1_000_000
    assert report(cascade).tops == ()


def test_a_link_mends_an_orphan_and_its_loss_makes_one(cascade: Company) -> None:
    cascade.call(LinkGoal(child="SALES-1", parent="HELP-1", kind=LinkKind.SUPPORTS))
    assert report(cascade).total.orphans == 0
    cascade.call(UnlinkGoal(child="CARE-1", parent="ACME-1"))
    assert [one.key for one in report(cascade).orphans] == ["CARE-1", "HELP-1", "HELP-2", "SALES-1"]


def test_who_has_left_counts_no_more(cascade: Company) -> None:
    cascade.call(EditPerson(handle="emil", employed_to=MADE_ON))
    total = report(cascade).total
    assert (total.people, total.people_with_line_of_sight) == (5, 4)
    assert report(cascade).tops[0].people == 3


def test_a_unit_has_rates_of_its_own(cascade: Company) -> None:
    found = report(cascade, unit="SALES")
    assert (found.total.unit.key, found.total.goals, found.total.orphan_rate) == ("SALES", 2, 500_000)
    assert [(top.key, top.goals) for top in found.tops] == [("ACME-1", 1)]
    assert report(cascade, unit="HELP").total.orphan_rate == 0


def test_a_cycle_limits_the_goals_that_count(cascade: Company) -> None:
    assert report(cascade, cycle="2026").total.goals == 0
    assert report(cascade, cycle="2026").total.people_with_line_of_sight == 5
    assert report(cascade, cycle="2026-Q4").total.goals == 5


def test_hidden_orphans_are_counted_and_not_named(cascade: Company) -> None:
    cascade.call(UnlinkGoal(child="HELP-2", parent="CARE-1"))
    found = report(cascade, "sven")
    assert ([one.key for one in found.orphans], found.total.orphans, found.hidden) == (["SALES-1"], 2, 1)
    page = cascade.call(ListOrphans(), by="sven")
    assert ([one.key for one in page.items], page.hidden) == (["SALES-1"], 1)


@pytest.mark.parametrize("by", ["olivia", "sven"])
def test_orphans_found_from_above_are_those_found_in_everything(
    cascade: Company, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    deeper = make(cascade, "Write down what was solved", "HELP", "emil", result("Written", 0, 10), parent="HELP-2")
    lost = make(cascade, "Visit customers who refer others", "SALES", "sara", result("Visits", 0, 9), parent="SALES-1")
    cascade.call(LinkGoal(child=deeper, parent=lost, kind=LinkKind.SUPPORTS))
    for key, state, orphans in (
        ("SALES-2", GoalState.PAUSED, ["SALES-1", lost]),
        ("HELP-2", GoalState.PAUSED, [deeper, "SALES-1", lost]),
        ("CARE-1", GoalState.PAUSED, [deeper, "HELP-1", "SALES-1", lost]),
        ("HELP-2", GoalState.ACTIVE, ["HELP-1", *(["HELP-2"] if by == "olivia" else []), deeper, "SALES-1", lost]),
        ("ACME-1", GoalState.PAUSED, ["HELP-1", *(["HELP-2"] if by == "olivia" else []), deeper, "SALES-1", lost]),
    ):
        cascade.call(SetGoalState(key=key, state=state, reason="A merger"))
        for few, looked_at in ((20_000, 5_000), (0, 5_000), (0, 5), (0, 0)):
            monkeypatch.setattr(stored_orphans, "FEW", few)
            monkeypatch.setattr(orphans_in_pages, "LOOKED_AT", looked_at)
            for limit in (1, 2, 50):
                listed, hidden = _pages(cascade, by, limit=limit)
                assert listed == sorted(orphans)
                assert len(listed) + hidden == report(cascade).total.orphans


def _pages(company: Company, by: str, **asked: object) -> tuple[list[str], int]:
    """The keys of all orphans, read in pages, and how many more each page says there are."""
    found: list[str] = []
    cursor, hidden = None, set()
    while True:
        page = company.call(ListOrphans.model_validate(asked | {"cursor": cursor}), by=by)
        found += [one.key for one in page.items]
        hidden.add(page.hidden or 0)
        cursor = page.next_cursor
        if cursor is None:
            (many,) = hidden
            return found, many


@pytest.mark.parametrize("by", ["olivia", "sven"])
def test_what_is_counted_is_what_is_found_by_following_every_path(
    cascade: Company, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    lost = make(cascade, "Visit customers who refer others", "SALES", "sara", result("Visits", 0, 9), parent="SALES-1")
    of_the_owner = make(
        cascade, "Speak with large customers", "SALES", "olivia", result("Calls", 0, 9), parent="SALES-2"
    )

    def compare() -> None:
        for unit in (None, "CARE", "HELP", "SALES"):
            for cycle in (None, "2026", "2026-Q4"):
                monkeypatch.setattr(stored_orphans, "FEW", 20_000)
                counted = report(cascade, by, unit=unit, cycle=cycle)
                monkeypatch.setattr(stored_orphans, "FEW", 0)
                assert counted == report(cascade, by, unit=unit, cycle=cycle)
        monkeypatch.setattr(stored_orphans, "FEW", 20_000)

    compare()
    cascade.call(EditPerson(handle="emil", employed_to=MADE_ON))
    cascade.call(LinkGoal(child=of_the_owner, parent=lost, kind=LinkKind.SUPPORTS))
    for key, state in (
        ("HELP-1", GoalState.PAUSED),
        ("SALES-2", GoalState.PAUSED),
        ("CARE-1", GoalState.PAUSED),
        ("SALES-2", GoalState.ACTIVE),
    ):
        cascade.call(SetGoalState(key=key, state=state, reason="A merger"))
        compare()
    second = make(cascade, "Be known for our help", "ACME", "dan", result("Known", 0, 9), focus_area="trust")
    cascade.call(LinkGoal(child=lost, parent=second, kind=LinkKind.SUPPORTS))
    make(cascade, "Speak of our help", "HELP", "dan", result("Said", 0, 9), parent=second)
    compare()
    cascade.call(SetGoalState(key="ACME-1", state=GoalState.PAUSED, reason="A merger"))
    compare()


@pytest.mark.parametrize("unit", [None, "CARE", "HELP", "SALES"])
def test_orphans_of_a_unit_and_a_cycle_are_the_same_however_they_are_found(
    cascade: Company, monkeypatch: pytest.MonkeyPatch, unit: str | None
) -> None:
    cascade.call(UnlinkGoal(child="HELP-2", parent="CARE-1"))
    cascade.call(UnlinkGoal(child="HELP-1", parent="CARE-1"))
    for cycle in (None, "2026", "2026-Q4"):
        plain = report(cascade, "sven", unit=unit, cycle=cycle, limit=100)
        for few, looked_at, large in ((20_000, 5_000, 0), (0, 5_000, 0), (0, 5_000, 2_000), (0, 3, 0), (0, 0, 2_000)):
            monkeypatch.setattr(stored_orphans, "FEW", few)
            monkeypatch.setattr(stored_orphans, "LARGE_UNIT", large)
            monkeypatch.setattr(orphans_in_pages, "LOOKED_AT", looked_at)
            listed, hidden = _pages(cascade, "sven", unit=unit, cycle=cycle, limit=1)
            assert listed == [one.key for one in plain.orphans]
            assert len(listed) + hidden == plain.total.orphans


def test_orphans_are_listed_in_pages(cascade: Company) -> None:
    made = [
        make(
            cascade,
            f"Help the customers of region {number}",
            "SALES",
            "sven",
            result("Hours", 100, 60),
            focus_area="trust",
        )
        for number in range(3)
    ]
    seen: list[str] = []
    cursor = None
    while True:
        page = cascade.call(ListOrphans(limit=3, cursor=cursor))
        seen += [one.key for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == ["SALES-1", *made]
    assert [one.key for one in cascade.call(ListOrphans(unit="CARE")).items] == []
    assert [one.key for one in report(cascade, limit=2).orphans] == ["SALES-1", made[0]]
    with pytest.raises(InvalidInput, match="limit"):
        report(cascade, limit=-1)


def test_a_cascade_deeper_than_the_stack_is_followed_to_its_end() -> None:
    assert len(reach([0], {number: [number + 1] for number in range(100_000)})) == 100_001
