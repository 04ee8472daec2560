"""Who stands below whom in a file together with what stands already: cycles, two tops and what is too deep, found and named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from okr.domain.errors import OkrError, RuleViolation
from storage.trees import MAX_DEPTH

SHOWN = 12
"""Names of a cycle that are shown."""


@dataclass(slots=True)
class Tree:
    """Parents by id of the other system; `parents` holds records of the file over the rows that are there."""

    noun: str
    field_name: str
    parents: Mapping[str, str | None]
    """The parent of each record of the file; None: none is given."""
    standing: Mapping[str, str | None]
    """The parent of each existing node, by what the file would call it."""
    name: Callable[[str], str]
    refused: dict[str, OkrError] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    """The records that are fit, parents before children."""
    depths: dict[str, int] = field(default_factory=dict)

    def settle(self) -> None:
        """Fill `order` and `refused`."""
        for start in self.parents:
            self._walk(start)

    def above(self, node: str) -> str | None:
        """The parent as it is going to be: the file's where it gives one, else the one that stands."""
        given = self.parents.get(node)
        return given if given is not None else self.standing.get(node)

    def _walk(self, start: str) -> None:
        chain: list[str] = []
        seen: dict[str, int] = {}
        node: str | None = start
        while node is not None and node not in self.depths and node not in self.refused:
            if node in seen:
                self._refuse_cycle(chain[seen[node] :])
                break
            if node not in self.parents and node not in self.standing:
                break
            seen[node] = len(chain)
            chain.append(node)
            node = self.above(node)
        for one in reversed(chain):
            self._place(one)

    def _place(self, node: str) -> None:
        if node in self.refused:
            return
        parent = self.above(node)
        if parent is None:
            depth = 0
        elif parent in self.depths:
            depth = self.depths[parent] + 1
        else:
            self.refused[node] = self._without_parent(parent)
            return
        if depth > MAX_DEPTH:
            self.refused[node] = RuleViolation(
                f"{self.name(node)} would stand {depth} levels below the top; at most {MAX_DEPTH} fit.",
                hint="Leave levels out.",
                field=self.field_name,
            )
            return
        self.depths[node] = depth
        if node in self.parents:
            self.order.append(node)

    def _without_parent(self, parent: str) -> OkrError:
        if parent in self.refused:
            return RuleViolation(
                f'{self.field_name}: "{parent}" is refused itself.',
                hint="Correct that row first.",
                field=self.field_name,
            )
        return RuleViolation(
            f'{self.field_name}: there is no {self.noun} "{parent}", neither in these files nor in okr.',
            hint=f"Import the {self.noun} first or with it, or correct the id.",
            field=self.field_name,
        )

    def _refuse_cycle(self, ring: list[str]) -> None:
        first = ring.index(min(ring))
        upwards = [*ring[first:], *ring[:first], ring[first]]
        names = [self.name(node) for node in upwards]
        shown = names if len(names) <= SHOWN else [*names[:6], "...", *names[-5:]]
        error = RuleViolation(
            f"{self.field_name}: there is a cycle: {' > '.join(shown)}.",
            hint=f"One of them needs another {self.field_name}, or none.",
            field=self.field_name,
        )
        for node in ring:
            self.refused[node] = error
