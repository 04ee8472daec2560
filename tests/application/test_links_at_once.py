"""Several people at once: no two links close a circle together, no key is given twice, no sum loses a child."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Barrier

from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import CreateGoal, LinkGoal, ShowGoal
from okr.contract.key_results import FeedKeyResult
from okr.domain.errors import RuleViolation
from tests.application.companies import Company
from tests.application.goal_company import make_goal, make_top, reply_time

PAIRS = 6
PEOPLE = ("olivia", "dan", "tess", "emil")


def at_once(attempts: Sequence[Callable[[], object]]) -> list[object]:
    """The answers, or the refusals, of things that are done at the same moment."""
    barrier = Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return attempt()
        except RuleViolation as refused:
            return refused

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def link(company: Company, child: str, parent: str, *, by: str) -> object:
    return company.call(LinkGoal(child=child, parent=parent), by=by)


def feed(company: Company, child: str, parent: str, *, by: str) -> object:
    return company.call(FeedKeyResult(child=child, parent=parent), by=by)


def test_of_two_links_that_close_a_circle_together_one_is_refused(company: Company):
    for handle in ("emil", "tess"):
        company.acting(handle)
    for number in range(PAIRS):
        one, other = (make_goal(company, f"Answer customers of kind {number} by {part}") for part in ("mail", "phone"))
        answers = at_once(
            (
                partial(link, company, one.key, other.key, by="emil"),
                partial(link, company, other.key, one.key, by="tess"),
            )
        )
        assert [isinstance(answer, RuleViolation) for answer in answers].count(True) == 1


def test_of_a_feed_and_a_link_that_count_twice_together_one_is_refused(company: Company):
    for handle in ("olivia", "tess"):
        company.acting(handle)
    top = make_top(company)
    for number in range(PAIRS):
        goal = make_goal(company, f"Answer customers of kind {number}")
        answers = at_once(
            (
                partial(link, company, goal.key, top.key, by="tess"),
                partial(feed, company, f"{goal.key}.1", f"{top.key}.1", by="olivia"),
            )
        )
        assert [isinstance(answer, RuleViolation) for answer in answers].count(True) == 1


def test_goals_that_are_made_at_once_get_keys_of_their_own_and_all_count(company: Company):
    for handle in PEOPLE:
        company.acting(handle)
    top = make_top(company, key_results=(reply_time(weight=Decimal(0)),))
    command = CreateGoal(
        title="Answer customers faster",
        unit="HELP",
        why="They wait less for us",
        owner="emil",
        parent=top.key,
        key_results=(reply_time(),),
        activate=True,
    )
    attempts = [lambda who=who: company.call(command, by=who).key for who in PEOPLE for _ in range(2)]

    keys = sorted(str(key) for key in at_once(attempts))

    assert keys == [f"HELP-{number}" for number in range(1, 9)]
    company.call(RecordCheckIn(key="HELP-1.1", value=Decimal(4)), by="emil")
    assert company.call(ShowGoal(key=top.key)).progress == 125_000
