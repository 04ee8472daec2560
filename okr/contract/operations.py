"""Every operation of okr in one place: importing this module declares them all."""

from pydantic import BaseModel

from okr.contract import (  # noqa: F401  # imported for their declarations
    accountability,
    agenda,
    alignment,
    blockers,
    carrying,
    check_ins,
    comments,
    contributions,
    cycles,
    dependencies,
    focus_areas,
    goal_rows,
    goals,
    grading,
    homes,
    imports,
    initiatives,
    key_results,
    ledger,
    notices,
    nudges,
    organisation,
    past_days,
    people,
    plans,
    portraits,
    reorgs,
    retrospectives,
    reviews,
    search,
    timeliness,
    trail,
    undo,
    units,
    verification,
    why,
)
from okr.contract.base import DECLARED, Declaration


def operations() -> dict[type[BaseModel], Declaration]:
    """Every operation by its request type, in the order of their names."""
    return dict(sorted(DECLARED.items(), key=lambda item: item[1].name))
