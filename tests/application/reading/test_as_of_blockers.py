"""R16: what stood in the way on a day, and who had to answer it then."""

from datetime import date, timedelta
from typing import Any

import pytest

from okr.contract.blockers import AnswerBlocker, AssignBlocker, ListBlockers, ReopenBlocker
from okr.contract.goals import EditGoal
from okr.contract.verification import TurnDay
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import BlockerState
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import check_in

NEXT_WEEK = TODAY + timedelta(days=7)
LATER = TODAY + timedelta(days=9)
PEOPLE = ("olivia", "dan", "tess", "emil", "sara", "sven")
QUERIES = (
    *(ListBlockers(scope=scope) for scope in ("mine", "team", "all")),
    ListBlockers(scope="all", key="HELP-1"),
    ListBlockers(scope="all", person="sven"),
    ListBlockers(scope="all", state=BlockerState.ANSWERED),
)


def _asked(company: Company, *, on: date, as_of: date | None = None) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found = {}
    for by in PEOPLE:
        for query in QUERIES:
            page = company.call(query.model_copy(update={"as_of": as_of}), by=by, on=on)
            found[by, repr(query)] = [one.model_dump(mode="json", exclude={"version"}) for one in page.items]
    return found


def test_blockers_of_a_past_day_are_those_of_that_day(cascade: Company) -> None:
    """HELP-1.1#3 is sven's to answer on the first day, then dan's, then answered; SALES-1.1#1 climbs; SALES-2.1#2 opens again."""
    check_in(cascade, "HELP-1.1", 78, by="emil", blocker="Nobody answers")
    cascade.call(AssignBlocker(key="HELP-1.1#3", owner="sven"), by="tess")
    check_in(cascade, "SALES-1.1", 5, by="sven", blocker="No list of customers")
    check_in(cascade, "SALES-2.1", 40, by="sara", blocker="Too few of us")
    cascade.call(AnswerBlocker(key="SALES-2.1#2", answer="Two will come"), by="olivia")
    first = _asked(cascade, on=TODAY)
    assert [one["key"] for one in first["sven", repr(QUERIES[0])]] == ["HELP-1.1#3", "SALES-1.1#1"]

    cascade.call(TurnDay(), on=NEXT_WEEK)
    cascade.call(AssignBlocker(key="HELP-1.1#3", owner="dan"), by="tess", on=NEXT_WEEK)
    cascade.call(ReopenBlocker(key="SALES-2.1#2"), by="sara", on=NEXT_WEEK)
    second = _asked(cascade, on=NEXT_WEEK)
    assert second != first

    cascade.call(AnswerBlocker(key="HELP-1.1#3", answer="Somebody will"), by="dan", on=LATER)
    check_in(cascade, "SALES-1.1", 9, by="sven", on=LATER, blocker="Still no list")
    cascade.call(EditGoal(key="HELP-1", owner="tess", reason="Emil has gone"), on=LATER)
    for day, then in ((TODAY, first), (NEXT_WEEK, second)):
        found = _asked(cascade, on=LATER, as_of=day)
        for asked, expected in then.items():
            assert found[asked] == expected, (day, asked)


def test_blockers_of_a_day_in_the_future_are_refused(cascade: Company) -> None:
    with pytest.raises(InvalidInput, match="is in the future"):
        cascade.call(ListBlockers(as_of=LATER))
