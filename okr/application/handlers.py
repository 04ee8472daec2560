"""The register of handlers: one function for each operation, found by the type of its request.

The handlers of a contract module `okr.contract.goals` stand in `okr.application.goals`, or where `ELSEWHERE` says; their
module is imported when such a request comes, so that a command loads what it needs and nothing else.
"""

import importlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from pydantic import BaseModel

from okr.application.case import ReadCase, WriteCase
from okr.contract.base import DECLARED, Model, Request
from storage.unit_of_work import Store

if TYPE_CHECKING:
    from storage.compiled import Question

Result = TypeVar("Result")
Asked = TypeVar("Asked", bound=Model)


class Shape(Enum):
    """What a handler is given."""

    READ = "a case in a reading transaction"
    WRITE = "a case in a writing transaction"
    FOUND = "a store without an organisation, to found one"
    LONG = "a store, since it takes several transactions"


class Handler(NamedTuple):
    """A registered handler. `timeout_s` replaces the limit for one statement (0: none).

    `ahead` makes of a request the questions that are asked together with who acts, which spares a round trip.
    """

    function: Callable[..., object]
    shape: Shape
    timeout_s: int | None = None
    ahead: "Callable[..., Sequence[Question]] | None" = None


class Moment(NamedTuple):
    """When something is done: the day, and the time in UTC; `day_is_fixed` where somebody set the day."""

    today: date
    now: datetime
    day_is_fixed: bool


ELSEWHERE: Mapping[str, str] = {
    "calibration.show": "calibration",
    "check-ins.due": "due",
    "check-ins.preview": "previewing",
    "contributions.accept": "contributions_answering",
    "contributions.counter": "contributions_answering",
    "contributions.decline": "contributions_answering",
    "contributions.list": "contributions_reading",
    "contributions.show": "contributions_reading",
    "contributions.subscription": "contributions_reading",
    "contributions.take-back": "contributions_taking_back",
    "cycles.missing": "cycle_life",
    "cycles.move": "cycle_life",
    "goals.carry": "carrying",
    "goals.history": "lineage",
    "goals.end-override": "overrides",
    "goals.link": "links",
    "goals.list": "goal_listing",
    "goals.move": "goal_moves",
    "goals.set-override": "overrides",
    "goals.set-state": "goal_states",
    "goals.show": "goal_reading",
    "goals.smart": "activation",
    "goals.trail": "trail",
    "goals.tree": "goal_tree",
    "goals.trends": "goal_trends",
    "goals.unlink": "links",
    "grades.list": "grading_list",
    "ledger.list": "ledger_reading",
    "key-results.feed": "feeds",
    "key-results.list": "key_result_reading",
    "key-results.show": "key_result_reading",
    "key-results.unfeed": "feeds",
    "reviews.waiting": "reviews_waiting",
    "units.below": "org_below",
}
"""Operation to the module of its handler, where that is not the one of its subject."""

_HANDLERS: dict[type[Request[object]], Handler] = {}


def reads(
    request: type[Request[Result]],
) -> Callable[[Callable[[ReadCase, Asked], Result]], Callable[[ReadCase, Asked], Result]]:
    """Register the handler of a query: `function(case, query) -> result`, in one reading transaction."""

    def register(function: Callable[[ReadCase, Asked], Result]) -> Callable[[ReadCase, Asked], Result]:
        _HANDLERS[cast(type[Request[object]], request)] = Handler(function, Shape.READ)
        return function

    return register


def writes(
    request: type[Request[Result]],
    *,
    timeout_s: int | None = None,
    ahead: "Callable[[Asked], Sequence[Question]] | None" = None,
) -> Callable[[Callable[[WriteCase, Asked], Result]], Callable[[WriteCase, Asked], Result]]:
    """Register the handler of a command: `function(case, command) -> result`, in one writing transaction.

    It never commits and may run twice, when the database asks for it. `ahead`: see `Handler`; the case has the answers.
    """

    def register(function: Callable[[WriteCase, Asked], Result]) -> Callable[[WriteCase, Asked], Result]:
        _HANDLERS[cast(type[Request[object]], request)] = Handler(function, Shape.WRITE, timeout_s, ahead)
        return function

    return register


def founds(
    request: type[Request[Result]],
) -> Callable[
    [Callable[[Store, Moment, Asked, str | None], Result]], Callable[[Store, Moment, Asked, str | None], Result]
]:
    """Register the one handler that needs no organisation yet: `function(store, moment, command, key) -> result`.

    It keeps its answer under the key by itself, since before it there is nobody to keep it for.
    """

    def register(
        function: Callable[[Store, Moment, Asked, str | None], Result],
    ) -> Callable[[Store, Moment, Asked, str | None], Result]:
        _HANDLERS[cast(type[Request[object]], request)] = Handler(function, Shape.FOUND)
        return function

    return register


def takes_long(
    request: type[Request[Result]],
) -> Callable[[Callable[[Store, ReadCase, Asked], Result]], Callable[[Store, ReadCase, Asked], Result]]:
    """Register a handler that makes its own transactions: `function(store, case, request)`; the case is only for who and when."""

    def register(
        function: Callable[[Store, ReadCase, Asked], Result],
    ) -> Callable[[Store, ReadCase, Asked], Result]:
        _HANDLERS[cast(type[Request[object]], request)] = Handler(function, Shape.LONG)
        return function

    return register


def handler_of(request: Request[Result]) -> Handler:
    """The handler of a request; its module is imported at the first need."""
    kind = cast(type[Request[object]], type(request))
    if kind not in _HANDLERS:
        importlib.import_module(f"okr.application.{module_of(kind)}")
    return _HANDLERS[kind]


def module_of(request: type[BaseModel]) -> str:
    """The module of `okr.application` that has the handler of a request."""
    subject = request.__module__.rpartition(".")[2]
    return ELSEWHERE.get(DECLARED[request].name, subject)
