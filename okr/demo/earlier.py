"""What Brightwater wanted the quarter before, how it ended, and a goal of an older list that nobody has taken over yet."""

from collections.abc import Mapping
from decimal import Decimal

from okr.contract.check_ins import NewCheckIn, RecordCheckIns
from okr.contract.cycles import CreateCycle, MoveCycle
from okr.contract.goals import LinkGoal, SetGoalState
from okr.contract.imports import ImportedCheckIn, ImportedGoal, ImportedKeyResult, ImportRecords, Place
from okr.contract.verification import TurnDay
from okr.demo.builder import Builder, last_quarter
from okr.demo.shapes import Goal, down, up
from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import CycleKind, CycleState, GoalState, LinkKind, Metric

WEEKS_READ = (4, 8, 12)
"""Once a month was enough, then."""

GOALS = (
    Goal(
        "last-answer",
        "CARE",
        "samir",
        "Answer every customer on the same day, from 20 hours down to 9",
        "Customers wrote a second time because the first mail seemed lost",
        (
            down("Time to first reply, median", "hours", "20", "9", "", values="- - - 15 - - - 11 - - - 9", cadence="monthly"),
            up("Mails with a name below them", "%", "40", "90", "", values="- - - 60 - - - 80 - - - 95", cadence="monthly"),
        ),
        area="first-reply",
    ),
    Goal(
        "last-ask",
        "SUP",
        "ines",
        "Ask 9 of 10 customers after a contact how it was",
        "Customers are the only ones who know whether we helped",
        (up("Contacts that are asked about", "%", "0", "90", "", values="- - - 30 - - - 70 - - - 91", cadence="monthly"),),
        parents={"last-answer": "1"},
    ),
    Goal(
        "last-buy",
        "PROD",
        "naomi",
        "Increase orders completed without a call from 32 % to 50 %",
        "Customers who want to order in the evening must not wait for our opening hours",
        (up("Orders completed without a call", "%", "32", "50", "", values="- - - 36 - - - 41 - - - 44", cadence="monthly"),),
        area="easy-to-buy",
    ),
    Goal(
        "last-kiosk",
        "DIG",
        "clara",
        "Open 12 order points in supermarkets",
        "Customers should be able to order where they shop",
        (up("Order points", "places", "0", "12", "", values="- - - 2 - - - 2", cadence="monthly"),),
        parents={"last-buy": "1"},
    ),
)  # fmt: skip

ENDS: Mapping[str, tuple[GoalState, str]] = {
    "last-answer": (GoalState.ACHIEVED, "Nine hours, and mails carry a name; the next step is the first hour."),
    "last-ask": (GoalState.ACHIEVED, "The question goes out by itself now."),
    "last-buy": (GoalState.MISSED, "The address check came three weeks late; 44 % is where we start again."),
    "last-kiosk": (GoalState.CANCELLED, "The supermarkets asked for a share of each order."),
}
"""How each ended, and why."""

DECIDED_BEFORE = "What became of each goal was decided when it ended; nobody gave grades then."

OLD_LIST = "improvements-2019.csv"
LEFT_OVER = "letters"


def live_through_last_quarter(built: Builder) -> None:
    """Take the quarter before from its first day to its end, and close it; what was reached stays as it was."""
    calendar = last_quarter(built.today)
    chief = built.on(None, calendar.start)
    chief.call(CreateCycle(key=calendar.key, kind=CycleKind.QUARTER, starts_on=calendar.start, ends_on=calendar.end))
    for goal in GOALS:
        built.write(goal, calendar=calendar)
    for week in WEEKS_READ:
        for goal in GOALS:
            readings = tuple(
                NewCheckIn(key=built.result_key(goal.slug, number), value=value)
                for number, result in enumerate(goal.results, start=1)
                for value in [result.readings().get(week)]
                if value is not None
            )
            if readings:
                built.on(goal.owner, calendar.due(week)).call(RecordCheckIns(check_ins=readings))
    built.on(None, calendar.end).call(TurnDay())
    for goal in reversed(GOALS):
        state, reason = ENDS[goal.slug]
        built.on(goal.owner, calendar.end).call(SetGoalState(key=built.keys[goal.slug], state=state, reason=reason))
    closing = built.on(None, built.calendar.start)
    closing.call(MoveCycle(key=calendar.key, state=CycleState.GRADING))
    closing.call(MoveCycle(key=calendar.key, state=CycleState.CLOSED, force=True, reason=DECIDED_BEFORE))


def take_over_the_old_list(built: Builder) -> None:
    """Import what is left of an older list: one goal, to which nobody's name was written."""
    calendar = built.calendar
    report = built.on(None, calendar.due(6)).call(
        ImportRecords(
            goals=(
                ImportedGoal(
                    place=Place(OLD_LIST, 7),
                    external_id=LEFT_OVER,
                    title="Answer letters about bills within 5 days",
                    why="Customers who write letters mostly have no other way to reach us",
                    unit=unit_id("BILL"),
                    cycle=calendar.key,
                ),
            ),
            key_results=(
                ImportedKeyResult(
                    place=Place(OLD_LIST, 7),
                    external_id=f"{LEFT_OVER}-share",
                    goal=LEFT_OVER,
                    title="Letters answered within 5 days",
                    metric=Metric.INCREASE,
                    unit_of_measure="%",
                    baseline=Decimal(35),
                    target=Decimal(90),
                    cadence="monthly",
                ),
            ),
            check_ins=tuple(
                ImportedCheckIn(
                    place=Place(OLD_LIST, 7),
                    key_result=f"{LEFT_OVER}-share",
                    effective_on=calendar.due(week),
                    value=Decimal(value),
                )
                for week, value in ((2, 38), (5, 44))
            ),
        )
    )
    if not report.written:
        raise RuleViolation(f"The old list was refused: {report.findings[0].message}")
    goal = built.keys[LEFT_OVER] = _key_of_the_left_over(built)
    built.on(None, calendar.due(6)).call(LinkGoal(child=goal, parent=built.keys["bills"], kind=LinkKind.SUPPORTS))


def unit_id(key: str) -> str:
    """The id of a unit in the system that people are hired in, which imports name it by."""
    return f"unit-{key.lower()}"


def _key_of_the_left_over(built: Builder) -> str:
    from okr.contract.goals import ListGoals

    found = built.on(None, built.calendar.due(6)).call(ListGoals(without_owner=True, cycle=built.calendar.key))
    return next(row.key for row in found.items if row.external_id == LEFT_OVER)
