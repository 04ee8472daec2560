"""R13: the orphans of a company in which they are few, found from above: what hangs on goals that lead nowhere, instead of everything."""

from collections import defaultdict
from uuid import UUID

from okr.application.cascade import load_cascade, standing
from okr.application.case import ReadCase
from storage import orphans as statements
from storage.raw import RawId, raw_id


def orphans_of(case: ReadCase, path: str, *, cycle_id: UUID | None) -> list[RawId]:
    """The orphans of a unit and all below it, of one cycle or of all."""
    few = few_orphans(case)
    if few is not None:
        return statements.within(case.work, few, path=path, cycle_id=cycle_id)
    cascade = load_cascade(case)
    where = standing(cascade, cycle_id=None if cycle_id is None else raw_id(case.work, cycle_id))
    return [cascade.goal_ids[goal] for goal in where.orphans_of(path)]


def few_orphans(case: ReadCase) -> set[UUID] | None:
    """The active goals without a path of active goals to a top goal; None where too much would have to be looked through.

    Whatever is above a goal in the end is a top goal, or an active goal without an active parent that is none. Only what lies
    below such goals can be an orphan, and is one unless something else above it, which has nothing to do with them, or a top
    goal leads to a top.
    """
    heads = statements.heads(case.work)
    if heads is None:
        return None
    found = set(heads)
    children: defaultdict[UUID, list[UUID]] = defaultdict(list)
    frontier = found
    while frontier:
        below: set[UUID] = set()
        for link in statements.active_links_below(case.work, frontier):
            children[link.parent_id].append(link.child_id)
            below.add(link.child_id)
        frontier = below - found
        found |= frontier
        if len(found) > statements.FEW:
            return None
    above = statements.active_links_above(case.work, found)
    aligned = {link.child_id for link in above if link.parent_id not in found} | statements.tops_among(case.work, found)
    waiting = list(aligned)
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in aligned:
                aligned.add(child)
                waiting.append(child)
    return found - aligned
