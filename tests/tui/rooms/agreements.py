"""What the made-up company answers about the cascade contract: five asks for a goal, in every state."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from okr.contract import contributions as contract
from okr.contract import units as units_contract
from okr.contract.base import Page, PersonRef, UnitRef
from okr.contract.search import Hit, Hits, Search
from okr.domain.contributions import Part as SharePart
from okr.domain.contributions import divide, subscribe, subscription_words
from okr.domain.errors import NotFound, RuleViolation
from okr.domain.vocabulary import ContributionState, ContributionStep, GoalState, ShareMode, UnitKind

TODAY = date(2026, 11, 18)
OPEN, COUNTERED = ContributionState.OPEN, ContributionState.COUNTERED
ACCEPTED, DECLINED = ContributionState.ACCEPTED, ContributionState.DECLINED
WITHDRAWN = ContributionState.WITHDRAWN
HEADS = {"ACME": 60, "CARE": 24, "CHAT": 9, "PROD": 14, "SALES": 12, "OPS": 10}
LEADS = {"CARE": "maria", "CHAT": "priya", "PROD": "lena", "SALES": "sam", "OPS": None}
TEAMS = {"CARE": ("CHAT",), "ACME": ("CARE", "PROD", "SALES", "OPS", "CHAT")}


@dataclass
class Row:
    """One contribution; `steps` are (step, who, days ago, share, words)."""

    number: int
    parent: str
    unit: str | None
    person: str | None
    state: ContributionState
    share: Decimal
    steps: list[tuple[ContributionStep, str, int, Decimal, str | None]]
    child: str | None = None
    version: int = 1
    title: str | None = None


@dataclass
class Agreements:
    """The contributions of one backend; tests change them."""

    rows: list[Row] = field(default_factory=list)
    may_ask: frozenset[str] = frozenset({"ada"})
    over: str | None = None


_OF: "WeakKeyDictionary[Any, Agreements]" = WeakKeyDictionary()


def of(backend: Any) -> Agreements:
    """The contributions behind a backend."""
    if backend not in _OF:
        _OF[backend] = Agreements(rows=[] if backend.company.empty else _rows())
    return _OF[backend]


def _rows() -> list[Row]:
    ask, step = ContributionStep.ASKED, ContributionStep
    d = Decimal
    return [
        Row(1, "CARE-1", "CHAT", None, ACCEPTED, d(50), [(ask, "maria", 20, d(50), "You know the queue"), (step.ACCEPTED, "priya", 17, d(50), None)], child="CHAT-1"),
        Row(2, "CARE-1", "PROD", None, COUNTERED, d(20), [(ask, "maria", 20, d(40), None), (step.COUNTERED, "lena", 4, d(20), "note")]),
        Row(3, "CARE-1", None, "tom", OPEN, d(20), [(ask, "maria", 9, d(20), "Refunds are yours")]),
        Row(4, "CARE-1", "SALES", None, DECLINED, d(10), [(ask, "maria", 20, d(10), None), (step.DECLINED, "sam", 12, d(10), "note")]),
        Row(5, "ACME-1", "OPS", None, OPEN, d(30), [(ask, "ada", 2, d(30), None)]),
    ]  # fmt: skip


def _shown(backend: Any, row: Row) -> dict[str, Any]:
    company = backend.company
    plan = company.plan(row.parent.partition(".")[0])
    last = row.steps[-1]
    offered = row.steps[0][0] is ContributionStep.OFFERED
    asker = _person(backend, row.steps[0][1])
    waits = None
    if row.state in {OPEN, COUNTERED}:
        to_taker = (row.state is COUNTERED) != offered
        waits = plan.owner if to_taker else row.person or LEADS.get(row.unit or "")
    return {
        "key": f"{plan.key}+{row.number}", "parent": row.parent, "parent_title": plan.title,
        "unit": UnitRef(key=row.unit, name=_unit_name(row.unit)) if row.unit else None,
        "person": _person(backend, row.person) if row.person else None, "offered": offered, "state": row.state,
        "title": row.title or plan.title, "share": row.share, "part": int(row.share * 10_000), "unit_of_measure": "%",
        "due": date(2026, 12, 31), "asked_by": asker, "waits_for": _person(backend, waits) if waits else None,
        "answer_due_on": TODAY - timedelta(days=1) if row.state in {OPEN, COUNTERED} else None, "reminded": row.number == 3,
        "since": _at(last[2]), "said": _words(backend, last[4]), "child": row.child,
        "child_state": GoalState.ACTIVE if row.child else None, "child_key_result": None, "version": row.version,
        "over": None if row.state is ACCEPTED else of(backend).over,
    }  # fmt: skip


def _at(days: int) -> datetime:
    return datetime(2026, 11, 18, 9, tzinfo=UTC) - timedelta(days=days)


def _words(backend: Any, words: str | None) -> str | None:
    return backend.company.note if words == "note" else words


def _person(backend: Any, handle: str) -> PersonRef:
    found: PersonRef = backend.company.person(handle)
    return found


def _unit_name(key: str | None) -> str:
    from tests.tui.company import UNITS

    return UNITS.get(key or "", key or "")


def _view(backend: Any, row: Row) -> contract.ContributionView:
    held, me = of(backend), backend.company.me
    shown = _shown(backend, row)
    waits = shown["waits_for"]
    answers = waits is not None and waits.handle == me
    may: list[str] = []
    if answers:
        may += ["accept", *(["counter"] if row.state is OPEN else []), *(["decline"] if row.state is OPEN else [])]
    if me in held.may_ask and row.state is not ACCEPTED:
        may += ["ask again", *(["withdraw"] if row.state in {OPEN, COUNTERED} else [])]
    steps = tuple(
        contract.StepView(
            number=number, step=step, title=shown["title"], share=share, due=date(2026, 12, 31), text=_words(backend, words),
            by=_person(backend, who), recorded_at=_at(days),
        )
        for number, (step, who, days, share, words) in enumerate(row.steps, start=1)
    )  # fmt: skip
    return contract.ContributionView(
        **shown, need=Decimal(100), message=_words(backend, row.steps[0][4]), steps=steps, may=tuple(may)
    )


def _find(backend: Any, key: str) -> Row:
    for row in of(backend).rows:
        if f"{row.parent.partition('.')[0]}+{row.number}" == key:
            return row
    raise NotFound(f"There is no contribution {key}.")


def _list(backend: Any, request: contract.ListContributions) -> Page[contract.ContributionRow]:
    held, me = of(backend), backend.company.me
    rows = [row for row in held.rows if request.parent in {None, row.parent, row.parent.partition(".")[0]}]
    shown = [contract.ContributionRow(**_shown(backend, row)) for row in rows]
    if request.waiting:
        shown = [row for row in shown if row.waits_for is not None and row.waits_for.handle == me]
    elif request.parent is None:
        shown = [row for row in shown if me in {row.asked_by.handle, row.waits_for and row.waits_for.handle, row.person and row.person.handle}]  # fmt: skip
    return Page[contract.ContributionRow](items=tuple(shown))


def _subscription(backend: Any, request: contract.ShowSubscription) -> contract.Subscriptions:
    plan = backend.company.plan(request.key)
    rows = [row for row in of(backend).rows if row.parent == plan.key]
    return contract.Subscriptions(
        key=plan.key,
        title=plan.title,
        parents=(_sums(plan.key, plan.title, rows),) if rows else (),
        over=of(backend).over,
    )


def _sums(key: str, title: str, rows: list[Row]) -> contract.SubscriptionView:
    sums = subscribe(
        Decimal(100),
        [SharePart(state=row.state, offered=False, asked=row.steps[0][3], share=row.share) for row in rows],
    )
    return contract.SubscriptionView(
        parent=key, title=title, need=Decimal(100), unit_of_measure="%", asked=sums.ppm(sums.asked),
        accepted=sums.ppm(sums.accepted), open=sums.ppm(sums.open), countered=sums.ppm(sums.countered),
        declined=sums.ppm(sums.declined), offered=0, given_up=0, gap=sums.gap_ppm, verdict=sums.verdict.value,
        sentence=subscription_words(sums), contributions=len(rows),
    )  # fmt: skip


def _ask(backend: Any, request: contract.AskContributions) -> contract.AskedContributions:
    held = of(backend)
    named = request.receivers or tuple(
        contract.NewReceiver(unit=key) for key in TEAMS.get(request.below or "", ()) if key != request.below
    )
    amount = request.amount or Decimal(100)
    heads = [Decimal(HEADS.get(one.unit or "", 1)) for one in named]
    weights = {
        ShareMode.EQUAL: [Decimal(1)] * len(named),
        ShareMode.PEOPLE: heads,
        ShareMode.WEIGHT: [one.weight or Decimal(0) for one in named],
    }
    shares = (
        [one.share or Decimal(0) for one in named]
        if request.shares is ShareMode.TYPED
        else divide(amount, weights[request.shares])
    )
    first = 1 + max((row.number for row in held.rows), default=0)
    new = [
        Row(first + at, request.parent, one.unit, one.person, OPEN, share, [(ContributionStep.ASKED, backend.company.me, 0, share, request.message)], title=request.title)
        for at, (one, share) in enumerate(zip(named, shares, strict=True))
    ]  # fmt: skip
    held.rows += new
    rows = [row for row in held.rows if row.parent == request.parent]
    return contract.AskedContributions(
        asked=tuple(contract.ContributionRow(**_shown(backend, row)) for row in new),
        left_out=(),
        subscription=_sums(request.parent, "", rows),
    )


def _step(step: ContributionStep, state: ContributionState) -> Any:
    def take(backend: Any, request: Any) -> contract.ContributionView:
        row = _find(backend, request.key)
        if request.version != row.version:
            raise RuleViolation(f"{request.key} was changed by somebody else at this moment; look again.")
        share = getattr(request, "share", None) or row.share
        words = getattr(request, "reason", None) or getattr(request, "message", None)
        row.steps.append((step, backend.company.me, 0, share, words))
        row.share, row.state, row.version = share, state, row.version + 1
        row.title = getattr(request, "title", None) or row.title
        if state is ACCEPTED:
            row.child = row.child or f"{row.unit or 'CARE'}-9"
        return _view(backend, row)

    return take


def _offer(backend: Any, request: contract.OfferContribution) -> contract.ContributionView:
    held = of(backend)
    number = 1 + max((row.number for row in held.rows), default=0)
    share = request.share or Decimal(10)
    step = (ContributionStep.OFFERED, backend.company.me, 0, share, request.message)
    row = Row(number, request.parent, None, backend.company.me, OPEN, share, [step], child=request.offered)
    held.rows.append(row)
    return _view(backend, row)


def _unit(key: str) -> units_contract.UnitView:
    kind = UnitKind.COMPANY if key == "ACME" else UnitKind.TEAM if key == "CHAT" else UnitKind.DIVISION
    return units_contract.UnitView(
        key=key, name=_unit_name(key), kind=kind, parent=None, lead=None, depth=1, people=3, people_below=HEADS.get(key, 1),
        goals=1, external_id=None, archived_on=None, version=1,
    )  # fmt: skip


def _units(backend: Any, request: units_contract.ListUnits) -> Page[units_contract.UnitView]:
    keys = (request.below or "ACME", *TEAMS.get(request.below or "ACME", ()))
    return Page[units_contract.UnitView](items=tuple(map(_unit, keys)))


ANSWERS: dict[type, Any] = {
    contract.ListContributions: _list,
    contract.ShowContribution: lambda backend, request: _view(backend, _find(backend, request.key)),
    contract.AskContributions: _ask,
    contract.OfferContribution: _offer,
    contract.AcceptContribution: _step(ContributionStep.ACCEPTED, ACCEPTED),
    contract.CounterContribution: _step(ContributionStep.COUNTERED, COUNTERED),
    contract.DeclineContribution: _step(ContributionStep.DECLINED, DECLINED),
    contract.AskContributionAgain: _step(ContributionStep.ASKED, OPEN),
    contract.WithdrawContribution: _step(ContributionStep.WITHDRAWN, WITHDRAWN),
}


def _search(backend: Any, request: Search) -> Hits:
    hits: Hits = backend._search(request)
    words = request.text.casefold().split()
    units = [
        Hit(kind="unit", key=key, title=_unit_name(key), detail=None)
        for key in HEADS
        if all(word in f"{key} {_unit_name(key)}".casefold() for word in words)
    ]
    return Hits(items=(*(units if not request.kinds or "unit" in request.kinds else ()), *hits.items))


OWN: dict[type, Any] = {
    contract.ShowSubscription: _subscription,
    units_contract.ShowUnit: lambda _, request: _unit(request.key),
    units_contract.ListUnits: _units,
    Search: _search,
}
"""What other rooms answer in their own way; `agreed` takes these instead."""


def agreed(company: Any = None, *, may: tuple[str, ...] = ("ask_contribution", "link_goal")) -> Any:
    """A backend whose subscriptions, units and search go with the contributions of this room."""
    from tests.tui.company import Company
    from tests.tui.fakes import FakeBackend

    company = company or Company(me="maria")
    company.may = (*company.may, *may)
    of_company = FakeBackend(company)
    of_company.answers.update(OWN)
    of(of_company).may_ask = frozenset({company.me}) if may else frozenset()
    return of_company
