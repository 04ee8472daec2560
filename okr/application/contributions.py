"""Contributions are asked for and offered, asked for again, and taken back. Answers and lists are beside this."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.contributions_accepting import require_shareable
from okr.application.contributions_new import id_of, new_row, write_new
from okr.application.contributions_reading import contribution_rows, subscription_of, view_by_id
from okr.application.contributions_receivers import Receiver, find_receivers, shares_of
from okr.application.contributions_steps import (
    FoundContribution,
    accept_due,
    accept_share,
    accept_terms,
    accept_words,
    decide_step,
    find_to_step,
    lead_above,
    require_time_to_agree,
    write_step,
)
from okr.application.feeds import require_feed
from okr.application.finding import FoundGoal, FoundKeyResult, find_goal_or_key_result
from okr.application.handlers import writes
from okr.application.links import require_link
from okr.application.notices import Notice, notify, notify_each
from okr.contract.contributions import (
    AskContributionAgain,
    AskContributions,
    AskedContributions,
    ContributionView,
    OfferContribution,
    WithdrawContribution,
)
from okr.domain.contributions import OBJECTIVE_NEED, need_of
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.numbers import difference
from okr.domain.policy import Action
from okr.domain.states import require_open_goal
from okr.domain.text import accept_title
from okr.domain.vocabulary import ContributionState, ContributionStep, LinkKind, ObjectKind
from storage import contribution_reading, schema
from storage import contributions as statements
from storage import goals as goal_statements
from storage.rows import AnyRow, lock_row
from storage.tables.agreements import contributions


class _Parent(NamedTuple):
    """A goal that contributions are for, or one of its key results."""

    goal: FoundGoal
    result: FoundKeyResult | None

    @property
    def row(self) -> AnyRow:
        return self.goal.row if self.result is None else self.result.row

    @property
    def key_result_id(self) -> UUID | None:
        return None if self.result is None else self.result.id


@writes(AskContributions)
def ask_contributions(case: WriteCase, command: AskContributions) -> AskedContributions:
    """Ask everybody in one transaction; whoever is asked is told, and sees key, title and need of the parent."""
    parent = _find_parent(case, command.parent)
    case.require(Action.ASK_CONTRIBUTION, parent.goal.facts)
    need = _need(case, parent)
    lock_row(case.work, schema.goals, parent.goal.id)
    asked = find_receivers(case, command, parent.goal.id, parent.key_result_id)
    shares = shares_of(case, command, asked.receivers, need)
    goal = parent.goal.row
    due_on = parent.row.due_on
    if command.due_on is not None:
        due_on = accept_due(command.due_on, starts_on=goal.starts_on, last=due_on, parent=parent.row.key)
    terms = {
        "title": goal.title if command.title is None else accept_title(command.title),
        "due_on": due_on,
        "message": accept_words(command.message, field="message"),
    }
    first = statements.next_number(case.work, parent.goal.id)
    rows = [
        new_row(
            case,
            ContributionStep.ASKED,
            number=first + place,
            parent_goal_id=parent.goal.id,
            parent_key_result_id=parent.key_result_id,
            unit_id=one.id if one.unit is not None else None,
            person_id=one.id if one.unit is None else None,
            share=share,
            **terms,
        )
        for place, (one, share) in enumerate(zip(asked.receivers, shares, strict=True))
    ]
    write_new(case, {f"{goal.key}+{row['number']}": row for row in rows})
    _tell_receivers(case, parent, asked.receivers, rows)
    low = contributions.c.number >= first
    written = contribution_reading.page(
        case.work,
        contributions.c.parent_goal_id == parent.goal.id,
        low,
        order=contribution_reading.ORDER,
        limit=len(rows),
    )
    return AskedContributions(
        asked=tuple(contribution_rows(case, [FoundContribution(row) for row in written])),
        left_out=tuple(asked.left_out),
        subscription=subscription_of(case, goal, None if parent.result is None else parent.result.row),
    )


@writes(OfferContribution)
def offer_contribution(case: WriteCase, command: OfferContribution) -> ContributionView:
    """Offer what one answers for to a parent that one sees; nothing is tied before its owner accepts."""
    child, parent = _find_parent(case, command.offered), _find_parent(case, command.parent)
    case.require(Action.LINK_GOAL, child.goal.facts)
    share = accept_share(command.share)
    if child.result is None:
        if parent.result is not None:
            raise InvalidInput(
                f"Only a key result feeds {parent.row.key}; offer one of {child.row.key} that is measured alike.",
                hint=f"For example okr goal offer {child.row.key}.1 --to {parent.row.key}.",
                field="offered",
            )
        require_link(case, child.goal, parent.goal, LinkKind.CONTRIBUTES)
    else:
        if parent.result is None:
            raise InvalidInput(
                f"A key result feeds a key result, and {parent.row.key} is a goal; offer {child.goal.row.key}.",
                field="offered",
            )
        _need(case, parent)
        require_feed(case, child.result, parent.result)
        share = share or _moved(child.result.row)
    lock_row(case.work, schema.goals, parent.goal.id)
    known = statements.open_offer(case.work, child.goal.id, parent.goal.id)
    if known is not None:
        raise RuleViolation(
            f"{child.goal.row.key} is offered to {parent.goal.row.key} already: {parent.goal.row.key}+{known.number}."
        )
    number = statements.next_number(case.work, parent.goal.id)
    row = new_row(
        case,
        ContributionStep.OFFERED,
        number=number,
        parent_goal_id=parent.goal.id,
        parent_key_result_id=parent.key_result_id,
        unit_id=None,
        person_id=child.goal.row.owner_id or case.actor.person_id,
        title=child.goal.row.title,
        share=share,
        due_on=child.row.due_on,
        message=accept_words(command.message, field="message"),
        child_goal_id=child.goal.id,
        child_key_result_id=child.key_result_id,
    )
    key = f"{parent.goal.row.key}+{number}"
    write_new(case, {key: row})
    words = f"{case.actor.name} offers {child.row.key} to {parent.row.key} as {key}: {child.row.title}"
    notify(case, (parent.goal.row.owner_id, parent.goal.row.delegate_id), ObjectKind.CONTRIBUTION, key, words)
    return view_by_id(case, id_of(row))


@writes(AskContributionAgain)
def ask_again(case: WriteCase, command: AskContributionAgain) -> ContributionView:
    """Ask again, on the same terms or others; the steps before stay as they were."""
    found = find_to_step(case, command.key, ContributionStep.ASKED, version=command.version)
    _require_receiver(case, found)
    terms = accept_terms(found, share=command.share, due_on=command.due_on, title=command.title)
    if found.row.state is ContributionState.OPEN and not terms:
        raise RuleViolation(f"{found.key} is asked for on these terms already; change one of them.")
    message = accept_words(command.message, field="message")
    others = {"asked_by_id": case.actor.person_id} | ({} if message is None else {"message": message})
    write_step(case, decide_step(case, found, ContributionStep.ASKED, terms=terms, text=message, others=others))
    return view_by_id(case, found.id)


@writes(WithdrawContribution)
def withdraw_contribution(case: WriteCase, command: WithdrawContribution) -> ContributionView:
    """Take back what is not agreed yet."""
    found = find_to_step(case, command.key, ContributionStep.WITHDRAWN, version=command.version)
    reason = accept_words(command.reason, field="reason")
    write_step(case, decide_step(case, found, ContributionStep.WITHDRAWN, text=reason))
    return view_by_id(case, found.id)


def _find_parent(case: WriteCase, key: str) -> _Parent:
    """The goal or key result of a key, in a goal and a cycle that are open."""
    found = find_goal_or_key_result(case, key)
    parent = _Parent(found.goal, found) if isinstance(found, FoundKeyResult) else _Parent(found, None)
    row = parent.goal.row
    require_open_goal(row.key, row.state)
    cycle = goal_statements.cycle_row(case.work, row.cycle_id)
    require_time_to_agree(row.key, cycle.key, cycle.state)
    return parent


def _need(case: WriteCase, parent: _Parent) -> Decimal:
    """What the parent needs; refused where it cannot be shared, or has readings of its own that would not count any more."""
    if parent.result is None:
        return OBJECTIVE_NEED
    row = parent.result.row
    require_shareable(case, row)
    return need_of(row.metric, row.baseline, row.target, key=row.key)


def _tell_receivers(
    case: WriteCase, parent: _Parent, receivers: Sequence[Receiver], rows: Sequence[dict[str, object]]
) -> None:
    """Tell each person who was asked, and of each unit its lead, or else the nearest above."""
    leads = {one.unit.lead_id for one in receivers if one.unit is not None and one.unit.lead_id is not None}
    working = statements.working(case.work, leads, on=case.today)
    told = []
    for one, row in zip(receivers, rows, strict=True):
        if one.person is not None:
            person_id: UUID | None = one.person.id
        elif one.unit is not None and one.unit.lead_id in working:
            person_id = one.unit.lead_id
        else:
            person_id = None if one.unit is None else lead_above(case, one.unit.path)
        if person_id is not None:
            key = f"{parent.goal.row.key}+{row['number']}"
            words = f"{case.actor.name} asks {one.name} to contribute to {parent.row.key} as {key}: {row['title']}"
            told.append(Notice(person_id, ObjectKind.CONTRIBUTION, key, words))
    notify_each(case, told)


def _require_receiver(case: WriteCase, found: FoundContribution) -> None:
    """Refuse to ask again whoever is not there any more."""
    row = found.row
    if row.unit_archived_on is not None:
        raise RuleViolation(f"{row.unit_prefix} was archived on {row.unit_archived_on}; ask another unit.")
    if row.person_employed_to is not None and row.person_employed_to < case.today:
        raise RuleViolation(f"{row.person_name} left on {row.person_employed_to}; ask somebody who works here.")


def _moved(row: AnyRow) -> Decimal | None:
    """What a key result moves, where that is a number."""
    if row.baseline is None or row.target is None:
        return None
    return abs(difference(row.target, row.baseline))
