"""What the made-up company answers about the conversation on a goal: comments, blockers, work, dependencies, agendas."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from okr.contract import agenda, blockers, check_ins, comments, contributions, dependencies, goals, initiatives
from okr.contract.base import Done, Page, PersonRef
from okr.contract.check_ins import DueItem
from okr.domain.errors import NotAllowed
from okr.domain.mentions import mentioned
from okr.domain.vocabulary import BlockerState, DependencyKind, GoalState, Status
from tests.tui.rooms import agreements

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
GOAL = "CARE-1"


@dataclass
class Talk:
    """What is said, in the way, and done about `GOAL`; tests change it."""

    comments: list[comments.CommentView] = field(default_factory=list)
    blockers: list[blockers.BlockerView] = field(default_factory=list)
    work: list[initiatives.InitiativeView] = field(default_factory=list)
    needs: list[dependencies.DependencyView] = field(default_factory=list)
    circle: tuple[str, ...] = ()
    withdrawn: dict[int, str] = field(default_factory=dict)


_OF: WeakKeyDictionary[Any, Talk] = WeakKeyDictionary()


def of(backend: Any) -> Talk:
    """The conversation behind a backend."""
    if backend not in _OF:
        _OF[backend] = Talk() if backend.company.empty else _talk(backend)
    return _OF[backend]


def _person(backend: Any, handle: str) -> PersonRef:
    found: PersonRef = backend.company.person(handle)
    return found


def _talk(backend: Any) -> Talk:
    note = backend.company.note
    return Talk(
        comments=[
            _comment(backend, 3, f"{GOAL}.1", "priya", 0, "They start on Monday, @tom and @maria."),
            _comment(backend, 2, GOAL, "maria", 2, note),
            _comment(backend, 1, GOAL, "sam", 6, None),
        ],
        blockers=[
            _blocker(backend, 2, backend.company.blocker or "Two of five desks are empty", late=2, climbed=True),
            _blocker(backend, 1, "No licence for the north", late=0, answer=note),
        ],
        work=[
            _work(backend, 1, "Hire two agents", "priya", due=-3),
            _work(backend, 2, "Write answers for the ten usual questions", "maria", due=20),
            _work(backend, 3, "Move the phones", "tom", due=None, done=True),
        ],
        needs=[_tie(backend, "OPS-1", DependencyKind.BLOCKED_BY, note)],
        circle=("CARE-1", "OPS-1", "CARE-1"),
    )


def _comment(backend: Any, number: int, on: str, by: str, days: int, text: str | None) -> comments.CommentView:
    return comments.CommentView(
        goal=GOAL, number=number, on=on, text=text, mentions=(), by=_person(backend, by),
        recorded_at=NOW - timedelta(days=days), withdrawn=text is None,
        may_withdraw=by == backend.company.me and text is not None,
    )  # fmt: skip


def _blocker(
    backend: Any, number: int, text: str, *, late: int, climbed: bool = False, answer: str | None = None
) -> blockers.BlockerView:
    return blockers.BlockerView(
        key=f"{GOAL}.1#{number}", key_result=f"{GOAL}.1", title="Median time to the first answer", goal=GOAL, text=text,
        state=BlockerState.ANSWERED if answer else BlockerState.OPEN, raised_on=TODAY - timedelta(days=9),
        by=_person(backend, "priya"), owner=_person(backend, "maria"), answer_due_on=TODAY - timedelta(days=late),
        days_late=late, climbed_on=TODAY - timedelta(days=4) if climbed else None, answer=answer,
        answered_by=_person(backend, "ada") if answer else None, answered_at=NOW if answer else None, version=2,
    )  # fmt: skip


def _work(
    backend: Any, number: int, title: str, owner: str, *, due: int | None, done: bool = False
) -> initiatives.InitiativeView:
    return initiatives.InitiativeView(
        key=f"{GOAL}~{number}", goal=GOAL, key_result=f"{GOAL}.1" if number == 1 else None, title=title,
        owner=_person(backend, owner), due_on=None if due is None else TODAY + timedelta(days=due),
        done_on=TODAY - timedelta(days=4) if done else None, days_late=max(0, -(due or 0)), external_id=None, version=1,
    )  # fmt: skip


def _tie(backend: Any, key: str, kind: DependencyKind, note: str | None) -> dependencies.DependencyView:
    plan = backend.company.plan(key)
    return dependencies.DependencyView(
        key=key, title=plan.title, kind=kind, note=note, owner=_person(backend, plan.owner or "sam"),
        state=GoalState.ACTIVE, status=Status.AT_RISK, by=_person(backend, "maria"), recorded_at=NOW,
    )  # fmt: skip


def _show_goal(backend: Any, request: goals.ShowGoal) -> goals.GoalView:
    from tests.tui.rooms import goal_card

    view: goals.GoalView = goal_card.ANSWERS[goals.ShowGoal](backend, request)
    if view.key != GOAL:
        return view
    talk = of(backend)
    changes = {
        "initiatives": tuple(talk.work),
        "depends_on": tuple(talk.needs),
        "needed_by": (),
        "dependency_circle": talk.circle,
    }
    return view.model_copy(update=changes)


def _list_comments(backend: Any, request: comments.ListComments) -> Page[comments.CommentView]:
    return Page[comments.CommentView](items=tuple(of(backend).comments) if request.on == GOAL else ())


def _add_comment(backend: Any, request: comments.AddComment) -> comments.CommentResult:
    talk = of(backend)
    number = 1 + max((one.number for one in talk.comments), default=0)
    comment = _comment(backend, number, request.on, backend.company.me, 0, request.text)
    talk.comments.insert(0, comment)
    told = [handle for handle in mentioned(request.text) if handle in backend.company.people_names]
    missed = [handle for handle in mentioned(request.text) if handle not in told]
    return comments.CommentResult(
        comment=comment,
        told=tuple(_person(backend, handle) for handle in told),
        not_told=tuple(comments.NotTold(handle=handle, reason="nobody has this handle") for handle in missed),
    )


def _withdraw(backend: Any, request: comments.WithdrawComment) -> comments.CommentView:
    talk = of(backend)
    at = next(at for at, one in enumerate(talk.comments) if one.number == request.number)
    gone = {"text": None, "withdrawn": True, "may_withdraw": False, "may_restore": True}
    talk.withdrawn[request.number] = talk.comments[at].text or ""
    talk.comments[at] = talk.comments[at].model_copy(update=gone)
    return talk.comments[at]


def _restore(backend: Any, request: comments.RestoreComment) -> comments.CommentView:
    talk = of(backend)
    at = next(at for at, one in enumerate(talk.comments) if one.number == request.number)
    back = {"text": talk.withdrawn[request.number], "withdrawn": False, "may_withdraw": True, "may_restore": False}
    talk.comments[at] = talk.comments[at].model_copy(update=back)
    return talk.comments[at]


def _list_blockers(backend: Any, request: blockers.ListBlockers) -> Page[blockers.BlockerView]:
    return Page[blockers.BlockerView](items=tuple(of(backend).blockers) if request.key == GOAL else ())


def _change_blocker(backend: Any, key: str, **changes: Any) -> blockers.BlockerView:
    talk = of(backend)
    if backend.company.me == "sam":
        raise NotAllowed(
            f"You may not answer this blocker: {key}.", hint="Maria Lopes, who has to answer, and those above may."
        )
    at = next(at for at, one in enumerate(talk.blockers) if one.key == key)
    talk.blockers[at] = talk.blockers[at].model_copy(update={**changes, "version": talk.blockers[at].version + 1})
    return talk.blockers[at]


def _answer(backend: Any, request: blockers.AnswerBlocker) -> blockers.BlockerView:
    me = _person(backend, backend.company.me)
    state = BlockerState.ANSWERED
    return _change_blocker(backend, request.key, state=state, answer=request.answer, answered_by=me)


def _reopen(backend: Any, request: blockers.ReopenBlocker) -> blockers.BlockerView:
    return _change_blocker(backend, request.key, state=BlockerState.OPEN, answer=None, answered_by=None)


def _assign(backend: Any, request: blockers.AssignBlocker) -> blockers.BlockerView:
    return _change_blocker(backend, request.key, owner=_person(backend, request.owner))


def _create_work(backend: Any, request: initiatives.CreateInitiative) -> initiatives.InitiativeView:
    talk = of(backend)
    made = _work(backend, len(talk.work) + 1, request.title, request.owner or backend.company.me, due=None)
    made = made.model_copy(update={"due_on": request.due_on})
    talk.work.append(made)
    return made


def _edit_work(backend: Any, request: initiatives.EditInitiative) -> initiatives.InitiativeView:
    talk = of(backend)
    at = next(at for at, one in enumerate(talk.work) if one.key == request.key)
    changes = {name: getattr(request, name) for name in request.model_fields_set - {"key", "version"}}
    if "owner" in changes:
        changes["owner"] = _person(backend, changes["owner"]) if changes["owner"] else None
    talk.work[at] = talk.work[at].model_copy(update={**changes, "version": talk.work[at].version + 1})
    return talk.work[at]


def _depend(backend: Any, request: dependencies.DependOn) -> dependencies.DependenciesView:
    talk = of(backend)
    talk.needs = [one for one in talk.needs if one.key != request.on]
    talk.needs.append(_tie(backend, request.on, request.kind, request.note))
    return _dependencies(talk)


def _undepend(backend: Any, request: dependencies.EndDependency) -> dependencies.DependenciesView:
    talk = of(backend)
    talk.needs = [one for one in talk.needs if one.key != request.on]
    return _dependencies(talk)


def _dependencies(talk: Talk) -> dependencies.DependenciesView:
    return dependencies.DependenciesView(key=GOAL, title="", depends_on=tuple(talk.needs), needed_by=(), circle=())


def _agenda(backend: Any, request: agenda.ShowAgenda) -> agenda.Agenda:
    company, talk = backend.company, of(backend)
    empty = company.empty
    plans = [] if empty else company.plans[2:5]
    waiting = agreements.ANSWERS[contributions.ListContributions](
        backend, contributions.ListContributions(waiting=True)
    )
    return agenda.Agenda(
        person=_person(backend, request.person),
        with_person=_person(backend, company.me),
        day=TODAY,
        since=TODAY - timedelta(days=request.days),
        changed=tuple(
            agenda.ChangedGoal(
                key=plan.key, title=plan.title, state=GoalState.ACTIVE, progress_before=None if at == 2 else 250_000 + 90_000 * at,
                progress_after=plan.progress, status_before=Status.AT_RISK, status_after=plan.status, began=at == 2,
                last_note=company.note if at == 0 else None,
            )
            for at, plan in enumerate(plans)
        ),
        moved_targets=()
        if empty
        else (
            agenda.MovedTarget(
                key=f"{GOAL}.1", field="target", before="1", after="2", reason=company.note, on=date(2026, 11, 10)
            ),
        ),
        due=tuple(
            DueItem(
                key_result=company.results(plan)[0], due_on=TODAY - timedelta(days=late), days_late=max(0, late), may_check_in=True
            )
            for plan, late in zip(plans, (12, 0, -2), strict=False)
        ),
        initiatives=tuple(talk.work[:2]),
        blockers=tuple(talk.blockers[:1]),
        asks=() if empty else waiting.items,
        hidden=0 if empty else 2,
    )  # fmt: skip


def _remove_work(backend: Any, request: initiatives.RemoveInitiative) -> Done:
    talk = of(backend)
    talk.work[:] = [one for one in talk.work if one.key != request.key]
    return Done(message=f"{request.key} is taken away")


def _acknowledge(backend: Any, request: check_ins.AcknowledgeCheckIn) -> check_ins.CheckInView:
    if backend.company.me == "sam":
        raise NotAllowed("Only a manager above or the unit's lead may acknowledge this check-in, never its author.")
    return check_ins.CheckInView(
        key=request.key, number=request.number, effective_on=TODAY, value=None, answers=None, confidence=None, status=None,
        note=None, blocker=None, corrects=None, voids=None, by=None, recorded_at=NOW, imported=False,
        acknowledged_by=_person(backend, backend.company.me),
    )  # fmt: skip


ANSWERS: dict[type, Any] = {
    initiatives.RemoveInitiative: _remove_work,
    check_ins.AcknowledgeCheckIn: _acknowledge,
    comments.AddComment: _add_comment,
    comments.WithdrawComment: _withdraw,
    comments.RestoreComment: _restore,
    blockers.ListBlockers: _list_blockers,
    blockers.AnswerBlocker: _answer,
    blockers.ReopenBlocker: _reopen,
    blockers.AssignBlocker: _assign,
    initiatives.CreateInitiative: _create_work,
    initiatives.EditInitiative: _edit_work,
    dependencies.DependOn: _depend,
    dependencies.EndDependency: _undepend,
    agenda.ShowAgenda: _agenda,
}
OWN: dict[type, Any] = {goals.ShowGoal: _show_goal, comments.ListComments: _list_comments}
"""What other rooms answer in their own way; `talking` takes these instead."""


def talking(company: Any = None, *, may: tuple[str, ...] = ("ask_contribution", "add_initiative", "link_goal")) -> Any:
    """A backend whose goal goes with the conversation of this room."""
    from tests.tui.company import Company

    backend = agreements.agreed(company or Company(me="maria"), may=may)
    backend.answers.update(OWN)
    return backend
