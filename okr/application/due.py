"""What is due: mine, my team's, or all that may be seen."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from sqlalchemy import ColumnElement

from okr.application.case import ReadCase
from okr.application.finding import current_cycle, find_person
from okr.application.handlers import reads
from okr.application.key_result_views import key_result_views_by_id
from okr.application.looking_back import when_of
from okr.application.paging import page, read_cursor, write_cursor
from okr.application.skips import skips
from okr.contract.base import Page
from okr.contract.check_ins import DueItem, ListDue
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.policy import Action
from storage import due as statements
from storage.derived import AnyRow
from storage.policy import load_goal_facts

if TYPE_CHECKING:
    from storage.as_of import When

LONGEST_LOOK = 3_660
"""Days that a list looks ahead or back at most: ten years; beyond it the calendar itself would end."""


@reads(ListDue)
def list_due(case: ReadCase, query: ListDue) -> Page[DueItem]:
    """Key results of active goals whose next check-in is due by today plus `within_days`; the longest overdue first.

    What ended before the cycle began that today lies in comes after all others: it says what was left open, not what to do now.

    *Mine* are those that I own, and those without an owner of goals that I own or am delegate of; `person` asks for
    somebody else's. *Team* are those of the units that I lead and of the people below me.
    """
    if abs(query.within_days) > LONGEST_LOOK:
        raise InvalidInput(f"within_days: at most {LONGEST_LOOK} days are looked ahead.", field="within_days")
    when = when_of(case, query)
    if when is not None:
        return _due_on(case, query, when)
    whose, of_many = _whose(case, query)
    began = began_on(case)
    found = statements.page(
        case.work,
        case.actor,
        *whose,
        after=cast("statements.Place | None", read_cursor(query.cursor, bool, date, str, int, int)),
        through=case.today + timedelta(days=query.within_days),
        limit=query.limit + 1,
        of_many=of_many,
        began=began,
    )
    return page(
        found,
        query.limit,
        items=lambda rows: due_items(case, rows, began=began),
        cursor=lambda row: write_cursor(row.due_on < began, row.next_due_on, row.prefix, row.goal_number, row.number),
    )


def _due_on(case: ReadCase, query: ListDue, when: "When") -> Page[DueItem]:
    """What was due on a day (R16)."""
    from okr.application.past_company import EVERYBODY, PastOrganisation, Wanted, answered_on

    person = None if query.person is None else find_person(case, query.person).id

    def whose(place: PastOrganisation) -> Wanted:
        if person is not None:
            return place.mine(person)
        if query.scope == "all":
            return EVERYBODY
        return (place.team_of if query.scope == "team" else place.mine)(case.actor.person_id)

    found = answered_on(case, query, when, wanted=whose, answer=list_due)
    return found.model_copy(update={"items": only_looked_at(found.items)})


def only_looked_at(items: Sequence[DueItem]) -> tuple[DueItem, ...]:
    """What was due on a day that is over: nobody checks in to it any more."""
    return tuple(item.model_copy(update={"may_check_in": False}) for item in items)


def began_on(case: ReadCase) -> date:
    """The day on which the cycle began that today lies in; today, where there is none or it only begins."""
    try:
        return min(case.today, cast("date", current_cycle(case, case.today).starts_on))
    except RuleViolation:
        return case.today


def due_items(case: ReadCase, rows: Sequence[AnyRow], *, began: date) -> tuple[DueItem, ...]:
    """What is due, in the order given, from rows of `storage.due.page`; what ended before a day is over."""
    views = key_result_views_by_id(case, [row.id for row in rows])
    facts = load_goal_facts(case.work, {row.goal_id for row in rows})
    skipped = skips(case, {row.id: row.next_due_on for row in rows}, views)
    return tuple(
        DueItem(
            key_result=views[row.id],
            due_on=row.next_due_on,
            days_late=max(0, (case.today - row.next_due_on).days),
            may_check_in=case.may(Action.CHECK_IN, facts[row.goal_id]),
            skipped=skipped.get(row.id),
            over=row.due_on < began,
        )
        for row in rows
    )


def _whose(case: ReadCase, query: ListDue) -> tuple[list[ColumnElement[bool]], bool]:
    """The conditions for what is asked about, and whether they leave a large part of the company."""
    conditions: list[ColumnElement[bool]] = []
    of_many = True
    if query.scope == "team" and not statements.leads_all(case.actor):
        conditions.append(statements.of_team(case.work, case.actor))
        of_many = statements.leads_many(case.work, case.actor)
    if query.person is not None or query.scope == "mine":
        person = case.actor.person_id if query.person is None else find_person(case, query.person).id
        of_many = statements.owns_many(case.work, person)
        few_or_many = statements.of_owner_of_many(person) if of_many else statements.of_owner_of_few(case.work, person)
        conditions.append(few_or_many)
    return conditions, of_many
