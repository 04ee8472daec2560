"""R16: the short way to the figures of what lies below gives what working everything out gives, whatever a company did."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, select

from okr.application.as_of import load, load_shown
from okr.application.case import ReadCase
from okr.application.pipeline import load_settings
from okr.contract.base import Command
from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import EditGoal, LinkGoal, SetGoalState, SetOverride, UnlinkGoal
from okr.contract.key_results import EditKeyResult, FeedKeyResult
from okr.domain.errors import OkrError
from okr.domain.vocabulary import Ambition, FeedMethod, GoalState, KeyResultState, LinkKind, Status
from storage.as_of import When
from storage.policy import load_actor
from storage.schema import goals, key_results
from storage.unit_of_work import ReadWork
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import DUE_ON, MADE_ON, check_in, held, make, result

TRUST = {"focus_area": "trust"}
UNITS = (("ACME", "olivia"), ("CARE", "dan"), ("HELP", "emil"), ("SALES", "sven"))
DAYS = tuple(MADE_ON + timedelta(days=days) for days in (0, 1, 9, 20, 33, 40))
MOMENTS = (
    *(When(day) for day in DAYS[2::2]),
    When(DAYS[3], datetime(2026, 11, 18, 9, 1, tzinfo=UTC)),
    When(TODAY, datetime(2026, 11, 18, 9, 2, tzinfo=UTC)),
)
ALLOWED = 15
"""Of thirty things so many at least must have been allowed, or nothing much was tested."""


def test_both_ways_to_the_past_agree(cascade: Company) -> None:
    for seed in range(2):
        assert live(cascade, random.Random(seed)) >= ALLOWED
        _require_agreement(cascade)


def test_a_reading_that_almost_reaches_the_target_does_not_reach_it(cascade: Company) -> None:
    top = make(cascade, "Reach what cannot be reached", "ACME", "olivia", result("Nearly", 0, 10_000_000), **TRUST)
    close = make(cascade, "Come close to the target", "CARE", "dan", result("Close", 0, 10_000_000), parent=top)
    lowest = make(cascade, "Come closer from below", "HELP", "emil", result("Closer", 0, 10_000_000), parent=close)
    check_in(cascade, f"{lowest}.1", 9_999_999, by="emil")
    _require_agreement(cascade)
    check_in(cascade, f"{lowest}.1", -1, by="emil")
    _require_agreement(cascade)


def _require_agreement(company: Company) -> None:
    company.acting().store.read(_compare)


def _compare(work: ReadWork) -> None:
    settings = load_settings(work)
    assert settings.owner_id is not None
    case = ReadCase(work, load_actor(work, settings.owner_id), settings, TODAY, datetime.now(UTC))
    every = list(work.connection.execute(select(goals.c.id)).scalars())
    for when in MOMENTS:
        exact = load(case, every, when)
        for one in every[::4]:
            shown = load_shown(case, [one], when, with_children=len(every) % 2 == 0)
            assert (one in shown.goals) == (one in exact.goals)
            for goal in shown.goals:
                own, worked_out = shown.evaluation.goals[goal], exact.evaluation.goals[goal]
                assert (own.figures, own.status.shown) == (worked_out.figures, worked_out.status.shown)
            if one in exact.goals:
                assert set(shown.evaluation.goals[one].children) == set(exact.evaluation.goals[one].children)
        assert load_shown(case, every, when).evaluation.goals.keys() == exact.evaluation.goals.keys()


def live(company: Company, chance: random.Random) -> int:
    """Some goals and thirty things that a company does with them, whichever are allowed; how many were."""
    for _ in range(8):
        _new_goal(company, chance)
    allowed = 0
    for _ in range(30):
        request = chance.choice(DEEDS)(company, chance)
        try:
            company.call(request, on=chance.choice(DAYS[2:]))
        except OkrError:
            continue  # what a company may not do is not what is tested here
        allowed += 1
    return allowed


def _new_goal(company: Company, chance: random.Random) -> None:
    unit, owner = chance.choice(UNITS)
    results = [
        result(f"Part {number}", chance.choice((0, 80)), chance.choice((40, 100)), weight=chance.choice((0, 1, 3)))
        for number in range(chance.randint(1, 2))
    ]
    if chance.random() < 0.4:
        results.append(held("Kept", 50, guardrail=chance.random() < 0.5))
    if chance.random() < 0.4:
        steps = ({"day": date(2026, 10, 30), "value": Decimal(30)}, {"day": date(2026, 12, 1), "value": Decimal(60)})
        results.append(result("In steps", 0, 100, checkpoints=steps))
    make(
        company,
        f"Do what customers ask for, {chance.random()}",
        unit,
        owner,
        *results,
        parent=chance.choice(_keys(company, goals)),
        weight=Decimal(chance.choice((0, 1, 2, 5))),
        ambition=chance.choice(tuple(Ambition)),
        on=chance.choice(DAYS[:3]),
    )


def _reading(company: Company, chance: random.Random) -> RecordCheckIn:
    day = chance.choice(DAYS)
    value = Decimal(chance.choice((-10, 0, 35, 50, 80, 99, 100, 140)))
    return RecordCheckIn(key=_result(company, chance), value=value, effective_on=day)


def _correction(company: Company, chance: random.Random) -> RecordCheckIn:
    key, number = _result(company, chance), chance.randint(1, 3)
    if chance.random() < 0.5:
        return RecordCheckIn(key=key, voids=number, note="A slip of the hand")
    return RecordCheckIn(key=key, value=Decimal(chance.choice((20, 90))), corrects=number, note="Counted again")


def _target(company: Company, chance: random.Random) -> EditKeyResult:
    target = Decimal(chance.choice((60, 120, 200)))
    return EditKeyResult(key=_result(company, chance), target=target, reason="We know more", effective_on=MADE_ON)


def _result_state(company: Company, chance: random.Random) -> EditKeyResult:
    return EditKeyResult(key=_result(company, chance), state=chance.choice(tuple(KeyResultState)), reason="Decided")


def _state(company: Company, chance: random.Random) -> SetGoalState:
    state = chance.choice((GoalState.PAUSED, GoalState.ACTIVE, GoalState.CANCELLED, GoalState.ACTIVE))
    return SetGoalState(key=_goal(company, chance), state=state, reason="Decided")


def _ambition(company: Company, chance: random.Random) -> EditGoal:
    return EditGoal(key=_goal(company, chance), ambition=chance.choice(tuple(Ambition)), reason="Decided")


def _override(company: Company, chance: random.Random) -> SetOverride:
    until = chance.choice((None, DUE_ON, TODAY + timedelta(days=2)))
    return SetOverride(key=_goal(company, chance), status=chance.choice(tuple(Status)), reason="We know", until=until)


def _link(company: Company, chance: random.Random) -> LinkGoal | UnlinkGoal:
    child, parent = _goal(company, chance), _goal(company, chance)
    if chance.random() < 0.3:
        return UnlinkGoal(child=child, parent=parent)
    kind = chance.choice(tuple(LinkKind))
    weight = Decimal(chance.choice((0, 1, 4))) if kind is LinkKind.CONTRIBUTES else None
    return LinkGoal(child=child, parent=parent, kind=kind, weight=weight)


def _feed(company: Company, chance: random.Random) -> FeedKeyResult:
    return FeedKeyResult(
        child=_result(company, chance), parent=_result(company, chance), method=chance.choice(tuple(FeedMethod))
    )


def _goal(company: Company, chance: random.Random) -> str:
    return chance.choice(_keys(company, goals))


def _result(company: Company, chance: random.Random) -> str:
    return chance.choice(_keys(company, key_results))


def _keys(company: Company, table: Table) -> list[str]:
    statement = select(table.c.key).order_by(table.c.key)
    return company.acting().store.read(lambda work: list(work.connection.execute(statement).scalars()))


DEEDS: tuple[Callable[[Company, random.Random], Command[Any]], ...] = (
    _reading,
    _reading,
    _reading,
    _correction,
    _target,
    _state,
    _link,
    _link,
    _override,
    _result_state,
    _ambition,
    _feed,
)
