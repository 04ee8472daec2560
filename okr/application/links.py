"""Goals are tied to parent objectives and untied; the graph stays free of cycles, and nothing counts twice (R2, R4)."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.chains import named_chain
from okr.application.cycle_guard import cycle_of, find_goal_to_change, require_not_graded
from okr.application.editing import Found, change, effective_day
from okr.application.finding import FoundGoal
from okr.application.goal_reading import goal_view
from okr.application.handlers import writes
from okr.application.levels import relevel
from okr.application.propagation import propagate
from okr.contract.goals import GoalView, LinkGoal, UnlinkGoal
from okr.domain.errors import NotFound, RuleViolation
from okr.domain.graph import find_cycle
from okr.domain.numbers import WEIGHT_SCALE, weight_units
from okr.domain.policy import Action
from okr.domain.states import require_open_goal
from okr.domain.vocabulary import LinkKind, ObjectKind
from storage import feeds as feed_statements
from storage import links as statements
from storage import schema
from storage.history import remember
from storage.locks import lock_graph
from storage.policy import load_goal_facts
from storage.rows import insert_row
from storage.types import new_id


class LinkEnds(NamedTuple):
    """The goals that a link ties, and how it is named in the audit."""

    child_id: UUID
    parent_id: UUID
    key: str


@writes(LinkGoal)
def link_goal(case: WriteCase, command: LinkGoal) -> GoalView:
    """Tie a goal to a parent, or change how; of an existing link stays what is left out."""
    lock_graph(case.work, "goals")
    child, parent = _both(case, command)
    case.require(Action.LINK_GOAL, child.facts)
    known = statements.link_between(case.work, child.id, parent.id)
    if known is None:
        effective_on = effective_day(case, command.effective_on)
        add_link(case, child, parent, kind=command.kind, weight=command.weight, effective_on=effective_on)
    else:
        _change_link(case, known, child, parent, command)
    relevel(case, [child.id])
    propagate(case, goals=[child.id, parent.id])
    return goal_view(case, child.id)


@writes(UnlinkGoal)
def unlink_goal(case: WriteCase, command: UnlinkGoal) -> GoalView:
    """Untie a goal from a parent."""
    lock_graph(case.work, "goals")
    child, parent = _both(case, command)
    case.require(Action.LINK_GOAL, child.facts)
    known = statements.link_between(case.work, child.id, parent.id)
    if known is None:
        raise NotFound(f"{child.row.key} is not linked to {parent.row.key}.", hint=_parents(case, child))
    require_open_goal(child.row.key, child.row.state)
    end_link(case, known, key=link_key(child, parent), effective_on=command.effective_on)
    relevel(case, [child.id])
    propagate(case, goals=[child.id, parent.id])
    return goal_view(case, child.id)


def _both(case: WriteCase, command: LinkGoal | UnlinkGoal) -> tuple[FoundGoal, FoundGoal]:
    """Child and parent; refused where the cycle of one of them is closed, or its scores are being drawn."""
    found = find_goal_to_change(case, command.child), find_goal_to_change(case, command.parent)
    for goal in found:
        require_not_graded(cycle_of(case, goal.row), f"Another link of {goal.row.key}")
    return found


def add_link(
    case: WriteCase,
    child: FoundGoal,
    parent: FoundGoal,
    *,
    kind: LinkKind,
    weight: Decimal | None,
    effective_on: date,
) -> None:
    """Write a new link where the rules allow it. The caller holds the graph and has the rights; levels and roll-up follow."""
    _require_allowed(case, child, parent, kind)
    units = WEIGHT_SCALE if weight is None else weight_units(weight)
    ends = LinkEnds(child.id, parent.id, link_key(child, parent))
    write_link(case, ends, kind=kind, weight_units=units, effective_on=effective_on)


def require_link(case: ReadCase, child: FoundGoal, parent: FoundGoal, kind: LinkKind) -> None:
    """Refuse a new link that is there already, or that the rules do not allow."""
    if statements.link_between(case.work, child.id, parent.id) is not None:
        raise RuleViolation(f"{child.row.key} is linked to {parent.row.key} already.", field="parent")
    _require_allowed(case, child, parent, kind)


def write_link(case: WriteCase, ends: LinkEnds, *, kind: LinkKind, weight_units: int, effective_on: date) -> None:
    """Write a new link that breaks no rule."""
    insert_row(
        case.work,
        schema.goal_links,
        link_row(case, ends, kind=kind, weight_units=weight_units, effective_on=effective_on),
    )


def link_row(
    case: WriteCase, ends: LinkEnds, *, kind: LinkKind, weight_units: int, effective_on: date
) -> dict[str, object]:
    """The row of a new link, noted for the audit: one of a goal that is made just now closes no circle, and counts once."""
    link_id = new_id()
    row: dict[str, object] = {
        "id": link_id,
        "child_id": ends.child_id,
        "parent_id": ends.parent_id,
        "kind": kind,
        "weight_units": weight_units,
        "effective_on": effective_on,
        "recorded_at": case.now,
        "version": 1,
    }
    case.record(ObjectKind.LINK, link_id, ends.key, after=row)
    return row


def end_link(case: WriteCase, link: Found, *, key: str, effective_on: date | None) -> None:
    """Take a link away; history keeps until when it held."""
    row = {column.name: getattr(link, column.name) for column in schema.goal_links.columns}
    remember(
        case.work,
        ObjectKind.LINK,
        link.id,
        row,
        None,
        before_effective_on=link.effective_on,
        before_recorded_at=link.recorded_at,
        effective_on=effective_day(case, effective_on, not_before=link.effective_on),
        recorded_at=case.now,
    )
    statements.delete_row(case.work, schema.goal_links, link.id)
    case.record(ObjectKind.LINK, link.id, key, before=row)


def set_weight(
    case: WriteCase, link: Found, child: FoundGoal, parent: FoundGoal, *, weight: Decimal, effective_on: date | None
) -> None:
    """Change the weight of a link between open goals."""
    change(
        case,
        schema.goal_links,
        link,
        {"weight_units": weight_units(weight)},
        kind=ObjectKind.LINK,
        key=link_key(child, parent),
        effective_on=effective_day(case, effective_on, not_before=link.effective_on),
        remembered=True,
    )


def link_key(child: FoundGoal, parent: FoundGoal) -> str:
    """How a link is named in the audit."""
    return f"{child.row.key} > {parent.row.key}"


def _change_link(case: WriteCase, link: Found, child: FoundGoal, parent: FoundGoal, command: LinkGoal) -> None:
    changes: dict[str, object] = {}
    if "kind" in command.model_fields_set:
        changes["kind"] = command.kind
    if command.weight is not None:
        changes["weight_units"] = weight_units(command.weight)
    require_open_goal(child.row.key, child.row.state)
    require_open_goal(parent.row.key, parent.row.state)
    if changes.get("kind") is LinkKind.CONTRIBUTES and link.kind is not LinkKind.CONTRIBUTES:
        _require_counted_once(case, child, parent)
    change(
        case,
        schema.goal_links,
        link,
        changes,
        kind=ObjectKind.LINK,
        key=link_key(child, parent),
        effective_on=effective_day(case, command.effective_on, not_before=link.effective_on),
        remembered=True,
    )


def _require_allowed(case: ReadCase, child: FoundGoal, parent: FoundGoal, kind: LinkKind) -> None:
    require_open_goal(child.row.key, child.row.state)
    require_open_goal(parent.row.key, parent.row.state)
    edges = statements.edges_above(case.work, schema.goal_links, [parent.id])
    cycle = find_cycle(edges, (child.id, parent.id))
    if cycle is not None:
        if child.id == parent.id:
            raise RuleViolation(f"{child.row.key} cannot be its own parent.", field="parent")
        raise RuleViolation(
            f"{child.row.key} cannot be linked to {parent.row.key}: that would close the cycle "
            f"{named_chain(case, cycle)}.",
            hint="Take one of these links away first, or choose another parent.",
            field="parent",
        )
    if kind is LinkKind.CONTRIBUTES:
        _require_counted_once(case, child, parent)


def _require_counted_once(case: ReadCase, child: FoundGoal, parent: FoundGoal) -> None:
    """R2: whose key results feed those above reaches them by R3 alone, and only supports."""
    above = statements.contributes_to(case.work, [parent.id])
    for feed in feed_statements.feeds_into_goals(case.work, above):
        if child.id in statements.contributes_to(case.work, [feed.child_goal_id]):
            raise RuleViolation(
                f"{child.row.key} cannot contribute to {parent.row.key}: {feed.child_key} feeds {feed.parent_key}, so that "
                "its progress would count twice.",
                hint=f"Link it as supports, or stop {feed.child_key} from feeding {feed.parent_key}.",
                field="kind",
            )


def _parents(case: ReadCase, child: FoundGoal) -> str | None:
    links = statements.parents_of(case.work, child.id)
    visible = _visible(case, [link.parent_id for link in links])
    keys = [link.parent_key for link in links if link.parent_id in visible]
    return f"Its parents are {', '.join(keys)}." if keys else None


def _visible(case: ReadCase, ids: Collection[UUID]) -> set[UUID]:
    return {goal_id for goal_id, facts in load_goal_facts(case.work, ids).items() if case.may(Action.SEE_GOAL, facts)}
