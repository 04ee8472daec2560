"""The home of a lead as lines: whose turn a blocker is, nothing said twice, names where there is room, counts of what is stale."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from okr.contract.homes import ShowHome
from okr.domain.vocabulary import BlockerState, GoalState
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tui.drawing.home import home_rows
from tui.drawing.home_lead import lead_rows
from tui.lines import Look
from tui.reading.homes import home as home_read
from tui.view_models.accountability import BlockerItem
from tui.view_models.basics import Named
from tui.view_models.conversation import Blocker
from tui.view_models.homes import Acknowledged, Watermelon

TODAY = date(2026, 11, 18)
RAISED = TODAY - timedelta(days=3)


@pytest.fixture
def home():
    found = home_read(FakeBackend(Company(home="lead")).call(ShowHome(role="lead")))
    assert found.lead is not None
    return replace(found, today=TODAY, blockers=(), work=(), lead=replace(found.lead, asks=(), watermelons=()))


def drawn(home, width=76, *, side=False):
    rows = lead_rows(home, home.lead, width, look=Look())[1 if side else 0]
    return [row.draw(width).text.rstrip() for row in rows]


def part(lines, title):
    (at,) = (number for number, line in enumerate(lines) if line.startswith(title))
    return lines[at : lines.index("", at)]


def in_the_way(text, *, answers=None, answer=None):
    return BlockerItem("CARE-1.1", "First answer", text, RAISED, Named("bo", "Bo Berg"), answers, None, answer)


def test_a_blocker_says_whose_turn_it_is_and_since_when(home):
    items = (
        in_the_way("No licence", answers=Named(home.me.key, home.me.name)),
        in_the_way("No vans", answers=Named("kim", "Kim Stone")),
        in_the_way("No desk", answers=Named("kim", "Kim Stone"), answer="Take mine."),
    )
    lines = part(drawn(replace(home, lead=replace(home.lead, blockers=items))), "Blockers")
    assert lines[0].endswith("whose turn, since when")
    assert [line.rpartition("  ")[2].strip() for line in lines[1:]] == ["you · 3 d", "K. Stone · 3 d", "answered · 3 d"]
    assert lines[3].startswith("\u2713")


def test_what_the_lead_has_to_answer_stands_there_once_with_its_age(home):
    waits = Blocker(
        "CARE-1.1#3", "CARE-1.1", "First answer", "No licence", BlockerState.OPEN, RAISED, None, None,
        TODAY + timedelta(days=2), 0, None, None, None, 1,
    )  # fmt: skip
    both = replace(home, blockers=(waits,), lead=replace(home.lead, blockers=(in_the_way("No licence"),)))
    lines = drawn(both)
    assert sum("No licence" in line for line in lines) == 1
    assert next(line for line in lines if "No licence" in line).endswith("3 d · by 20 Nov")
    assert not any(line.startswith("Blockers") for line in lines)
    assert "Nobody is blocked." not in "\n".join(lines)


def test_beside_the_people_the_goals_of_the_team_have_room_for_names(home):
    lines = part(drawn(home, 75), "Goals of")
    assert all(line.endswith(("me", ".", "owner", "\u2026")) or line[-1].isalpha() for line in lines[1:])
    owner = next(goal.owner for goal in home.lead.goals if goal.owner is not None and goal.owner.key != home.me.key)
    assert any(owner.name.rpartition(" ")[2][:4] in line for line in lines)


def test_stale_goals_are_counted(home):
    goals = home.lead.goals
    two = tuple(replace(one, numbers=replace(one.numbers, stale=number < 2)) for number, one in enumerate(goals))
    assert part(drawn(replace(home, lead=replace(home.lead, goals=two))), "Goals of")[0].endswith("2 stale")
    none = tuple(replace(one, numbers=replace(one.numbers, stale=False)) for one in goals)
    assert not part(drawn(replace(home, lead=replace(home.lead, goals=none))), "Goals of")[0].endswith("stale")


@pytest.mark.parametrize("width", [38, 50, 76])
def test_who_has_no_aligned_goal_is_said_at_every_width(home, width):
    lines = drawn(home, width, side=True)
    assert any(line.endswith("no aligned goal") for line in lines)
    assert any(line.endswith("overdue") for line in lines)


def test_titles_of_what_is_due_have_the_room_that_days_and_values_leave(home):
    title = "Chats that are solved without a second contact"
    due = tuple(
        replace(
            one,
            days_late=0,
            due_on=TODAY,
            result=replace(one.result, title=title, current=Decimal(68), measure="%", has_reading=True),
        )
        for one in home.lead.due
    )
    lines = part(drawn(replace(home, lead=replace(home.lead, due=due)), 78), "Due and late")
    assert title[:38] in lines[1]
    assert lines[1].endswith("68 %")


def test_goals_that_wait_for_a_review_say_whose_they_are_and_of_which_other_cycle(home):
    first, second, *_ = home.lead.goals
    reviews = (
        replace(first, key="CHAT-5", title="Take all chats", state=GoalState.PROPOSED, cycle=home.cycle,
                owner=Named("amara", "Amara Okafor")),
        replace(second, key="SUP-11", title="Train the team", state=GoalState.PROPOSED, cycle="2027-Q1", owner=None),
    )  # fmt: skip
    heading, one, two = part(drawn(replace(home, reviews=reviews)), "Waits for your review")
    assert heading.endswith("enter opens, s decides")
    assert one.startswith("\u25c8 CHAT-5 Take all chats")
    assert one.endswith("A. Okafor")
    assert two.startswith("\u25c8 SUP-11 Train the team")
    assert two.endswith("2027-Q1")
    assert not [line for line in drawn(home) if line.startswith("Waits for your review")]


def test_more_goals_to_review_than_a_home_lists_are_counted(home):
    reviews = (replace(home.lead.goals[0], state=GoalState.PROPOSED),) * 7
    lines = part(drawn(replace(home, reviews=reviews)), "Waits for your review")
    assert len(lines) == 6
    assert lines[0].endswith("and 2 more in Cycle")


def test_titles_stand_below_titles_and_short_names_of_owners_are_whole(home):
    first, second, *_ = home.lead.goals
    goals = (
        replace(first, key="SUP-2", title="Bring the wait down", owner=Named("ines", "Inês Carvalho")),
        replace(second, key="PHONE-12", title="Pick up calls", owner=Named("marta", "Marta Kowalska")),
    )
    _, one, two = part(drawn(replace(home, lead=replace(home.lead, goals=goals)), 78), "Goals of")
    assert one.index("Bring the") == two.index("Pick up")
    assert one.endswith("I. Carvalho")
    assert two.endswith("M. Kowalska")


def test_keys_and_long_units_of_what_is_due_have_their_room(home):
    due = tuple(
        replace(one, result=replace(one.result, key=key, title="Notices", current=Decimal(value), measure=measure,
                                    has_reading=True))
        for one, key, value, measure in zip(
            home.lead.due, ("CUS-1.3", "PHONE-1.12"), (108, 5), ("notices a week", "days"), strict=False
        )
    )  # fmt: skip
    _, one, *others = part(drawn(replace(home, lead=replace(home.lead, due=due)), 78), "Due and late")
    assert one.endswith("108 notices a week")
    assert all(line.index("Notices") == one.index("Notices") for line in others)


def test_what_is_in_the_way_stands_below_one_another(home):
    items = tuple(replace(in_the_way(text), key=key) for key, text in (("A-1.1", "No desk"), ("PHONE-3.1", "No vans")))
    _, one, two = part(drawn(replace(home, lead=replace(home.lead, blockers=items))), "Blockers")
    assert one.index("No desk") == two.index("No vans")


def test_where_somebody_has_no_aligned_goal_the_keys_that_help_are_said(home):
    assert drawn(home, 76, side=True)[0].endswith("a writes a goal, b nudges")
    members = tuple(replace(one, aligned=True) for one in home.lead.members)
    said = drawn(replace(home, lead=replace(home.lead, members=members)), 76, side=True)[0]
    assert said.endswith("who needs help first")


def test_the_count_of_stale_goals_leads_to_their_list(home):
    first = home.lead.goals[0]
    stale, fresh = (
        replace(home.lead, goals=tuple(replace(one, numbers=replace(one.numbers, stale=is_stale)) for one in (first,)))
        for is_stale in (True, False)
    )
    assert to_lists(home, replace(stale, teams=(Named("CARE", "Care"),))) == [
        ("1 is stale, without a word for too long: enter lists them", "stale unit:CARE")
    ]
    assert to_lists(home, replace(stale, teams=(Named("CARE", "Care"), Named("OPS", "Works")))) == [
        ("stale goals of Care: enter lists them", "stale unit:CARE"),
        ("stale goals of Works: enter lists them", "stale unit:OPS"),
    ]
    assert to_lists(home, fresh) == []


def to_lists(home, lead):
    rows = lead_rows(home, lead, 76, look=Look())[0]
    return [
        (row.draw(76).text.strip(), row.target.key)
        for row in rows
        if row.target is not None and row.target.kind == "filter"
    ]


def test_what_is_green_outside_is_read_whole_and_is_one_stop_of_the_cursor(home):
    sentence = (
        "PHONE-1.1 is green outside and red inside, 2 check-ins in a row: the owner says on track where the pace says off "
        "track; 80 % sure where less than half is left"
    )
    found = Watermelon("PHONE-1.1", "Calls picked up", sentence)
    home = replace(home, lead=replace(home.lead, watermelons=(found,)))
    _, first, second = part(drawn(home, 78), "Green outside")
    assert f"{first[12:]} {second.strip()}" == sentence.partition(": ")[2]
    rows = [
        row
        for row in lead_rows(home, home.lead, 78, look=Look())[0]
        if row.target is not None and row.target.key == "PHONE-1.1"
    ]
    assert len(rows) == 1


def test_who_read_the_own_check_ins_of_a_lead_stands_below_the_people(home):
    read = Acknowledged("CARE-1.1", "First answer", Named("olivia", "Olivia Berg"), "On time", RAISED)
    home = replace(home, lead=replace(home.lead, acknowledged=(read,)))
    lines = drawn(home, side=True)
    assert part([*lines, ""], "Read by others")[1].split() == ["15", "Nov", "CARE-1.1", "O.", "Berg:", "On", "time"]


@pytest.mark.parametrize("width", [50, 56, 58, 62, 66, 70, 74, 78, 110])
@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=60)])
def test_the_line_of_the_whole_team_is_never_cut(home, width, day):
    main, _ = home_rows(replace(home, today=day), width, look=Look(), side=True)
    line = main[0].draw(width).text.rstrip()
    assert len(line) <= width
    assert line.endswith(("on track", "at risk", "off track", "stale", "reached"))
