"""A proposal as the text of a plan file: every doubt is a comment that names the line of the document."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from okr.contract.plans import PlanGoal, PlanKeyResult, PlanParent
from okr.domain.text import clean_for_display
from okr.exchange.outline.building import Outline, Proposed, ProposedResult
from okr.exchange.plan.writing import item_lines
from okr.exchange.plan.yaml_text import entry

OPENING = (
    "# A proposal from {name}: read it, mend it, then look with `okr plan FILE` at what it would do.",
    "# Each comment names the line of the document that it comes from. No number stands here that does not stand there.",
)


OTHERS = "*"
"""Stands for every role that was not named."""


def proposal_text(
    outline: Outline, *, name: str, unit: str | None, cycle: str | None, owners: Mapping[str, str]
) -> str:
    """The text of a plan file; `owners` gives the handles of roles, by how the document calls them, "*" of all others."""
    known = {_folded(role): handle for role, handle in owners.items()}
    lines = [*(line.format(name=_plain(name)) for line in OPENING), "okr_plan: 1"]
    for field, value in (("unit", unit), ("cycle", cycle)):
        if value is not None:
            lines += entry(field, value, "")
        else:
            lines.append(f"# {field}: say here which {field} the goals belong to")
    lines += [f"# {_plain(remark)}" for remark in outline.remarks]
    lines += ["", "goals:" if outline.goals else "goals: []"]
    for goal in outline.goals:
        lines += _goal(goal, known)
    return "\n".join(lines) + "\n"


def _goal(goal: Proposed, owners: Mapping[str, str]) -> Iterator[str]:
    yield from _comments((*goal.remarks, *_stood_for(goal.line, goal.owner, owners)), "  ")
    plan: dict[str, Any] = {"label": f"line {goal.line}", "title": goal.title, **_owner(goal.owner, owners)}
    if goal.parent is not None:
        plan["parents"] = (PlanParent(goal=f"line {goal.parent}"),)
    yield from item_lines(PlanGoal.model_construct(**plan), "  ")
    if goal.results:
        yield "    key_results:"
        for result in goal.results:
            stood_for = _stood_for(result.line, result.owner, owners) if result.owner != goal.owner else ()
            yield from _comments((*result.remarks, *stood_for), "      ")
            yield from item_lines(_result(result, goal, owners), "      ")


def _result(result: ProposedResult, goal: Proposed, owners: Mapping[str, str]) -> PlanKeyResult:
    measure = result.measure
    values: dict[str, Any] = {
        "unit_of_measure": measure.unit,
        "baseline": measure.baseline,
        "target": measure.target,
        "lower": measure.lower,
        "upper": measure.upper,
    }
    given = {name: value for name, value in values.items() if value is not None}
    if result.owner != goal.owner:
        given |= _owner(result.owner, owners)
    return PlanKeyResult.model_construct(title=result.title, metric=measure.metric, **given)


def _owner(role: str | None, owners: Mapping[str, str]) -> dict[str, str]:
    return {} if role is None else {"owner": owners.get(_folded(role), owners.get(OTHERS, role))}


def _stood_for(line: int, role: str | None, owners: Mapping[str, str]) -> tuple[str, ...]:
    """Whom the document names where somebody else stands in for everybody who was not named."""
    if role is None or OTHERS not in owners or _folded(role) in owners:
        return ()
    return (f"line {line}: the document says {_plain(role)}",)


def _comments(remarks: Sequence[str], indent: str) -> Iterator[str]:
    for remark in remarks:
        yield f"{indent}# {_plain(remark)}"


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", clean_for_display(text)).strip()


def _folded(role: str) -> str:
    return " ".join(role.replace(",", " ").lower().split())
