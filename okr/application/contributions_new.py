"""New contributions as they are written: the row of one, and many with their first step and their audit entries."""

from collections.abc import Mapping
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.contributions_steps import answer_due_on
from okr.domain.vocabulary import ContributionState, ContributionStep, ObjectKind
from storage import contributions as statements
from storage.types import new_id


def new_row(case: WriteCase, step: ContributionStep, /, **given: object) -> dict[str, object]:
    """The row of a contribution that waits for its answer from now on; `given` are the columns that are its own."""
    return {
        "id": new_id(),
        "state": ContributionState.OPEN,
        "last_step": step,
        "asked_by_id": case.actor.person_id,
        "answer_due_on": answer_due_on(case),
        "child_goal_id": None,
        "child_key_result_id": None,
        "recorded_at": case.now,
        "version": 1,
        **given,
    }


def write_new(case: WriteCase, rows: Mapping[str, Mapping[str, object]]) -> None:
    """Write new contributions by key with their first step and their audit entries: three statements for any number."""
    first_steps: list[dict[str, object]] = [
        {
            "contribution_id": row["id"],
            "number": 1,
            "step": row["last_step"],
            "title": row["title"],
            "share": row["share"],
            "due_on": row["due_on"],
            "text": row["message"],
            "by_id": case.actor.person_id,
            "recorded_at": case.now,
        }
        for row in rows.values()
    ]
    statements.add(case.work, list(rows.values()), first_steps)
    for key, row in rows.items():
        case.record(ObjectKind.CONTRIBUTION, id_of(row), key, after=row)


def id_of(row: Mapping[str, object]) -> UUID:
    """The id of a new row."""
    found = row["id"]
    if not isinstance(found, UUID):
        raise TypeError(f"a row's id is a {type(found).__name__}")
    return found
