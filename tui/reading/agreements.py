"""The cascade contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.contributions import OBJECTIVE_NEED, need_of
from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import FeedMethod, KeyResultState, Source, UnitKind
from tui.reading.basics import clean, long, maybe, person, text, unit
from tui.view_models.agreements import (
    Ask,
    AskCard,
    Asked,
    AskStep,
    Contract,
    Level,
    Receiver,
    Requests,
    Shared,
)
from tui.view_models.basics import Named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from okr.contract.contributions import (
        AskedContributions,
        ContributionRow,
        ContributionView,
        StepView,
        Subscriptions,
        SubscriptionView,
    )
    from okr.contract.goals import GoalView
    from okr.contract.key_results import KeyResultView
    from okr.contract.search import Hits
    from okr.contract.units import UnitView

PER_CENT = "%"


def ask(view: ContributionRow) -> Ask:
    """A contribution on the terms that stand."""
    return Ask(
        key=clean(view.key),
        parent=clean(view.parent),
        parent_title=clean(view.parent_title),
        receiver=_receiver(view),
        is_unit=view.unit is not None,
        offered=view.offered,
        state=view.state,
        title=clean(view.title),
        share=view.share,
        part_ppm=view.part,
        measure=clean(view.unit_of_measure),
        due=view.due,
        asked_by=person(view.asked_by),
        waits_for=maybe(view.waits_for),
        answer_due_on=view.answer_due_on,
        reminded=view.reminded,
        since=view.since.date(),
        said=text(view.said),
        child=text(view.child),
        child_state=view.child_state,
        child_result=text(view.child_key_result),
        version=view.version,
        over=text(view.over),
    )


def ask_card(view: ContributionView) -> AskCard:
    """A contribution with its whole history."""
    return AskCard(
        ask=ask(view),
        need=view.need,
        message=long(view.message),
        steps=tuple(map(_step, view.steps)),
        may=frozenset(view.may),
    )


def contract(
    view: GoalView, *, subscriptions: Subscriptions, rows: Iterable[ContributionRow], more: bool = False
) -> Contract:
    """All that is agreed and open about a goal and its key results, those first that were shared."""
    asks: dict[str, list[Ask]] = {}
    for row in rows:
        asks.setdefault(row.parent, []).append(ask(row))
    known = {one.parent: one for one in subscriptions.parents}
    from tui.actions import (  # the first home, which shows parts of contracts, is not held up by the keys
        MAY_ASK,
        MAY_LINK,
    )

    goal = Shared(clean(view.key), clean(view.title), OBJECTIVE_NEED, PER_CENT)
    blank = [goal, *(_result(result) for result in view.results)]
    parts = [
        _subscribed(part, known[part.key], asks.get(part.key, ())) if part.key in known else part for part in blank
    ]
    return Contract(
        key=clean(view.key),
        title=clean(view.title),
        owner=maybe(view.owner),
        starts=view.starts,
        due=view.due,
        parts=tuple(sorted(parts, key=lambda part: not part.asks)),
        may_ask=MAY_ASK in view.may,
        may_offer=MAY_LINK in view.may,
        more=more,
        over=text(subscriptions.over),
    )


def single(view: ContributionView) -> Contract:
    """What somebody sees who was asked for a part of a goal that they may not see."""
    one = ask(view)
    part = Shared(one.parent, one.parent_title, view.need, one.measure, asks=(one,))
    return Contract(
        key=one.goal,
        title=one.parent_title,
        owner=None,
        starts=None,
        due=None,
        parts=(part,),
        may_ask=False,
        may_offer=False,
        whole=False,
    )


def requests(
    waiting: Sequence[ContributionRow], all_mine: Sequence[ContributionRow], *, me: str, more: bool
) -> Requests:
    """What waits for a person, what they asked or offered, and the rest in which they have a part."""
    taken = {row.key for row in waiting}
    rest = [row for row in all_mine if row.key not in taken]
    mine = [row for row in rest if row.asked_by.handle == me]
    return Requests(
        waiting=tuple(map(ask, waiting)),
        sent=tuple(map(ask, mine)),
        others=tuple(ask(row) for row in rest if row.asked_by.handle != me),
        more=more,
    )


def subscribed(view: SubscriptionView) -> Shared:
    """What is subscribed of a goal or key result, without the asks."""
    return _subscribed(Shared(clean(view.parent), clean(view.title), view.need, clean(view.unit_of_measure)), view, ())


def asked(view: AskedContributions) -> Asked:
    """Who was asked."""
    return Asked(
        keys=tuple(clean(row.key) for row in view.asked),
        left_out=tuple(f"{clean(one.unit.name)}: {clean(one.reason)}" for one in view.left_out),
        sentence=clean(view.subscription.sentence),
    )


def receiver(view: UnitView) -> Receiver:
    """A unit that may be asked."""
    return Receiver("unit", clean(view.key), clean(view.name), view.people_below)


def people_found(view: Hits) -> tuple[Receiver, ...]:
    """The people among what was found."""
    return tuple(Receiver("person", clean(item.key), clean(item.title)) for item in view.items if item.kind == "person")


def levels(above: UnitView, below: Sequence[UnitView]) -> tuple[Level, ...]:
    """The levels below a unit, the nearest first."""
    found = []
    for kind in UnitKind:
        units = tuple(receiver(one) for one in below if one.kind is kind and one.key != above.key)
        if units:
            found.append(Level(kind.value, clean(above.key), clean(above.name), units))
    return tuple(found)


def _receiver(view: ContributionRow) -> Named:
    if view.unit is not None:
        return unit(view.unit)
    return person(view.person) if view.person is not None else person(view.asked_by)


def _step(view: StepView) -> AskStep:
    return AskStep(
        number=view.number,
        step=view.step,
        title=clean(view.title),
        share=view.share,
        due=view.due,
        text=text(view.text),
        by=person(view.by),
        on=view.recorded_at.date(),
    )


def _result(view: KeyResultView) -> Shared:
    """A key result that nobody was asked for yet."""
    key, title, measure = clean(view.key), clean(view.title), clean(view.unit_of_measure or "")
    try:
        need = need_of(view.metric, view.baseline, view.target, key=key)
    except RuleViolation as error:
        return Shared(key, title, None, measure, cannot=error.message)
    return Shared(key, title, need, measure, cannot=_cannot(view))


def _cannot(view: KeyResultView) -> str | None:
    """Why nobody can take a share of a key result, as the application would refuse it."""
    if view.state is not KeyResultState.ACTIVE:
        return f"{view.key} is {view.state} and frozen."
    if view.source is Source.FED:
        return None if view.feed_method is FeedMethod.SUM else f"{view.key} is fed by the {view.feed_method} of others."
    if view.source is not Source.TYPED:
        return f"{view.key} takes its readings from a {view.source}."
    return "It has readings of its own, which would not count once others feed it." if view.has_reading else None


def _subscribed(part: Shared, view: SubscriptionView, asks: Sequence[Ask]) -> Shared:
    return Shared(
        key=part.key,
        title=part.title,
        need=view.need,
        measure=clean(view.unit_of_measure),
        asked_ppm=view.asked,
        accepted_ppm=view.accepted,
        open_ppm=view.open,
        countered_ppm=view.countered,
        declined_ppm=view.declined,
        offered_ppm=view.offered,
        given_up_ppm=view.given_up,
        gap_ppm=view.gap,
        sentence=clean(view.sentence),
        asks=tuple(asks),
        cannot=part.cannot,
    )
