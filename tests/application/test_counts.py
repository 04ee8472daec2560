"""What lists count: only what may be seen, with a number of statements that does not grow with the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import event, select, update

from okr.client.local import LocalBackend
from okr.contract.base import Request
from okr.contract.check_ins import RecordCheckIn
from okr.contract.cycles import ListCycles, ShowCycle
from okr.contract.focus_areas import ListFocusAreas, ShowFocusArea
from okr.contract.goals import CreateGoal
from okr.contract.grading import ListGrades
from okr.contract.key_results import NewKeyResult, ShowKeyResult
from okr.contract.organisation import EditOrganisation, ShowOrganisation
from okr.contract.people import CreatePerson, EditPerson, ListPeople, ShowPerson
from okr.contract.units import ListUnits, ShowOrgTree, ShowUnit
from okr.domain.vocabulary import Metric, Status, SurveyKind, Visibility
from storage import schema
from tests.application.companies import Company
from tests.storage.companies import add_goal

Q4 = date(2026, 10, 1)


def add_goals(company: Company, *visibilities: Visibility) -> None:
    """Goals of HELP in 2026-Q4, owned by emil, of the focus area `trust`."""

    def id_of(work, table, name, value):
        return work.connection.execute(select(table.c.id).where(table.c[name] == value)).scalar_one()

    def add(work) -> None:
        given = {
            "unit_id": id_of(work, schema.units, "prefix", "HELP"),
            "cycle_id": id_of(work, schema.cycles, "key", "2026-Q4"),
            "owner_id": id_of(work, schema.people, "handle", "emil"),
            "focus_area_id": id_of(work, schema.focus_areas, "key", "trust"),
        }
        for number, visibility in enumerate(visibilities, start=1):
            add_goal(work, number, visibility=visibility, **given)

    company.acting().store.write(add)


@contextmanager
def statements(company: Company) -> Iterator[list[str]]:
    """The statements that are carried out meanwhile."""
    seen: list[str] = []
    engine = company.acting().store.engine

    def note(*arguments) -> None:
        seen.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("by", "goals"), [("olivia", 3), ("tess", 2), ("emil", 3), ("sven", 1)])
def test_only_goals_that_may_be_seen_are_counted(company: Company, by: str, goals: int):
    add_goals(company, Visibility.ORGANISATION, Visibility.UNIT, Visibility.NAMED)
    if by == "tess":  # her lead and the management of emil show her all of them
        goals = 3

    assert company.call(ShowOrganisation(), by=by).goals == goals
    assert company.call(ShowUnit(key="HELP"), by=by).goals == goals
    assert company.call(ShowPerson(handle="emil"), by=by).goals == goals
    assert company.call(ShowCycle(key="2026-Q4"), by=by).goals == goals
    assert company.call(ShowFocusArea(key="trust"), by=by).goals == goals


@pytest.mark.parametrize(
    "query", [ListUnits(), ListPeople(), ListCycles(), ListFocusAreas(), ShowOrgTree(with_people=True)]
)
def test_a_longer_list_takes_no_more_statements(company: Company, query: Request[object]):
    company.call(query, by="tess")
    with statements(company) as few:
        company.acting().call(query)
    add_goals(company, *(Visibility.UNIT for _ in range(5)))
    for number in range(5):
        company.call(CreatePerson(name=f"New {number}", unit="HELP", manager="tess"))

    with statements(company) as many:
        company.acting().call(query)

    assert len(many) <= len(few) <= 14


def make_result(company: Company, **fields: object) -> str:
    """A key result of emil in an active goal since the quarter began; answers its key."""
    given = {
        "title": "Raise help at first call from 0 % to 100 %",
        "metric": Metric.INCREASE,
        "baseline": Decimal(0),
        "target": Decimal(100),
        "unit_of_measure": "%",
        "starts_on": Q4,
    }
    goal = company.call(
        CreateGoal(
            title="Raise the share of callers helped at once",
            unit="HELP",
            owner="emil",
            why="Customers who are helped at once stay with us.",
            focus_area="trust",
            key_results=(NewKeyResult.model_validate(given | fields),),
            activate=True,
        )
    )
    return f"{goal.key}.1"


def test_a_longer_page_of_grades_takes_no_more_statements(company: Company):
    make_result(company)
    company.call(ListGrades(cycle="2026-Q4"))
    with statements(company) as few:
        assert len(company.acting().call(ListGrades(cycle="2026-Q4")).items) == 1
    for _ in range(4):
        make_result(company)

    with statements(company) as many:
        assert len(company.acting().call(ListGrades(cycle="2026-Q4")).items) == 5

    assert len(many) <= len(few) <= 18


def tally(company: Company, key: str) -> tuple[int, int, int]:
    """The check-in periods of a key result that were kept on time, late, and missed (R14), as they are stored."""
    table, results = schema.key_result_progress, schema.key_results
    statement = select(table.c.on_time, table.c.late, table.c.missed).join(
        results, results.c.id == table.c.key_result_id
    )
    row = company.acting().store.read(lambda work: work.connection.execute(statement.where(results.c.key == key)).one())
    return row.on_time, row.late, row.missed


def test_employment_changes_which_check_ins_were_owed_at_once(company: Company):
    key = make_result(company)
    before = tally(company, key)
    company.call(EditPerson(handle="emil", employed_from=date(2026, 11, 16)))

    assert before[2] > 0
    assert tally(company, key) == (0, 0, 0)


def test_who_leaves_keeps_what_they_own(company: Company):
    key = make_result(company)

    company.call(EditPerson(handle="emil", employed_to=date(2026, 11, 17)))

    owner = company.call(ShowKeyResult(key=key)).owner
    assert owner is not None
    assert owner.handle == "emil"
    assert company.call(ShowPerson(handle="emil")).goals == 1


def test_another_least_number_of_answers_is_for_surveys_without_one_of_their_own(company: Company):
    key = make_result(company, survey=SurveyKind.NPS, unit_of_measure="points", title="Raise the NPS from 0 to 100")
    company.call(RecordCheckIn(key=key, value=Decimal(90), answers=10))
    company.call(EditOrganisation(minimum_answers=29))
    with_its_own = company.call(ShowKeyResult(key=key)).status
    results = schema.key_results
    company.acting().store.write(
        lambda work: (
            work.connection.execute(update(results).where(results.c.key == key).values(minimum_answers=None)).rowcount
        )
    )

    company.call(EditOrganisation(minimum_answers=5))

    assert with_its_own is Status.AT_RISK
    assert company.call(ShowKeyResult(key=key)).status is Status.ON_TRACK


def test_another_time_zone_of_the_company_changes_what_was_on_time_at_once(company: Company):
    key = make_result(company, cadence="FREQ=WEEKLY;BYDAY=MO", grace_days=0, starts_on=date(2026, 11, 9))
    evening = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)  # Tuesday morning in Tokyo
    backend = LocalBackend(company.url, clock=lambda: evening)
    backend.call(RecordCheckIn(key=key, value=Decimal(10), effective_on=date(2026, 11, 16)))
    before = tally(company, key)

    company.call(EditOrganisation(time_zone="Asia/Tokyo"))

    assert (before, tally(company, key)) == ((1, 0, 0), (0, 1, 0))
    backend.close()
