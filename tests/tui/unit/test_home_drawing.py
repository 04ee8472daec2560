"""The home of an executive, the columns of people, and asks as rows: nothing touches, and room goes to names."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from okr.contract.homes import ShowHome
from okr.domain.vocabulary import Status
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms.agreements import agreed
from tui.drawing.agreements import ask_row
from tui.drawing.home import home_rows
from tui.drawing.home_employee import employee_rows
from tui.drawing.home_executive import executive_rows
from tui.drawing.people import org_head, org_line
from tui.gateways.agreements import Agreements
from tui.lines import Look
from tui.reading.homes import home as home_read
from tui.view_models.basics import Named
from tui.view_models.check_ins import Skip
from tui.view_models.people import OrgItem

TODAY = date(2026, 11, 18)
LABELS = 16
"""Cells in front of the columns of the heat map on 70 cells: the corner says what its glyphs mean."""


@pytest.fixture
def home():
    view = FakeBackend(Company(home="executive")).call(ShowHome(role="executive"))
    return home_read(view)


def drawn(home, width=70):
    rows, _ = executive_rows(home, home.executive, width, look=Look())
    return [row.draw(width).text.rstrip() for row in rows]


def test_names_of_divisions_go_on_in_a_second_line_before_they_are_cut(home):
    names = ("Care", "Field service", "Finance & people", "Product")
    divisions = tuple(Named(f"U{number}", name) for number, name in enumerate(names))
    lines = drawn(replace(home, executive=replace(home.executive, divisions=divisions)))
    (at,) = (number for number, line in enumerate(lines) if line.startswith("Focus areas by division"))
    assert lines[at + 1][LABELS:].split() == ["Field", "Finance", "&"]
    assert lines[at + 2][LABELS:].split() == ["Care", "service", "people", "Product"]


def test_names_that_fit_keep_to_one_line(home):
    divisions = (Named("A", "Care"), Named("B", "Field service"))
    lines = drawn(replace(home, executive=replace(home.executive, divisions=divisions)))
    (at,) = (number for number, line in enumerate(lines) if line.startswith("Focus areas by division"))
    assert lines[at + 1][LABELS:].split() == ["Care", "Field", "service"]


def test_a_name_of_one_long_word_is_cut_with_an_ellipsis_and_not_torn(home):
    divisions = tuple(Named(name, name) for name in ("Unternehmenskommunikation", "Care", "Product", "Finance"))
    lines = drawn(replace(home, executive=replace(home.executive, divisions=divisions)))
    (at,) = (number for number, line in enumerate(lines) if line.startswith("Focus areas by division"))
    assert lines[at + 2][LABELS:].split() == ["Unternehmen\u2026", "Care", "Product", "Finance"]


def test_without_a_top_goal_it_is_not_said_that_nothing_is_behind(home):
    behind = replace(home.executive, risks=(), counts={Status.OFF_TRACK: 764, Status.AT_RISK: 12})
    assert "Nothing is off track" not in "\n".join(drawn(replace(home, executive=behind)))
    assert "leads to no top goal" in "\n".join(drawn(replace(home, executive=behind)))
    fine = replace(home.executive, risks=(), counts={Status.ON_TRACK: 3})
    assert "Nothing is off track or at risk." in "\n".join(drawn(replace(home, executive=fine)))


@pytest.mark.parametrize("width", [40, 60, 78, 118])
def test_the_figures_of_a_large_company_do_not_touch(width):
    item = OrgItem("unit", "TOP", "Bench", "", Named("olivia", "Olivia Owner"), 100_001, True, 300_000, 1_000_000)
    line = org_line(item, width, look=Look(), lead="", me=None).text
    assert {"100,001", "300,000"} <= set(line.split())
    assert line.rstrip().endswith(" 100 %")
    assert org_head(width, look=Look()).text.split()[-4:] == ["people", "goals", "on", "time"]


@pytest.mark.parametrize("width", [78, 69])
def test_a_short_share_leaves_its_room_to_the_title(width):
    ask = replace(Agreements(agreed).ask("CARE-1+3").ask, title="Bring the last points that customers recommend us")
    short = replace(ask, share=Decimal(4), measure="%")
    long = replace(ask, share=Decimal(123_456), measure="kilometres")
    title = {
        share: ask_row(share, today=TODAY, look=Look(), with_parent=True).draw(width).text.partition("\u2026")[0]
        for share in (short, long)
    }
    assert len(title[short]) >= len(title[long]) + 7


@pytest.mark.parametrize(("days", "words"), [(-2, "Due now"), (0, "Due now"), (7, "Due next")])
def test_what_is_due_in_days_to_come_is_not_called_due_now(days, words):
    view = home_read(FakeBackend(Company(home="employee")).call(ShowHome(role="employee")))
    assert view.employee is not None
    due = tuple(replace(item, due_on=view.today + timedelta(days=days)) for item in view.employee.due)
    rows, _ = employee_rows(view, replace(view.employee, due=due), 78, look=Look(), root=None)
    assert rows[0].draw(78).text.startswith(words)


def test_what_was_skipped_ahead_of_its_day_is_not_called_due_now():
    view = home_read(FakeBackend(Company(home="employee")).call(ShowHome(role="employee")))
    assert view.employee is not None
    later, skip = view.today + timedelta(days=7), Skip("on holiday", "Maria", None)
    due = tuple(replace(item, due_on=later, skip=skip) for item in view.employee.due)
    rows, _ = employee_rows(view, replace(view.employee, due=due), 78, look=Look(), root=None)
    assert rows[0].draw(78).text.startswith("Due next")
    assert "skipped" in rows[1].draw(78).text


@pytest.mark.parametrize(("counts", "words"), [({Status.AT_RISK: 9}, "no top goals with"), ({}, "no goals with")])
def test_without_figures_of_the_tops_it_is_not_said_that_there_are_no_goals(home, counts, words):
    bare = replace(home, summary=None, executive=replace(home.executive, counts=counts))
    main, _ = home_rows(bare, 78, look=Look(), side=False)
    assert words in main[0].draw(78).text


def many_risks(home, count=8):
    [risk, *_] = home.executive.risks
    goals = [replace(risk.goal, key=f"{'CARE' * (1 + number % 2)}-{number}") for number in range(count)]
    risks = tuple(replace(risk, goal=goal) for goal in goals)
    return replace(home, executive=replace(home.executive, risks=risks))


def test_the_worst_are_listed_first_and_all_of_them_where_they_are_asked_for(home):
    view = many_risks(home)
    shown = {}
    for every in (False, True):
        rows, _ = executive_rows(view, view.executive, 78, look=Look(), all_risks=every)
        shown[every] = [row.draw(78).text for row in rows if row.target and row.target.kind in {"goal", "more"}]
    assert len(shown[False]) == 7
    assert shown[False][-1].strip() == "and 2 more: enter lists them"
    assert len(shown[True]) == 9
    assert shown[True][:6] == shown[False][:6]
    assert shown[True][-1].strip() == "enter leaves the worst"


def test_titles_begin_at_one_place_however_long_the_keys_are(home):
    view = many_risks(home)
    rows, _ = executive_rows(view, view.executive, 78, look=Look())
    title = view.executive.risks[0].goal.title[:12]
    lines = [row.draw(78).text for row in rows if row.target and row.target.kind == "goal"]
    assert len({line.index(title) for line in lines}) == 1


def test_behind_a_number_stand_the_goals_that_it_counts(home):
    rows, _ = executive_rows(home, home.executive, 78, look=Look())
    filters = [spot.target.key for row in rows for spot in row.draw(78).spots if spot.target.kind == "filter"]
    assert any(key.startswith("status:off-track ") for key in filters)
    assert any(key.startswith("area:") for key in filters)
    assert {key.rpartition(" ")[2] for key in filters} == {"state:active"}, "what is closed is not counted"


def test_what_a_subscription_comes_to_is_said_where_there_is_no_room_for_all(home):
    [key, shared] = next(iter(home.executive.subscriptions.items()))
    whole = replace(shared, sentence="asked 40 %, accepted 5 %, short by 95 points")
    view = replace(home.executive, subscriptions={key: whole})
    said = {}
    for width in (46, 78):
        _, aside = executive_rows(home, view, width, look=Look())
        [row] = [row for row in aside if row.target and row.target.kind == "contract"]
        said[width] = row.draw(width).text.rstrip()
    assert said[46].endswith(" short by 95 points")
    assert "asked" not in said[46]
    assert said[78].endswith(whole.sentence)


def test_a_count_has_its_word_where_there_is_room(home):
    counts = {Status.OFF_TRACK: 11, Status.AT_RISK: 17, Status.PENDING: 1, Status.ON_TRACK: 14, Status.REACHED: 1}
    lines = drawn(replace(home, executive=replace(home.executive, counts=counts, stale=1)), 78)
    assert "■ 11 off track ▲ 17 at risk ○ 1 pending ● 14 on track ★ 1 reached ◌ 1 stale" in [
        line.strip() for line in lines
    ]
