"""The SMART letters of imported goals, before anything is written."""

from collections import Counter, defaultdict
from uuid import UUID

from okr.application.importing_check_ins import CheckIns
from okr.application.importing_goals import Goals
from okr.application.importing_links import Links
from okr.domain.smart import can_become_active, check_smart
from okr.domain.smart_facts import SmartGoal, SmartKeyResult
from okr.domain.vocabulary import GoalState, KeyResultState, Verdict
from storage.imports import Row


def check_letters(goals: Goals, links: Links, check_ins: CheckIns, *, enforced: bool) -> dict[str, int]:
    """How many of the new goals fail each letter; `enforced`: those that would be active become drafts, and it is said."""
    read = {row["key_result_id"] for row in check_ins.new}
    results: dict[UUID, list[Row]] = defaultdict(list)
    for row in check_ins.results.sheet.new.values():
        if row["state"] is not KeyResultState.CANCELLED:
            results[row["goal_id"]].append(row)
    parents: dict[UUID, list[str]] = defaultdict(list)
    for link in links.new:
        parents[link["child_id"]].append(goals.report.text(link["parent_id"]))
    failing: Counter[str] = Counter()
    for goal in goals.sheet.new.values():
        findings = check_smart(_smart_goal(goals, goal, parents[goal["id"]], results[goal["id"]], read))
        letters = {one.letter for one in findings if one.verdict is Verdict.FAIL}
        failing.update(letter.value for letter in letters)
        if enforced and goal["state"] is GoalState.ACTIVE and not can_become_active(findings):
            goal |= {"state": GoalState.DRAFT, "activated_on": None}
            record = goals.planned[goal["external_id"]]
            words = "; ".join(f"{one.letter.value}: {one.reason}" for one in findings if one.verdict is Verdict.FAIL)
            message = f"It becomes a draft, not active: {words}."
            goals.report.find("warning", "goals", record.place, message, field_name="state", value=GoalState.ACTIVE)
    return dict(sorted(failing.items()))


def _smart_goal(goals: Goals, goal: Row, parents: list[str], results: list[Row], read: set[UUID]) -> SmartGoal:
    cycle = goals.frame.cycle(goal["cycle_id"])
    area, owner = goal["focus_area_id"], goal["owner_id"]
    return SmartGoal(
        title=goal["title"],
        why=goal["why"] or "",
        parent_keys=tuple(parents),
        focus_area=None if area is None else goals.report.text(area),
        owner=None if owner is None else goals.report.text(owner),
        starts_on=goal["starts_on"],
        due_on=goal["due_on"],
        cycle_starts_on=cycle["starts_on"],
        cycle_ends_on=cycle["ends_on"],
        key_results=tuple(
            SmartKeyResult(
                key=row["key"],
                title=row["title"],
                metric=row["metric"],
                baseline=row["baseline"],
                target=row["target"],
                unit_of_measure=row["unit_of_measure"] or "",
                starts_on=row["starts_on"],
                due_on=row["due_on"],
                has_history=row["id"] in read,
                history_changes=(),
                lower=row["lower"],
                upper=row["upper"],
            )
            for row in results
        ),
    )
