"""A person in one look: what they own, why it matters, and how they keep it."""

from okr.contract.accountability import AccountabilityRow
from okr.contract.base import AsOf, Model, Query, operation
from okr.contract.goal_rows import GoalRow, ParentRef
from okr.contract.people import PersonView


class OwnedGoal(Model):
    """A goal that a person owns, with the way from its parent up to the top."""

    goal: GoalRow
    line_of_sight: tuple[ParentRef, ...]


class Portrait(Model):
    """A person with their goals of a cycle and their check-in discipline (R14).

    `has_line_of_sight`: one of their active goals leads to a top goal (R13). `hidden` counts goals that are not shown.
    """

    person: PersonView
    cycle: str
    goals: tuple[OwnedGoal, ...]
    account: AccountabilityRow
    has_line_of_sight: bool
    hidden: int = 0
    may_edit: bool = False


@operation("people.portrait", "GET", "/people/{handle}/portrait")
class ShowPortrait(AsOf, Query[Portrait]):
    """One person, by handle or e-mail, with what they own in a cycle: the current one unless another is given."""

    handle: str
    cycle: str | None = None
