"""What a plan brings about: where goals and everything above them stand before and after, SMART letters, cascade agreements."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from okr.application.activation import Past, smart_findings
from okr.application.case import ReadCase
from okr.application.plans_creating import Creation
from okr.application.plans_difference import Difference
from okr.contract.plans import PlanContract, PlanEffect, PlanLetters
from okr.domain.policy import Action
from okr.domain.smart import smart_letters
from okr.domain.vocabulary import ContributionState, Verdict
from storage import imports
from storage import plans as statements
from storage.policy import load_goal_facts
from storage.rows import AnyRow

LETTERS = 100
"""Goals whose letters are looked at: each takes a few statements, and nobody reads more."""

Figures = Mapping[UUID, AnyRow]


def with_all_above(case: ReadCase, ids: Collection[UUID]) -> set[UUID]:
    """Goals and everything that they are linked to upwards."""
    return set(ids) | {parent for _, parent, _ in imports.links_above(case.work, ids)}


def figures_now(case: ReadCase, ids: Collection[UUID]) -> Figures:
    """Where goals stand at this moment of the transaction."""
    return statements.figures_of(case.work, ids)


def effects_between(
    case: ReadCase, before: Figures, after: Figures, touched: Collection[UUID]
) -> tuple[PlanEffect, ...]:
    """Before and after of every goal that may be seen, by key; those above come with `is_ancestor`."""
    facts = load_goal_facts(case.work, after.keys()) if not case.actor.is_administrator else {}
    found = []
    for goal_id, now in after.items():
        if goal_id in facts and not case.may(Action.SEE_GOAL, facts[goal_id]):
            continue
        was = before.get(goal_id)
        found.append(
            PlanEffect(
                key=now.key,
                title=now.title,
                is_ancestor=goal_id not in touched,
                progress_before=None if was is None else was.progress_ppm,
                progress_after=now.progress_ppm,
                expected_before=None if was is None else was.expected_ppm,
                expected_after=now.expected_ppm,
                status_before=None if was is None else was.shown,
                status_after=now.shown,
            )
        )
    return tuple(found)


def letters_of(case: ReadCase, ids: Iterable[UUID]) -> tuple[PlanLetters, ...]:
    """The SMART letters of goals as the plan leaves them, with what to write instead where one fails."""
    found = []
    known: Past = {}
    for row in statements.goal_rows(case.work, list(ids)[:LETTERS]):
        findings = smart_findings(case, row, known=known)
        failing = tuple(
            f"{one.letter.value}: {one.reason}" + (f" ({one.proposal})" if one.proposal else "")
            for one in findings
            if one.verdict is Verdict.FAIL
        )
        found.append(PlanLetters(key=row.key, title=row.title, letters=smart_letters(findings), failing=failing))
    return tuple(sorted(found, key=lambda one: one.key))


def contracts_of(case: ReadCase, difference: Difference, made: Creation) -> tuple[PlanContract, ...]:
    """The cascade agreements that the plan bears on: asks that a new goal could answer, and accepted ones that lose their goal."""
    removed = {standing.id: standing.key for standing in difference.removed}
    new = {row["id"]: row for row in made.goals.values()}
    parents: dict[UUID, list[dict[str, object]]] = {}
    for child, parent, _ in imports.links_above(case.work, list(new)):
        if child in new:
            parents.setdefault(parent, []).append(new[child])
    found: dict[tuple[str, int], PlanContract] = {}
    for row in statements.contributions_of(case.work, removed.keys() | parents.keys()):
        words = None
        if row.child_goal_id in removed and row.state is ContributionState.ACCEPTED:
            words = f"was accepted with {removed[row.child_goal_id]}, which the plan cancels"
        elif row.state in {ContributionState.OPEN, ContributionState.COUNTERED}:
            answers = [
                str(goal["key"])
                for goal in parents.get(row.parent_goal_id, ())
                if goal["unit_id"] == row.unit_id or goal["owner_id"] == row.person_id
            ]
            if answers:
                asked = row.unit_key or row.person_name
                words = f"asks {asked} for a contribution and stays open beside {', '.join(answers)}"
        if words is not None:
            found[row.parent_key, row.number] = PlanContract(parent=row.parent_key, number=row.number, words=words)
    return tuple(found.values())
