"""The organisation, a person and a unit, made of what the contract answers."""

from okr.contract.accountability import AccountabilityReport
from okr.contract.base import Page
from okr.contract.goal_rows import GoalRow
from okr.contract.people import PersonView
from okr.contract.portraits import Portrait
from okr.contract.reorgs import ReorgPlan
from okr.contract.units import OrgRow, UnitView
from tui.reading.accountability import account
from tui.reading.basics import clean, maybe, text, unit
from tui.reading.goals import goal, parent
from tui.view_models.accountability import AccountRow
from tui.view_models.people import (
    OrgItem,
    OrgPage,
    OwnedItem,
    PersonCard,
    PersonItem,
    PersonPage,
    Reorg,
    ReorgEffectLine,
    ReorgLine,
    UnitCard,
    UnitItem,
)


def org_page(page: Page[OrgRow]) -> OrgPage:
    """What stands directly below a unit."""
    return OrgPage(tuple(map(_org_item, page.items)), page.next_cursor)


def _org_item(row: OrgRow) -> OrgItem:
    if row.unit is not None:
        return OrgItem(
            kind="unit",
            key=clean(row.unit.key),
            name=clean(row.unit.name),
            detail=row.kind.value if row.kind else "",
            lead=maybe(row.lead),
            people=row.people,
            opens=row.opens,
            goals=row.goals,
            on_time_ppm=row.on_time_rate,
        )
    return OrgItem(
        kind="person",
        key=clean(row.person.handle) if row.person else "",
        name=clean(row.person.name) if row.person else "",
        detail=text(row.title) or "",
        lead=None,
        people=row.people,
        opens=False,
        goals=row.goals,
        on_time_ppm=row.on_time_rate,
    )


def person_item(view: PersonView) -> PersonItem:
    """A person."""
    return PersonItem(
        handle=clean(view.handle),
        name=clean(view.name),
        email=text(view.email),
        title=text(view.title),
        unit=unit(view.unit) if view.unit else None,
        manager=maybe(view.manager),
        leads=tuple(map(unit, view.leads)),
        reports=view.reports,
        goals=view.goals,
        employed_from=view.employed_from,
        employed_to=view.employed_to,
        competencies=tuple(map(clean, view.competencies)),
        is_administrator=view.is_administrator,
        version=view.version,
    )


def person_page(page: Page[PersonView]) -> PersonPage:
    """People by name."""
    return PersonPage(tuple(map(person_item, page.items)), page.next_cursor)


def person_card(view: Portrait, reports: Page[PersonView]) -> PersonCard:
    """A person in one look."""
    return PersonCard(
        person=person_item(view.person),
        cycle=clean(view.cycle),
        goals=tuple(OwnedItem(goal(one.goal), tuple(map(parent, one.line_of_sight))) for one in view.goals),
        account=account(view.account),
        has_line_of_sight=view.has_line_of_sight,
        hidden=view.hidden,
        may_edit=view.may_edit,
        reports=person_page(reports),
    )


def unit_item(view: UnitView) -> UnitItem:
    """A unit."""
    return UnitItem(
        key=clean(view.key),
        name=clean(view.name),
        kind=view.kind.value,
        parent=unit(view.parent) if view.parent else None,
        lead=maybe(view.lead),
        people=view.people,
        people_below=view.people_below,
        archived_on=view.archived_on,
        version=view.version,
    )


def unit_card(view: UnitView, *, goals: Page[GoalRow], below: Page[OrgRow]) -> UnitCard:
    """A unit in one look, before anything is counted."""
    return UnitCard(
        unit=unit_item(view),
        account=None,
        goals=tuple(map(goal, goals.items)),
        more_goals=goals.next_cursor is not None,
        below=org_page(below),
        may_edit=bool(view.may_edit),
    )


def unit_account(report: AccountabilityReport) -> AccountRow:
    """How a unit with all below it keeps its check-ins."""
    return account(report.unit)


def reorg(plan: ReorgPlan) -> Reorg:
    """What a reorganisation would do."""
    return Reorg(
        applied=plan.applied,
        state=plan.state,
        changes=tuple(
            ReorgLine(
                kind=one.kind.value,
                key=clean(one.key),
                title=clean(one.title),
                field=clean(one.field),
                before=text(one.before),
                after=text(one.after),
                loses=one.loses.value if one.loses else None,
            )
            for one in plan.changes
        ),
        effects=tuple(
            ReorgEffectLine(
                one.kind.value, clean(one.key), clean(one.title), one.loses.value, clean(one.before), clean(one.after)
            )
            for one in plan.effects
        ),
        counts={clean(word): count for word, count in plan.counts.items()},
        notes=tuple(map(clean, plan.notes)),
        hidden=plan.hidden,
    )
