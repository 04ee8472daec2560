"""What stands on top of every home: how far one's goals are, of those that count."""

from okr.contract.homes import Home, ShowHome
from okr.domain.vocabulary import GoalState
from tests.application.companies import Company
from tests.application.reading.cascade import make, result


def home(company: Company, by: str) -> Home:
    return company.call(ShowHome(), by=by)


def test_what_is_only_drafted_leaves_the_summary_as_it_is(cascade: Company) -> None:
    before = home(cascade, "emil").summary
    make(cascade, "Call back within a day", "HELP", "emil", result("Calls back", 0, 100), activate=False)
    after = home(cascade, "emil")
    assert after.employee is not None
    assert GoalState.DRAFT in {one.goal.state for one in after.employee.goals}
    assert before is not None
    assert after.summary == before
