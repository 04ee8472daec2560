"""The graph of goals as an import finds and makes it: where a link would close a cycle (R4) or let something count twice (R2)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import LinkKind
from storage import imports as statements
from storage.derived import AnyRow
from storage.unit_of_work import ReadWork


class ClosesCycle(RuleViolation):
    """A link would close a cycle; it may fit once other rows have taken theirs away."""


@dataclass(slots=True)
class Graph:
    """What lies above goals, by all links and by those that contribute, and which key results feed into others."""

    name: Callable[[UUID], str]
    """What a goal is called."""
    _above: dict[UUID, set[UUID]] = field(default_factory=dict)
    _counting: dict[UUID, set[UUID]] = field(default_factory=dict)
    _feeds: dict[UUID, list[AnyRow]] = field(default_factory=dict)
    """What feeds key results of a goal from others."""

    def load(self, work: ReadWork, goal_ids: Iterable[UUID]) -> None:
        """Read what stands above goals, and what is fed there."""
        self._load_above(work, set(goal_ids))
        known = set(goal_ids) | {parent for parents in self._above.values() for parent in parents}
        for feed in statements.feeds_into(work, known):
            self._feeds.setdefault(feed.parent_goal_id, []).append(feed)
        feeding = {feed.child_goal_id for feeds in self._feeds.values() for feed in feeds}
        self._load_above(work, feeding - known)

    def copy(self) -> "Graph":
        """The same graph, to try links on."""
        above = {child: set(parents) for child, parents in self._above.items()}
        counting = {child: set(parents) for child, parents in self._counting.items()}
        return Graph(self.name, above, counting, self._feeds)

    def add(self, child: UUID, parent: UUID, kind: LinkKind) -> None:
        """Enter a link."""
        self._above.setdefault(child, set()).add(parent)
        if kind is LinkKind.CONTRIBUTES:
            self._counting.setdefault(child, set()).add(parent)

    def remove(self, child: UUID, parent: UUID) -> None:
        """Take a link out."""
        self._above.get(child, set()).discard(parent)
        self._counting.get(child, set()).discard(parent)

    def has(self, child: UUID, parent: UUID) -> bool:
        """Whether there is a link."""
        return parent in self._above.get(child, ())

    def require_no_cycle(self, child: UUID, parent: UUID) -> None:
        """Refuse a link that would close a cycle, with its names."""
        came_from = _upwards(self._above, parent, first=child)
        if child not in came_from and child != parent:
            return
        chain = [child]
        while len(chain) == 1 or chain[-1] != child:
            chain.append(came_from[chain[-1]])
        names = " > ".join(self.name(one) for one in reversed(chain))
        raise ClosesCycle(
            f"parents: that would close the cycle {names}.", hint="Take one of these parents away.", field="parents"
        )

    def require_counted_once(self, child: UUID, parent: UUID) -> None:
        """Refuse a link that contributes where a key result from below feeds one above already (R2)."""
        if not self._feeds:
            return
        for above in _upwards(self._counting, parent, first=child):
            for feed in self._feeds.get(above, ()):
                lower = feed.child_goal_id
                if lower == child or child in _upwards(self._counting, lower, first=lower):
                    raise RuleViolation(
                        f'parents: "{self.name(child)}" cannot contribute to "{self.name(parent)}": {feed.child_key} feeds '
                        f"{feed.parent_key}, so that its progress would count twice.",
                        hint=f'Give the link the kind "supports", or stop {feed.child_key} from feeding {feed.parent_key}.',
                        field="parents",
                    )

    def _load_above(self, work: ReadWork, goal_ids: set[UUID]) -> None:
        for child, parent, kind in statements.links_above(work, goal_ids):
            self.add(child, parent, kind)


def _upwards(above: Mapping[UUID, Iterable[UUID]], start: UUID, *, first: UUID) -> dict[UUID, UUID]:
    """Everything on the ways up from a goal, that goal included, each with the one that it was reached from."""
    came_from = {start: first}
    waiting = [start]
    while waiting:
        node = waiting.pop()
        for parent in above.get(node, ()):
            if parent not in came_from:
                came_from[parent] = node
                waiting.append(parent)
    return came_from
