"""The agenda of a talk of two people: what changed, what is due, what stands in the way, what is asked."""

from datetime import date

from okr.contract.base import Model, PersonRef, Query, Ratio, operation
from okr.contract.blockers import BlockerView
from okr.contract.check_ins import DueItem
from okr.contract.contributions import ContributionRow
from okr.contract.homes import Acknowledged
from okr.contract.initiatives import InitiativeView
from okr.domain.vocabulary import GoalState, Status


class ChangedGoal(Model):
    """A goal of the person that moved, or that began, since the day: where it stood and where it stands."""

    key: str
    title: str
    state: GoalState
    progress_before: Ratio | None
    progress_after: Ratio | None
    status_before: Status | None
    status_after: Status | None
    began: bool
    last_note: str | None


class MovedTarget(Model):
    """What was changed of what one of the person's goals has to reach: from the target ledger."""

    key: str
    field: str
    before: str | None
    after: str | None
    reason: str
    on: date


class Agenda(Model):
    """What the acting person and another one have to talk about. Only what the acting person may see; `hidden` counts the person's other goals.

    `answered` are the blockers that were answered since the day; `recognition` is what others said to the person's check-ins when
    they read them.
    """

    person: PersonRef
    with_person: PersonRef
    day: date
    since: date
    changed: tuple[ChangedGoal, ...]
    moved_targets: tuple[MovedTarget, ...]
    due: tuple[DueItem, ...]
    initiatives: tuple[InitiativeView, ...]
    blockers: tuple[BlockerView, ...]
    answered: tuple[BlockerView, ...] = ()
    asks: tuple[ContributionRow, ...]
    recognition: tuple[Acknowledged, ...] = ()
    hidden: int


@operation("agenda.show", "GET", "/people/{person}/agenda")
class ShowAgenda(Query[Agenda]):
    """The agenda of a talk with a person; what changed in the last `days` days, what is due within the next seven."""

    person: str
    days: int = 14
