"""Dependencies: which goals need, or are blocked by, other goals. They count towards nothing."""

from datetime import datetime

from okr.contract.base import Command, Model, PersonRef, operation
from okr.domain.vocabulary import DependencyKind, GoalState, Status


class DependencyView(Model):
    """A dependency as one of its goals shows it; `key` is the other goal."""

    key: str
    title: str
    kind: DependencyKind
    note: str | None
    owner: PersonRef | None
    state: GoalState
    status: Status | None
    by: PersonRef | None
    recorded_at: datetime


class DependenciesView(Model):
    """What a goal depends on and what depends on it. `circle` is a chain of dependencies that comes back to it, empty where there is none.

    Goals that the acting person may not see are left out, and `hidden` counts them.
    """

    key: str
    title: str
    depends_on: tuple[DependencyView, ...]
    needed_by: tuple[DependencyView, ...]
    circle: tuple[str, ...]
    hidden: int = 0


@operation("dependencies.add", "PUT", "/goals/{key}/dependencies/{on}")
class DependOn(Command[DependenciesView]):
    """Say that a goal needs another one or is blocked by it, or change that; both owners are told.

    A circle is shown, not refused: two goals may well wait for each other, and that is what people have to see.
    """

    key: str
    on: str
    kind: DependencyKind = DependencyKind.NEEDS
    note: str | None = None


@operation("dependencies.end", "DELETE", "/goals/{key}/dependencies/{on}")
class EndDependency(Command[DependenciesView]):
    """Say that a goal no longer depends on another one; both owners are told."""

    key: str
    on: str
