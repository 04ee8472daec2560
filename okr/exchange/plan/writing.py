"""A plan as the text of a file: always the same text for the same plan."""

from collections.abc import Iterable, Iterator

from okr.contract.base import Model
from okr.contract.plans import Plan, PlanGoal, PlanKeyResult, PlanOrganisation
from okr.exchange.plan.yaml_text import entry, flow, shown_fields

OPENING = (
    "# Goals as a plan. Change it, look with `okr plan FILE` at what that does, and bring it in with `okr apply FILE`.",
    "# What you take out of an object stays as it is; null clears it. A goal or key result that you take out is cancelled.",
)
SEEN = "# Written by okr: by these marks it knows what has moved since. Leave them as they are."
_LAST = ("organisation", "goals", "seen")
_LISTED = ("parents", "checkpoints", "milestones", "feeds", "initiatives")
"""Lists whose items stand on a line each."""


def plan_text(plan: Plan) -> str:
    """The text of a plan file."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield from OPENING
    for name in _header(plan):
        yield from entry(name, getattr(plan, name), "")
    if plan.organisation is not None:
        yield ""
        yield from _organisation(plan.organisation)
    yield ""
    yield "goals:" if plan.goals else "goals: []"
    for goal in plan.goals:
        yield from goal_lines(goal)
    if plan.seen:
        yield ""
        yield from seen_lines(plan.seen.items())


def goal_lines(goal: PlanGoal, indent: str = "  ") -> Iterator[str]:
    """A goal as an item of the list of goals."""
    yield from item_lines(goal, indent)
    if goal.key_results:
        yield f"{indent}  key_results:"
        for result in goal.key_results:
            yield from item_lines(result, indent + "    ")
    elif goal.key_results is None:
        yield f"{indent}  key_results: null"


def seen_lines(seen: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What the file has seen."""
    yield SEEN
    yield "seen:"
    for key, mark in seen:
        yield f'  {key}: "{mark}"'


def _header(plan: Plan) -> Iterator[str]:
    yield "okr_plan"
    for name in shown_fields(plan):
        if name not in _LAST and name != "okr_plan":
            yield name


def _organisation(organisation: PlanOrganisation) -> Iterator[str]:
    yield "organisation:"
    for name in PlanOrganisation.model_fields:
        items = getattr(organisation, name)
        if items:
            yield f"  {name}:"
            for item in items:
                yield from item_lines(item, "    ")


def item_lines(item: Model, indent: str) -> Iterator[str]:
    """A model as an item of a list: its first field behind the dash, the others below."""
    first = True
    for line in _fields(item, indent + "  "):
        yield f"{indent}- {line[len(indent) + 2 :]}" if first else line
        first = False
    if first:
        yield f"{indent}- {{}}"


def _fields(item: Model, indent: str) -> Iterator[str]:
    for name in shown_fields(item, nulls=isinstance(item, PlanGoal | PlanKeyResult)):
        value = getattr(item, name)
        if name == "key_results":
            continue
        if name in _LISTED and value:
            yield f"{indent}{name}:"
            for one in value:
                yield f"{indent}  - {flow(one)}"
        else:
            yield from entry(name, value, indent)
