"""What an explanation says of the cycle before: what a goal or a key result was carried from, and how that ended."""

from uuid import UUID

from okr.application.case import ReadCase
from okr.contract.why import Step
from okr.domain.numbers import decimal_text
from okr.domain.score import score_text
from storage import carrying as statements


def goal_carried_steps(case: ReadCase, carried_from_id: UUID | None) -> list[Step]:
    """One step where a goal continues another one that may be seen; none otherwise."""
    if carried_from_id is None:
        return []
    rows = statements.lineage(case.work, case.actor, [carried_from_id])
    return [
        Step(
            rule="R16",
            sentence=f"It continues {row.key} of {row.cycle_key}, which "
            + (f"ended at {score_text(row.score_ppm)}." if row.score_ppm is not None else f"is {row.state}."),
            result=row.key,
        )
        for row in rows
    ]


def result_carried_steps(case: ReadCase, carried_from_id: UUID | None) -> list[Step]:
    """One step where a key result continues another one whose goal may be seen; none otherwise."""
    if carried_from_id is None:
        return []
    rows = statements.carried_results(case.work, case.actor, [carried_from_id])
    return [
        Step(
            rule="R16",
            sentence=f"It continues {row.key} of {row.cycle_key}"
            + (
                f", whose last reading was {decimal_text(row.current)}."
                if row.has_reading
                else ", which had no reading."
            ),
            result=row.key,
        )
        for row in rows
    ]
