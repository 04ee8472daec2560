"""The agenda of a talk: what another person's goals did, what is due, what stands in the way, what is asked; as far as one may see it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from sqlalchemy import or_

from okr.application.acknowledging import acknowledged
from okr.application.blockers import blocker_views
from okr.application.case import ReadCase
from okr.application.contributions_reading import contribution_rows
from okr.application.contributions_steps import FoundContribution
from okr.application.due import began_on, due_items
from okr.application.finding import find_person
from okr.application.handlers import reads
from okr.application.initiatives import initiative_views
from okr.contract.agenda import Agenda, ChangedGoal, MovedTarget, ShowAgenda
from okr.contract.base import PersonRef
from okr.contract.contributions import ContributionRow
from okr.domain.errors import InvalidInput
from storage import agenda as statements
from storage import blockers, contribution_reading, contributions, due, goal_reading, initiatives
from storage.policy import load_actor
from storage.rows import AnyRow
from storage.tables.goals import initiatives as initiatives_table

AHEAD = timedelta(days=7)
"""How far what is due is looked ahead."""
MOST = 50
"""Items of a kind that an agenda holds: nobody talks about more."""
LONGEST = 366
"""Days that an agenda looks back at most."""


@reads(ShowAgenda)
def show_agenda(case: ReadCase, query: ShowAgenda) -> Agenda:
    """What the acting person and another one have to talk about."""
    if not 1 <= query.days <= LONGEST:
        raise InvalidInput(f"days: from 1 to {LONGEST} days are looked back.", field="days")
    person = find_person(case, query.person)
    since = case.today - timedelta(days=query.days)
    rows = statements.goals_of(case.work, case.actor, person.id, since=since, today=case.today)
    in_the_way = (blockers.visible(case.actor), blockers.mine(person.id))
    began = datetime.combine(since, time.min, tzinfo=case.settings.time_zone).astimezone(UTC)
    cycle_began = began_on(case)
    return Agenda(
        person=PersonRef(handle=person.handle, name=person.name),
        with_person=PersonRef(handle=case.actor.handle, name=case.actor.name),
        day=case.today,
        since=since,
        changed=_changed(case, rows, since),
        moved_targets=_moved(case, rows, since),
        due=due_items(
            case,
            due.page(
                case.work,
                case.actor,
                due.of_person(person.id),
                after=None,
                through=case.today + AHEAD,
                limit=MOST,
                began=cycle_began,
            ),
            began=cycle_began,
        ),
        initiatives=initiative_views(
            case,
            initiatives.page(
                case.work,
                initiatives.visible(case.actor),
                initiatives.mine(person.id),
                initiatives.TO_DO,
                initiatives_table.c.due_on <= case.today + AHEAD,
                limit=MOST,
            ),
        ),
        blockers=blocker_views(case, blockers.page(case.work, *in_the_way, blockers.WAITS, limit=MOST)),
        answered=blocker_views(case, blockers.page(case.work, *in_the_way, blockers.answered_since(began), limit=MOST)),
        asks=_asks(case, person),
        recognition=acknowledged(
            case,
            person.id,
            [row.id for row in goal_reading.key_results_of(case.work, [row.id for row in rows])],
            since=began,
            limit=MOST,
        ),
        hidden=statements.hidden_goals_of(case.work, case.actor, person.id, since=since, today=case.today),
    )


def _changed(case: ReadCase, rows: Sequence[AnyRow], since: date) -> tuple[ChangedGoal, ...]:
    """The goals that moved or began after a day, or of which a check-in since left a note."""
    notes = statements.notes(case.work, [row.id for row in rows], since=since)
    found = (
        ChangedGoal(
            key=row.key,
            title=row.title,
            state=row.state,
            progress_before=row.progress_before_ppm,
            progress_after=row.progress_ppm,
            status_before=row.shown_before,
            status_after=row.shown,
            began=row.activated_on is not None and row.activated_on > since,
            last_note=notes.get(row.id),
        )
        for row in rows
    )
    return tuple(islice((one for one in found if _is_news(one)), MOST))


def _is_news(goal: ChangedGoal) -> bool:
    moved = (goal.progress_before, goal.status_before) != (goal.progress_after, goal.status_after)
    return moved or goal.began or goal.last_note is not None


def _moved(case: ReadCase, rows: Sequence[AnyRow], since: date) -> tuple[MovedTarget, ...]:
    midnight = datetime.combine(since, time.max, tzinfo=case.settings.time_zone).astimezone(UTC)
    found = statements.moved_targets(case.work, [row.id for row in rows], since=midnight)
    return tuple(
        MovedTarget(
            key=row.key,
            field=row.field,
            before=row.before,
            after=row.after,
            reason=row.reason,
            on=row.recorded_at.astimezone(case.settings.time_zone).date(),
        )
        for row in found[-MOST:]
    )


def _asks(case: ReadCase, person: AnyRow) -> tuple[ContributionRow, ...]:
    """Contributions without an answer that wait for the other person, or that the other person has a part in and wait for this one."""
    other = load_actor(case.work, person.id)
    waits = or_(
        contributions.waits_for(other, on=case.today),
        contributions.waits_for(case.actor, on=case.today) & contributions.concerns(other, on=case.today),
    )
    found = contribution_reading.page(
        case.work, contributions.visible(case.actor), waits, order=contribution_reading.DUE_ORDER, limit=MOST
    )
    return tuple(contribution_rows(case, [FoundContribution(row) for row in found]))
