"""Blockers of check-ins from before blockers waited for an answer wait for one after the upgrade."""

from decimal import Decimal

from sqlalchemy import delete, text

from okr.contract.blockers import AnswerBlocker, ListBlockers
from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import SetGoalState
from okr.domain.vocabulary import GoalState
from storage import migrate, schema
from storage.engine import parse_url
from storage.unit_of_work import WriteWork
from tests.application.companies import Company
from tests.application.goal_company import make_goal


def back_to_the_third_schema(company: Company) -> None:
    """The rows and indexes as they were before the fourth migration; no table has changed since."""

    def forget(work: WriteWork) -> None:
        work.connection.execute(delete(schema.blockers))
        for later in ("carried_goals", "results_without_reading"):
            work.connection.execute(text(f"DROP INDEX {later}"))
        if work.is_postgresql:
            work.connection.execute(text("DROP INDEX ix_key_result_progress_goal_id"))
            work.connection.execute(text("CREATE INDEX results_of_goals ON key_result_progress (goal_id)"))
        work.connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))

    company.acting().store.write(forget)
    company.close()


def blocked(company: Company, key: str, words: str | None) -> None:
    company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(8), blocker=words), by="emil")


def test_the_newest_blocker_of_what_is_under_way_waits_for_an_answer(company: Company) -> None:
    stuck, freed, given_up = (make_goal(company, f"Answer customers in way {n}", activate=True).key for n in range(3))
    blocked(company, stuck, "An older one")
    blocked(company, stuck, "Two desks are empty")
    blocked(company, freed, "No tool yet")
    blocked(company, freed, None)
    blocked(company, given_up, "Nobody wants it")
    company.call(SetGoalState(key=given_up, state=GoalState.CANCELLED, reason="Nobody wants it"), by="emil")
    back_to_the_third_schema(company)

    migrate.upgrade(parse_url(company.url))

    (found,) = company.call(ListBlockers(scope="all")).items
    assert (found.key, found.text) == (f"{stuck}.1#2", "Two desks are empty")
    assert found.owner is not None
    assert found.owner.handle == "tess"
    assert (
        company.call(AnswerBlocker(key=found.key, answer="Two come on Monday"), by="tess").answer
        == "Two come on Monday"
    )


def test_without_a_company_nothing_waits(sqlite_url: str) -> None:
    migrate.create(parse_url(sqlite_url))
    assert migrate.upgrade(parse_url(sqlite_url)) is None
