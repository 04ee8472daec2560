"""The agenda of a talk."""

from okr.contract import agenda as contract
from okr.exchange.agenda import agenda_markdown
from tui.reading.agreements import ask
from tui.reading.basics import clean, long, person, text
from tui.reading.check_ins import due
from tui.reading.conversation import blocker, work
from tui.reading.homes import acknowledged
from tui.view_models.agenda import Agenda, Changed, MovedTarget


def agenda(view: contract.Agenda, *, days: int) -> Agenda:
    """What two people have to talk about."""
    return Agenda(
        person=person(view.person),
        with_person=person(view.with_person),
        day=view.day,
        since=view.since,
        days=days,
        changed=tuple(map(_changed, view.changed)),
        moved=tuple(map(_moved, view.moved_targets)),
        blockers=tuple(map(blocker, view.blockers)),
        due=tuple(map(due, view.due)),
        work=tuple(map(work, view.initiatives)),
        asks=tuple(map(ask, view.asks)),
        recognition=tuple(map(acknowledged, view.recognition)),
        hidden=view.hidden,
        markdown=long(agenda_markdown(view)) or "",
    )


def _changed(view: contract.ChangedGoal) -> Changed:
    return Changed(
        key=clean(view.key),
        title=clean(view.title),
        before_ppm=view.progress_before,
        after_ppm=view.progress_after,
        status_before=view.status_before,
        status_after=view.status_after,
        began=view.began,
        note=text(view.last_note),
    )


def _moved(view: contract.MovedTarget) -> MovedTarget:
    return MovedTarget(
        key=clean(view.key),
        field=clean(view.field),
        before=text(view.before),
        after=text(view.after),
        reason=clean(view.reason),
        on=view.on,
    )
