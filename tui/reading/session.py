"""Who looks at what."""

from collections.abc import Iterable

from okr.contract.cycles import CycleView
from okr.contract.organisation import Me, OrganisationView
from okr.contract.undo import NOT_UNDONE
from tui.lens import Lens
from tui.reading.basics import clean, unit
from tui.view_models.basics import Named
from tui.view_models.session import Elsewhere, Role, Session


def session(
    me: Me, organisation: OrganisationView, *, cycles: Iterable[CycleView], marker: str, lens: Lens | None = None
) -> Session:
    """Who is looking, and at what, through which lens."""
    turned = organisation.turned_to
    seen = lens or Lens()
    known = tuple(cycles)
    cycle = _cycle(known, seen)
    return Session(
        organisation=clean(organisation.name),
        today=seen.day or organisation.today,
        calendar_day=organisation.today,
        me=Named(clean(me.handle), clean(me.name)),
        home=_role(me.home),
        leads=tuple(map(unit, me.leads)),
        is_administrator=me.is_administrator,
        day_is_turned=turned is not None and turned >= organisation.today,
        is_demo=organisation.is_demo,
        root=clean(organisation.root_unit.key),
        cycle=cycle,
        marker=marker,
        lens=seen,
        stays=NOT_UNDONE,
        elsewhere=_elsewhere(known, cycle),
    )


def _cycle(cycles: tuple[CycleView, ...], lens: Lens) -> str | None:
    """The chosen cycle; else the current one, or the one that was current on the chosen day."""
    if lens.cycle is not None:
        return clean(lens.cycle)
    day = lens.day
    if day is None:
        return next((clean(cycle.key) for cycle in cycles if cycle.is_current), None)
    around = [cycle for cycle in cycles if cycle.starts_on <= day <= cycle.ends_on]
    chosen = min(around, key=_order, default=None)
    return clean(chosen.key) if chosen is not None else None


def _order(cycle: CycleView) -> tuple[bool, int]:
    """Cycles with goals before those without, the shortest first: there the work is done."""
    return cycle.goals == 0, (cycle.ends_on - cycle.starts_on).days


def _elsewhere(cycles: tuple[CycleView, ...], shown: str | None) -> Elsewhere | None:
    """The newest cycle with goals, if the one that is shown has none, as after an import of past years."""
    if not any(clean(cycle.key) == shown and not cycle.goals for cycle in cycles):
        return None
    found = next((cycle for cycle in cycles if cycle.goals), None)
    return Elsewhere(clean(found.key), found.goals, found.is_current) if found is not None else None


def _role(word: str) -> Role:
    match word:
        case "executive":
            return "executive"
        case "lead":
            return "lead"
    return "employee"
