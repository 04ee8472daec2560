"""Reorganisations: planned from what stands, shown, and applied as they were shown or not at all."""

from datetime import UTC

from okr.application.case import ReadCase, WriteCase
from okr.application.handlers import reads, writes
from okr.application.reorgs_draft import Draft, Line, planned_at
from okr.application.reorgs_effects import effects, look_around
from okr.application.reorgs_leaving import named_again, plan_leaving
from okr.application.reorgs_sight import give_owners
from okr.application.reorgs_steps import plan_step
from okr.application.reorgs_units import plan_merges, require_trees
from okr.application.reorgs_writing import write
from okr.contract.reorgs import ApplyReorg, PlanReorg, ReorgAction, ReorgPlan, ReorgStep
from okr.domain.errors import Conflict
from okr.domain.vocabulary import ObjectKind
from storage.as_of import visible_among
from storage.locks import lock_graph

_FIRST = {ReorgAction.SPLIT: 0, ReorgAction.LEAVES: 1, ReorgAction.MERGE: 2}
"""New units are there before anybody goes to them, and who leaves is known before anything is handed over."""

COUNTED = {
    (ObjectKind.PERSON, "employed_to"): "leavers",
    (ObjectKind.PERSON, "manager_id"): "people with another manager",
    (ObjectKind.PERSON, "unit_id"): "people in another unit",
    (ObjectKind.UNIT, "parent_id"): "units in another place",
    (ObjectKind.UNIT, "lead_id"): "units with another lead",
    (ObjectKind.UNIT, "archived_on"): "units merged",
    (ObjectKind.GOAL, "owner_id"): "goals",
    (ObjectKind.GOAL, "sponsor_id"): "sponsorships",
    (ObjectKind.GOAL, "delegate_id"): "delegations",
    (ObjectKind.GOAL, "unit_id"): "goals in another unit",
    (ObjectKind.KEY_RESULT, "owner_id"): "key results",
    (ObjectKind.FOCUS_AREA, "owner_id"): "focus areas",
    (ObjectKind.INITIATIVE, "owner_id"): "initiatives",
    (ObjectKind.CONTRIBUTION, "person_id"): "contributions asked of",
    (ObjectKind.CONTRIBUTION, "unit_id"): "contributions asked of",
    (ObjectKind.CONTRIBUTION, "asked_by_id"): "contributions asked by",
    (ObjectKind.BLOCKER, "owner_id"): "blockers",
    (ObjectKind.ORGANISATION, "owner_id"): "organisation",
}
"""What the plan counts, in this order."""


@reads(PlanReorg)
def plan_reorg(case: ReadCase, query: PlanReorg) -> ReorgPlan:
    """Say what a reorganisation would do; it takes the rights that each of its steps takes by itself."""
    return shown(draft_of(case, query.steps), applied=False)


@writes(ApplyReorg, timeout_s=0)
def apply_reorg(case: WriteCase, command: ApplyReorg) -> ReorgPlan:
    """Do a reorganisation whole; Conflict where it would be another one than the plan that `state` stands for."""
    lock_graph(case.work, "people")
    lock_graph(case.work, "units")
    draft = draft_of(case, command.steps)
    if command.state is not None:
        _require_state(draft, command.state)
    done = shown(draft, applied=True)
    write(case, draft)
    return done


def draft_of(case: ReadCase, steps: tuple[ReorgStep, ...]) -> Draft:
    """A reorganisation planned whole, or refused."""
    draft = Draft(case)
    for step in sorted(steps, key=lambda one: _FIRST.get(one.action, len(_FIRST))):
        plan_step(draft, step)
    settle(draft)
    return draft


def settle(draft: Draft) -> None:
    """Plan all that follows from the steps, or refuse them."""
    plan_leaving(draft)
    plan_merges(draft)
    give_owners(draft)
    named_again(draft, ("manager_id", "lead_id", "owner_id", "sponsor_id", "delegate_id"))
    require_trees(draft)
    draft.load_named()


def shown(draft: Draft, *, applied: bool) -> ReorgPlan:
    """The plan as the acting person may see it; goals that are not shown are counted."""
    around = look_around(draft)
    goals = {line.goal_id for line in draft.lines.values() if line.goal_id is not None} | around.goal_ids()
    visible = visible_among(draft.case.work, draft.case.actor, goals | around.asked_about())
    lines = sorted(draft.lines.values(), key=_order)
    counts: dict[str, int] = dict.fromkeys(dict.fromkeys(COUNTED.values()), 0)
    if draft.new_units:
        counts["new units"] = len(draft.new_units)
    for line in lines:
        counts[COUNTED[line.kind, line.column]] += 1
    return ReorgPlan(
        applied=applied,
        state=draft.state(),
        changes=tuple(draft.shown(line) for line in lines if line.goal_id is None or line.goal_id in visible),
        effects=tuple(effects(draft, around, visible)),
        counts={word: count for word, count in counts.items() if count},
        notes=(*(f"{row['prefix']} is a new unit, {row['name']}" for row in draft.new_units.values()), *draft.notes),
        hidden=len(goals - visible),
    )


def _order(line: Line) -> tuple[int, str]:
    return list(COUNTED).index((line.kind, line.column)), line.key


def _require_state(draft: Draft, state: str) -> None:
    """Refuse a plan that is no longer the one that was looked at, naming what was changed since."""
    if draft.state().partition("-")[2] == state.partition("-")[2]:
        return
    raise Conflict(
        f"The plan does not hold any more{_changed_since(draft, state)}.",
        hint="Look at it again: okr reorg plan, with the same steps.",
        field="state",
    )


def _changed_since(draft: Draft, state: str) -> str:
    made = planned_at(state)
    if made is None:
        return ""
    moment = made.replace(tzinfo=UTC)
    changed = {
        line.key: None
        for line in sorted(draft.lines.values(), key=_order)
        if (recorded := draft.standing[line.kind, line.row_id].get("recorded_at")) is not None and recorded > moment
    }
    keys = list(changed)
    more = f" and {len(keys) - 5} more" if len(keys) > 5 else ""
    return f": {', '.join(keys[:5])}{more} changed since" if keys else ""
