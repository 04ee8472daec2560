"""What a plan brings about: where goals and everything above them stand before and after, SMART letters."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from okr.application.activation import Past, smart_findings
from okr.application.case import ReadCase
from okr.contract.plans import PlanEffect, PlanLetters
from okr.domain.keys import parse_goal_key
from okr.domain.policy import Action
from okr.domain.smart import smart_letters
from okr.domain.vocabulary import Verdict
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
                state_before=None if was is None else was.state,
                state_after=now.state,
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
    return tuple(sorted(found, key=lambda one: parse_goal_key(one.key)))
