"""The cascade agreements that a plan bears on: what stays open, what opens again, and what agreed shares are counted of."""

from collections.abc import Iterator
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.plans_creating import Creation
from okr.application.plans_difference import ChangedGoal, ChangedResult, Difference
from okr.application.plans_marks import words_of
from okr.contract.plans import PlanContract, PlanParent
from okr.domain.vocabulary import ContributionState, GoalState, KeyResultState
from storage import imports
from storage import plans as statements
from storage.as_of import visible_among
from storage.rows import AnyRow

_ASKED = frozenset({ContributionState.OPEN, ContributionState.COUNTERED})
_MEASURES = ("baseline", "target")


def contracts_of(case: ReadCase, difference: Difference, made: Creation) -> tuple[PlanContract, ...]:
    """What happens to agreements, a sentence each, as far as the acting person may see the goal above."""
    bearing = _Bearing(case, difference, made)
    rows = list(statements.contributions_of(case.work, bearing.goal_ids()))
    visible = visible_among(case.work, case.actor, {row.parent_goal_id for row in rows})
    found: dict[tuple[str, int], PlanContract] = {}
    for row in rows:
        words = "; ".join(bearing.words(row)) if row.parent_goal_id in visible else ""
        if words:
            found[row.parent_key, row.number] = PlanContract(parent=row.parent_key, number=row.number, words=words)
    return tuple(found.values())


class _Bearing:
    """What a plan does to goals that agreements are about."""

    def __init__(self, case: ReadCase, difference: Difference, made: Creation) -> None:
        self.cancelled = {standing.id: standing.key for standing in difference.removed}
        self.untied: dict[UUID, tuple[str, frozenset[str]]] = {}
        """The goals that lose links, with the parents that they lose."""
        self.results: dict[UUID, ChangedResult] = {}
        self.answering: dict[UUID, list[tuple[str, UUID, UUID | None]]] = {}
        """By parent the goals that are new below it: key, unit, owner."""
        for one in difference.changed:
            self._changed(one)
        self._new(case, difference, made)

    def _changed(self, one: ChangedGoal) -> None:
        if one.wanted.get("state") is GoalState.CANCELLED:
            self.cancelled[one.standing.id] = one.standing.key
        if "parents" in one.wanted:
            before, after = _goals_of(one.standing.fields["parents"]), _goals_of(one.wanted["parents"])
            self.untied[one.standing.id] = (one.standing.key, before - after)
        for result in one.results:
            moves = any(name in result.wanted for name in _MEASURES)
            if moves or result.wanted.get("state") is KeyResultState.CANCELLED:
                self.results[result.standing.row.id] = result

    def _new(self, case: ReadCase, difference: Difference, made: Creation) -> None:
        goals = {row["id"]: (str(row["key"]), row["unit_id"], row["owner_id"]) for row in made.goals.values()}
        tied = {one.standing.id: one for one in difference.changed if "parents" in one.wanted}
        for goal_id, one in tied.items():
            row = one.standing.row
            goals[goal_id] = (one.standing.key, row.unit_id, row.owner_id)
        had = {goal_id: _goals_of(one.standing.fields["parents"]) for goal_id, one in tied.items()}
        links = [link for link in imports.links_above(case.work, list(goals)) if link[0] in goals]
        keys = {row.id: row.key for row in statements.goal_rows(case.work, {parent for _, parent, _ in links})}
        for child, parent, _ in links:
            if keys[parent] not in had.get(child, frozenset()):
                self.answering.setdefault(parent, []).append(goals[child])

    def goal_ids(self) -> set[UUID]:
        """The goals whose agreements are looked at."""
        goals = {result.standing.row.goal_id for result in self.results.values()}
        return goals | self.cancelled.keys() | self.untied.keys() | self.answering.keys()

    def words(self, row: AnyRow) -> Iterator[str]:
        """What the plan means for one agreement."""
        if row.state is ContributionState.ACCEPTED:
            yield from self._of_accepted(row)
        if row.state in _ASKED:
            answers = [
                key
                for key, unit_id, owner_id in self.answering.get(row.parent_goal_id, ())
                if (row.unit_id is not None and unit_id == row.unit_id)
                or (row.person_id is not None and owner_id == row.person_id)
            ]
            if answers:
                yield f"asks {_asked(row)} for a contribution and stays open beside {', '.join(answers)}"
        if row.state in _ASKED or row.state is ContributionState.ACCEPTED:
            above = self.results.get(row.parent_key_result_id)
            if above is not None:
                yield f"{'was accepted by' if row.state is ContributionState.ACCEPTED else 'asks'} {_asked(row)} for a share of {above.standing.key}, {_moved(above)}"

    def _of_accepted(self, row: AnyRow) -> Iterator[str]:
        if row.child_goal_id in self.cancelled:
            yield f"was accepted with {self.cancelled[row.child_goal_id]}, which the plan cancels"
        elif row.child_goal_id in self.untied:
            key, parents = self.untied[row.child_goal_id]
            if row.parent_key in parents:
                yield f"was accepted with {key}, which the plan takes away from {row.parent_key}"
        below = self.results.get(row.child_key_result_id)
        if below is not None and row.child_goal_id not in self.cancelled:
            yield f"was accepted with {below.standing.key}, {_moved(below)}"


def _goals_of(parents: object) -> frozenset[str]:
    return (
        frozenset(one.goal for one in parents if isinstance(one, PlanParent))
        if isinstance(parents, tuple)
        else frozenset()
    )


def _asked(row: AnyRow) -> str:
    return str(row.unit_key or row.person_name)


def _moved(result: ChangedResult) -> str:
    if result.wanted.get("state") is KeyResultState.CANCELLED:
        return "which the plan cancels"
    moved = [
        f"whose {name} moves from {words_of(result.standing.fields[name])} to {words_of(result.wanted[name])}"
        for name in _MEASURES
        if name in result.wanted
    ]
    return " and ".join(moved)
