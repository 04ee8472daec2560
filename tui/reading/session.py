"""Who looks at what."""

from collections.abc import Iterable

from okr.contract.cycles import CycleView
from okr.contract.organisation import Me, OrganisationView
from tui.reading.basics import clean, unit
from tui.view_models.basics import Named
from tui.view_models.session import Role, Session


def session(me: Me, organisation: OrganisationView, *, cycles: Iterable[CycleView], marker: str) -> Session:
    """Who is looking, and at what."""
    turned = organisation.turned_to
    return Session(
        organisation=clean(organisation.name),
        today=organisation.today,
        me=Named(clean(me.handle), clean(me.name)),
        home=_role(me.home),
        leads=tuple(map(unit, me.leads)),
        is_administrator=me.is_administrator,
        day_is_turned=turned is not None and turned >= organisation.today,
        is_demo=organisation.is_demo,
        root=clean(organisation.root_unit.key),
        cycle=next((clean(cycle.key) for cycle in cycles if cycle.is_current), None),
        marker=marker,
    )


def _role(word: str) -> Role:
    match word:
        case "executive":
            return "executive"
        case "lead":
            return "lead"
    return "employee"
