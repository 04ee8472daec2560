"""R13: the orphans of a company, a page at a time and in the order of their keys, without looking at everything.

Three ways lead to the same page. Where most goals lead nowhere, the first of them are followed upwards until it is full. Where few
could, they are found from above. Where it is neither, or the orphans come last, the database follows all links in one statement.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from okr.application.case import ReadCase
from storage import alignment
from storage import orphans as statements
from storage.orphans import GoalPlace, Scope
from storage.raw import RawId, raw_id
from storage.rows import AnyRow

LOOKED_AT = 5_000
"""Goals that are followed upwards at most before the database follows all links: 0.3 s, where that takes 0.9 for 300,000 goals."""

WIDER = 4
"""How many times as many goals are looked at next, where those before did not fill the page."""

Place = tuple[str, int]
"""Prefix and number of a goal's key."""


@dataclass(frozen=True, slots=True)
class OrphanPage:
    """The first orphans that may be seen, in the order of their keys, and how many of all of them may not."""

    orphans: list[tuple[str, int, RawId]]
    hidden: int


def orphan_page(case: ReadCase, unit: AnyRow, *, cycle_id: UUID | None, after: Place | None, limit: int) -> OrphanPage:
    """Up to `limit` orphans of a unit and all below it after a place, of one cycle or of all."""
    scope = statements.scope_of(case.work, unit, cycle_id)
    unseen = statements.hidden_candidates(case.work, case.actor, scope, limit=LOOKED_AT + 1)
    hides_many = len(unseen) > LOOKED_AT
    looking = _Looking(case, scope, frozenset(unseen), limit, after)
    if hides_many or not looking.look(limit):
        few = few_orphans(case)
        if few is not None:
            return _page_among(case, few, scope, after=after, limit=limit)
    many = limit * (WIDER - 1)
    while not (hides_many or looking.is_over) and looking.seen + many <= LOOKED_AT:
        looking.look(many)
        many *= WIDER
    if looking.is_over:
        return OrphanPage(looking.found, len(set(unseen) - aligned_among(case, unseen)))
    found = statements.first_by_statement(case.work, case.actor, scope, after=after, limit=limit)
    return OrphanPage(found, statements.hidden_by_statement(case.work, case.actor, scope))


@dataclass(slots=True)
class _Looking:
    """Goals in the order of their keys, of which those that lead nowhere and may be seen are kept until there are enough."""

    case: ReadCase
    scope: Scope
    unseen: Collection[UUID]
    limit: int
    after: Place | None
    seen: int = 0
    is_over: bool = False
    found: list[tuple[str, int, RawId]] = field(default_factory=list)

    def look(self, many: int) -> bool:
        """Look at so many more; whether the page is full or nothing is left."""
        work = self.case.work
        goals: list[GoalPlace] = statements.candidates(work, self.scope, after=self.after, limit=many)
        aligned = aligned_among(self.case, {one for *_, one in goals})
        wanted = [goal for goal in goals if goal[2] not in aligned and goal[2] not in self.unseen]
        self.found += [(prefix, number, raw_id(work, one)) for prefix, number, one in wanted]
        self.seen += len(goals)
        self.is_over = len(goals) < many or len(self.found) >= self.limit
        self.after = goals[-1][:2] if goals else self.after
        del self.found[self.limit :]
        return self.is_over


def _page_among(
    case: ReadCase, orphans: Collection[UUID], scope: Scope, *, after: Place | None, limit: int
) -> OrphanPage:
    """The same where all the orphans of the company are known."""
    hidden = alignment.hidden_active(case.work, case.actor)
    within = statements.within(case.work, orphans, path=str(scope.unit.path), cycle_id=scope.cycle_id)
    shown = [goal for goal in within if goal not in hidden]
    found = alignment.first_by_key(case.work, shown, limit=limit, after=after)
    return OrphanPage(found, len(within) - len(shown))


def aligned_among(case: ReadCase, ids: Collection[UUID]) -> set[UUID]:
    """Which of some active goals have a path upwards through active goals to a top goal (R13); one statement a level."""
    children: dict[UUID, list[UUID]] = {}
    seen = set(ids)
    frontier: Collection[UUID] = seen
    while frontier:
        above: set[UUID] = set()
        for link in statements.active_links_above(case.work, frontier):
            children.setdefault(link.parent_id, []).append(link.child_id)
            above.add(link.parent_id)
        frontier = above - seen
        seen |= frontier
    reached = statements.tops_among(case.work, seen)
    frontier = reached
    while frontier:
        frontier = {child for one in frontier for child in children.get(one, ())} - reached
        reached |= frontier
    return reached & set(ids)


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
        if statements.are_more_below(case.work, frontier, than=statements.FEW):
            return None
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
