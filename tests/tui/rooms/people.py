"""What the made-up company answers about its units and people, and about reorganising them."""

from typing import Any

from okr.contract.accountability import ShowAccountability
from okr.contract.base import Page
from okr.contract.people import CreatePerson, EditPerson, ListPeople, PersonView, ShowPerson
from okr.contract.portraits import OwnedGoal, Portrait, ShowPortrait
from okr.contract.reorgs import ApplyReorg, Loss, PlanReorg, ReorgChange, ReorgEffect, ReorgPlan
from okr.contract.units import CreateUnit, EditUnit, ListBelow, OrgRow, ShowUnit, UnitView
from okr.domain.errors import Conflict, NotFound
from okr.domain.vocabulary import ObjectKind, UnitKind
from tests.tui.company import Company, named, unit

BELOW = {"ACME": ("CARE", "PROD", "SALES", "OPS"), "CARE": ("CHAT",)}
LEADS = {"ACME": "ada", "CARE": "maria", "PROD": "lena", "SALES": "sam", "OPS": None, "CHAT": "priya"}
WORK_IN = {"ACME": ("ada",), "CARE": ("jonas", "maria"), "CHAT": ("priya", "tom"), "PROD": ("lena",), "SALES": ("sam",)}
MANAGERS = {"maria": "ada", "lena": "ada", "sam": "ada", "jonas": "maria", "priya": "maria", "tom": "priya"}
PAGE = 3
"""Rows of a page, so that a branch of four units has two."""


def _unit_row(company: Company, key: str, *, figures: bool) -> OrgRow:
    lead = LEADS[key]
    return OrgRow(
        unit=unit(key), kind=UnitKind.COMPANY if key == "ACME" else UnitKind.TEAM if key == "CHAT" else UnitKind.DIVISION,
        lead=company.person(lead), people={"ACME": 7, "CARE": 4, "CHAT": 2}.get(key, len(WORK_IN.get(key, ()))),
        opens=key in BELOW or key in WORK_IN, goals=3 if figures else None,
        on_time_rate={"ACME": 910_000, "CARE": 740_000, "OPS": None}.get(key, 450_000) if figures else None,
    )  # fmt: skip


def _person_row(company: Company, handle: str, *, figures: bool) -> OrgRow:
    reports = sum(1 for manager in MANAGERS.values() if manager == handle)
    return OrgRow(
        person=named(company, handle), title=_title(company, handle), people=reports, opens=False,
        goals=1 if figures else None, on_time_rate=1_000_000 if figures else None,
    )  # fmt: skip


def _title(company: Company, handle: str) -> str:
    return {"maria": "Head of Care", "jonas": "First contact", "ada": "Chief executive"}.get(handle, company.note[:40])


def _below(backend: Any, request: ListBelow) -> Page[OrgRow]:
    company: Company = backend.company
    if request.unit is None:
        return Page[OrgRow](items=(_unit_row(company, "ACME", figures=request.with_figures),))
    if company.empty:
        return Page[OrgRow](items=())
    units = [_unit_row(company, key, figures=request.with_figures) for key in BELOW.get(request.unit, ())]
    people = [_person_row(company, one, figures=request.with_figures) for one in WORK_IN.get(request.unit, ())]
    rows = [*units, *people]
    start = int(request.cursor or 0)
    following = str(start + PAGE) if start + PAGE < len(rows) else None
    return Page[OrgRow](items=tuple(rows[start : start + PAGE]), next_cursor=following)


def person_view(company: Company, handle: str) -> PersonView:
    """A person of the company."""
    if handle not in company.people_names:
        raise NotFound(f"Nobody here has the handle or e-mail '{handle}'.")
    who = named(company, handle)
    where = next((key for key, people in WORK_IN.items() if handle in people), "ACME")
    return PersonView(
        handle=who.handle, name=who.name, email=f"{handle}@northwind.example", title=_title(company, handle), unit=unit(where),
        manager=company.person(MANAGERS.get(handle)), leads=tuple(unit(key) for key, lead in LEADS.items() if lead == handle),
        reports=sum(1 for manager in MANAGERS.values() if manager == handle), goals=1, employed_from=None, employed_to=None,
        time_zone=None, competencies=("listening",), is_administrator=handle == "ada", external_id=None, version=4,
    )  # fmt: skip


def _people(backend: Any, request: ListPeople) -> Page[PersonView]:
    company: Company = backend.company
    wanted = [
        handle
        for handle, name in company.people_names.items()
        if (request.manager is None or MANAGERS.get(handle) == request.manager)
        and (request.matching or "").casefold() in name.casefold()
    ]
    if company.empty:
        wanted = []
    return Page[PersonView](items=tuple(person_view(company, handle) for handle in wanted))


def _portrait(backend: Any, request: ShowPortrait) -> Portrait:
    company: Company = backend.company
    view = person_view(company, request.handle)
    account = backend.call(ShowAccountability(unit="CARE")).unit
    owned = () if company.empty else tuple(plan for plan in company.plans if plan.owner == request.handle)
    if company.empty:
        account = account.model_copy(
            update={
                "goals": 0, "on_track": 0, "at_risk": 0, "off_track": 0, "pending": 0, "reached": 0, "on_time": 0, "late": 0,
                "missed": 0, "on_time_rate": None, "overdue": 0, "blockers": 0,
            }
        )  # fmt: skip
    return Portrait(
        person=view, cycle="2026-Q4", account=account.model_copy(update={"unit": None, "person": named(company, view.handle)}),
        goals=tuple(OwnedGoal(goal=company.goal(plan), line_of_sight=tuple(reversed(company.sight(plan)))) for plan in owned),
        has_line_of_sight=bool(owned) and request.handle != "sam", hidden=0 if company.empty else 1,
        may_edit=company.administrator or company.me == "ada",
    )  # fmt: skip


def _unit(backend: Any, request: ShowUnit) -> UnitView:
    company: Company = backend.company
    key = request.key
    above = next((parent for parent, below in BELOW.items() if key in below), None)
    row = _unit_row(company, key, figures=False)
    return UnitView(
        key=key, name=row.unit.name if row.unit else key, kind=row.kind or UnitKind.TEAM, parent=unit(above) if above else None,
        lead=row.lead, depth=0 if above is None else 1, people=len(WORK_IN.get(key, ())), people_below=row.people, goals=2,
        external_id=None, archived_on=None, version=3, may_edit=company.administrator or not {key, "ACME"}.isdisjoint(company.leads),
    )  # fmt: skip


def _plan(backend: Any, request: PlanReorg | ApplyReorg) -> ReorgPlan:
    company: Company = backend.company
    applied = isinstance(request, ApplyReorg)
    if isinstance(request, ApplyReorg) and request.state != "state-1":
        raise Conflict("The plan does not hold any more: CARE-1 changed since.", field="state")
    step = request.steps[0]
    changes = (
        ReorgChange(kind=ObjectKind.PERSON if step.what == "person" else ObjectKind.UNIT, key=step.who, title="What moves", field=str(step.action), before=None, after=step.to, why="so it was asked"),
        ReorgChange(kind=ObjectKind.GOAL, key="CARE-1", title=company.plan("CARE-1").title, field="owner", before="maria", after="ada", why="maria leaves", loses=Loss.OWNER),
    )  # fmt: skip
    effect = ReorgEffect(
        kind=ObjectKind.GOAL, key="CHAT-1", title=company.plan("CHAT-1").title, loses=Loss.REVIEWER, before="maria", after="ada"
    )  # fmt: skip
    return ReorgPlan(
        applied=applied, state="state-1", changes=changes, effects=(effect,), counts={"leavers": 1, "goals": 1},
        notes=(company.note,), hidden=2,
    )  # fmt: skip


ANSWERS: dict[type, Any] = {
    ListBelow: _below,
    ListPeople: _people,
    ShowPerson: lambda backend, request: person_view(backend.company, request.handle),
    ShowPortrait: _portrait,
    ShowUnit: _unit,
    EditPerson: lambda backend, request: person_view(backend.company, request.handle),
    CreatePerson: lambda backend, request: person_view(backend.company, "tom").model_copy(update={"name": request.name, "handle": "dana"}),
    CreateUnit: lambda backend, request: _unit(backend, ShowUnit(key="CHAT")).model_copy(update={"key": request.key or "NEW"}),
    EditUnit: lambda backend, request: _unit(backend, ShowUnit(key=request.key)),
    PlanReorg: _plan,
    ApplyReorg: _plan,
}  # fmt: skip
