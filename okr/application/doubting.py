"""Whether a check-in that is taken may not be meant: told with its answer, and refused by nothing."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from okr.application.accepting import Accepted
from okr.application.case import ReadCase
from okr.application.key_result_numbers import definition_of, known_check_ins
from okr.domain.doubts import doubt_about
from storage.derived import AnyRow

MOST_DOUBTED = 500
"""Check-ins of a batch that are looked at: what is asked about more of them nobody reads."""


def doubt_of(case: ReadCase, accepted: Accepted, earlier: Sequence[AnyRow]) -> str | None:
    """Why a check-in may not be meant, by the check-ins of its key result so far; None where nothing is odd."""
    target, values = accepted.target, accepted.values
    return doubt_about(
        definition_of(target, minimum_answers=case.settings.minimum_answers),
        values["value"],
        (one.fact for one in known_check_ins(earlier)),
        unit=target.unit_of_measure or "",
        corrects=values["corrects"],
    )


def doubts(case: ReadCase, accepted: Sequence[Accepted], readings: Mapping[UUID, Sequence[AnyRow]]) -> tuple[str, ...]:
    """What is odd about check-ins, each with the key of its result; `readings` are those that their key results have so far."""
    found = ((item.target.key, doubt_of(case, item, readings.get(item.key_result_id, ()))) for item in accepted)
    return tuple(f"{key}: {words}" for key, words in found if words is not None)
