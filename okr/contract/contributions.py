"""The cascade contract: what a parent's owner asks of others, what others offer, and how they come to agree."""

from datetime import date, datetime

from okr.contract.base import (
    AsOf,
    Command,
    Model,
    Number,
    Page,
    PageOf,
    PersonRef,
    Query,
    Ratio,
    UnitRef,
    Weight,
    operation,
)
from okr.domain.vocabulary import ContributionState, ContributionStep, GoalState, ShareMode, UnitKind


class ContributionRow(Model):
    """A contribution to a goal or a key result, on the terms that stand now.

    `share` is in the unit of measure of the parent key result, or in per cent of the parent goal; `part` is the same as a part
    of what the parent needs. The last step was taken at `since`, with the words `said`. Whoever is asked sees key, title and need
    of the parent, even where they may not see the parent. `over` says why nothing is agreed on it any more, unless it was.
    """

    key: str
    parent: str
    parent_title: str
    unit: UnitRef | None
    person: PersonRef | None
    offered: bool
    state: ContributionState
    title: str
    share: Number | None
    part: Ratio | None
    unit_of_measure: str
    due: date
    asked_by: PersonRef
    waits_for: PersonRef | None
    answer_due_on: date | None
    reminded: bool
    since: datetime
    said: str | None
    child: str | None
    child_state: GoalState | None
    child_key_result: str | None
    over: str | None = None
    version: int


class StepView(Model):
    """One step on the way to an agreement, with the terms at that time; never overwritten."""

    number: int
    step: ContributionStep
    title: str
    share: Number | None
    due: date
    text: str | None
    by: PersonRef
    recorded_at: datetime


class ContributionView(ContributionRow):
    """A contribution with all its steps, and what the acting person may do now."""

    need: Number | None
    message: str | None
    steps: tuple[StepView, ...]
    may: tuple[str, ...]


class SubscriptionView(Model):
    """How much of what a parent needs is subscribed (R13); each part is one of `need`, which is `t - b` without its sign, or 100 %.

    `asked` leaves out what was withdrawn; `offered` counts offers without an answer; `given_up` is what was accepted and whose
    goal was cancelled since. `gap` is what was accepted beyond the need, negative where it falls short.
    """

    parent: str
    title: str
    need: Number
    unit_of_measure: str
    asked: Ratio
    accepted: Ratio
    open: Ratio
    countered: Ratio
    declined: Ratio
    offered: Ratio
    given_up: Ratio
    gap: Ratio
    verdict: str
    sentence: str
    contributions: int


class Subscriptions(Model):
    """The subscriptions of a goal and of its key results, or of one key result; those without contributions are left out.

    `over` says why nobody is asked to contribute any more.
    """

    key: str
    title: str
    parents: tuple[SubscriptionView, ...]
    over: str | None = None


class AskedUnit(Model):
    """A unit that was left out of a level, and why."""

    unit: UnitRef
    reason: str


class AskedContributions(Model):
    """What was asked, who was left out, and where the parent stands now."""

    asked: tuple[ContributionRow, ...]
    left_out: tuple[AskedUnit, ...]
    subscription: SubscriptionView


class NewReceiver(Model):
    """Who is asked: a unit or a person; with a share of their own where shares are typed, a weight where they go by weight."""

    unit: str | None = None
    person: str | None = None
    share: Number | None = None
    weight: Weight | None = None


@operation("contributions.ask", "POST", "/contributions")
class AskContributions(Command[AskedContributions]):
    """Ask units and people to contribute to a goal or a key result, all or nothing.

    `level` with `below` asks every unit of a kind below a unit. What the parent needs (or `amount` of it) is divided by `shares`;
    typed shares may add up to more or less. The title is the parent's unless given, the due date too.
    """

    parent: str
    receivers: tuple[NewReceiver, ...] = ()
    level: UnitKind | None = None
    below: str | None = None
    shares: ShareMode = ShareMode.EQUAL
    amount: Number | None = None
    title: str | None = None
    due_on: date | None = None
    message: str | None = None


@operation("contributions.offer", "POST", "/contributions/offers")
class OfferContribution(Command[ContributionView]):
    """Offer a goal to a parent goal, or a key result to a parent key result; the parent's owner accepts or not.

    The share of a key result is what it moves unless given.
    """

    offered: str
    parent: str
    share: Number | None = None
    message: str | None = None


@operation("contributions.accept", "POST", "/contributions/{key}/acceptance")
class AcceptContribution(Command[ContributionView]):
    """Agree on the terms that stand, for which a goal is written.

    It *contributes* to the parent goal; or its key result *feeds* the parent key result, and it *supports* its goal (R3). The goal is a draft unless `activate` is given. Its owner is the person, or the unit's lead unless `owner` is given; `baseline`
    is where the giver stands today.
    """

    key: str
    owner: str | None = None
    why: str | None = None
    baseline: Number | None = None
    activate: bool = False
    version: int | None = None


@operation("contributions.counter", "POST", "/contributions/{key}/counter")
class CounterContribution(Command[ContributionView]):
    """Answer with another share, due date or title, and the reason."""

    key: str
    share: Number | None = None
    due_on: date | None = None
    title: str | None = None
    reason: str
    version: int | None = None


@operation("contributions.decline", "POST", "/contributions/{key}/refusal")
class DeclineContribution(Command[ContributionView]):
    """Say no, with the reason."""

    key: str
    reason: str
    version: int | None = None


@operation("contributions.ask-again", "POST", "/contributions/{key}/request")
class AskContributionAgain(Command[ContributionView]):
    """Ask again after a counter, a refusal or a withdrawal, or on other terms; what is left out stays."""

    key: str
    share: Number | None = None
    due_on: date | None = None
    title: str | None = None
    message: str | None = None
    version: int | None = None


@operation("contributions.withdraw", "POST", "/contributions/{key}/withdrawal")
class WithdrawContribution(Command[ContributionView]):
    """Take back a request or an offer that is not agreed yet."""

    key: str
    reason: str | None = None
    version: int | None = None


@operation("contributions.take-back", "DELETE", "/contributions/{key}/last-step")
class TakeBackStep(Command[ContributionView]):
    """Take back one's own last step within some minutes, before anybody went on from it: it stands as before.

    What was accepted is open again, its goal is cancelled and its link untied; refused once something was built on it.
    """

    key: str
    version: int | None = None


@operation("contributions.show", "GET", "/contributions/{key}")
class ShowContribution(Query[ContributionView]):
    """One contribution with its steps."""

    key: str


@operation("contributions.list", "GET", "/contributions")
class ListContributions(PageOf, AsOf, Query[Page[ContributionRow]]):
    """Contributions to a parent, of a unit or of a person; without any of them those in which the acting person has a part.

    A parent is a goal with its key results, or one key result. `waiting`: those that wait for an answer; without anything else, for an answer of the acting person, the longest due first.
    """

    parent: str | None = None
    unit: str | None = None
    person: str | None = None
    waiting: bool = False
    state: ContributionState | None = None


@operation("contributions.subscription", "GET", "/subscriptions/{key}")
class ShowSubscription(AsOf, Query[Subscriptions]):
    """How much of what a goal or a key result needs is asked, accepted, countered, declined and open (R13)."""

    key: str
