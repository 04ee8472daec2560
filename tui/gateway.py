"""The only door to the data: asks a backend, from worker threads, and answers with view models.

Nothing here imports the contract or the ORM at the top: the first call does, in its worker, after the first paint.
Calls block and raise the errors of `okr.domain.errors`; screens reach them through `OkrScreen.ask`.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from okr.domain.errors import Unreachable
from tui.lens import Lens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from okr.client.backend import Backend
    from okr.contract.search import Findable
    from tui.gateways.agreements import Agreements
    from tui.gateways.cascade import Cascades
    from tui.gateways.conversation import Conversations
    from tui.gateways.cycles import Cycles
    from tui.gateways.goal_card import GoalCards
    from tui.gateways.goal_writing import GoalWriting
    from tui.gateways.looking import LookingBackend
    from tui.gateways.past_days import PastDays
    from tui.gateways.people import People
    from tui.gateways.plans import Plans
    from tui.gateways.rates import Rates
    from tui.gateways.settings import Settings
    from tui.gateways.surroundings import Surroundings
    from tui.head_start import HeadStart
    from tui.view_models.accountability import Accountability, Unaligned
    from tui.view_models.basics import Found
    from tui.view_models.check_ins import CheckInItem, DuePage, Overtaken, Preview, Reading, Recorded, Skipped
    from tui.view_models.goals import Branch, Cascade, GoalFilter, GoalPage
    from tui.view_models.homes import Home
    from tui.view_models.session import Role, Session
    from tui.view_models.why import Why

PAGE = 100
"""Rows of a page; about two screens, so that scrolling rarely waits."""
MOST_UNALIGNED = 50
"""Goals without a way up that are listed under what a unit answers for."""
FEW_TOPS = 3
"""So few tops are shown with the goals directly below them at the first look."""


class Gateway:
    """A company as the screens see it."""

    def __init__(self, connect: Callable[[], Backend], *, head_start: HeadStart | None = None) -> None:
        self._connect = connect
        self._head_start = head_start
        self._is_left = False
        self._guard = threading.Lock()
        self._backend: LookingBackend | None = None
        self.lens = Lens()
        """The day and the cycle that everything is asked for; set on the event loop, read by the workers."""
        self._session: Session | None = None

    @property
    def backend(self) -> LookingBackend:
        """The backend through the lens, connected at the first use."""
        with self._guard:
            if self._backend is None:
                if self._is_left:
                    raise Unreachable("The interface was left.")
                from tui.gateways.looking import LookingBackend

                self._backend = LookingBackend(self._connect(), lambda: self.lens)
            return self._backend

    @property
    def writes(self) -> int:
        """Differs after everything that was written here."""
        return self._backend.writes if self._backend is not None else 0

    def begin(self) -> None:
        """A question begins in this thread."""
        if self._backend is not None:
            self._backend.begin()

    @property
    def showed_today(self) -> bool:
        """Whether part of what was asked in this thread could only be answered as of today, though one looks back."""
        return self._backend is not None and self._backend.showed_today

    @property
    def surroundings(self) -> Surroundings:
        """Cycles, notices, undoing."""
        from tui.gateways.surroundings import Surroundings

        return Surroundings(lambda: self.backend)

    @property
    def past_days(self) -> PastDays:
        """Past days before they are looked at."""
        from tui.gateways.past_days import PastDays

        return PastDays(lambda: self.backend)

    @property
    def plans(self) -> Plans:
        """Plan files and documents with goals."""
        from tui.gateways.plans import Plans

        return Plans(lambda: self.backend)

    @property
    def people(self) -> People:
        """The organisation and its people."""
        from tui.gateways.people import People

        return People(lambda: self.backend)

    @property
    def cycles(self) -> Cycles:
        """A cycle's steps, reviews, grades, lessons."""
        from tui.gateways.cycles import Cycles

        return Cycles(lambda: self.backend)

    def session(self) -> Session:
        """Who is looking, and at what."""
        found = self._session = cast("Session | None", self._early("session")) or self._ask_session()
        return found

    def _ask_session(self) -> Session:
        from okr.contract.cycles import ListCycles
        from okr.contract.organisation import LatestChange, ShowOrganisation, WhoAmI
        from tui.reading.session import session

        backend = self.backend
        marker = backend.call(LatestChange()).marker
        cycles = backend.call(ListCycles(limit=PAGE)).items
        me, organisation = backend.call(WhoAmI()), backend.call(ShowOrganisation())
        return session(me, organisation, cycles=cycles, marker=marker, lens=self.lens)

    def cycle_shown(self) -> str | None:
        """The cycle that the first line names: the chosen one, else the current one, or that of the chosen day."""
        lens, known = self.lens, self._session
        if lens.cycle is not None:
            return lens.cycle
        return known.cycle if known is not None and known.lens == lens else self.session().cycle

    def unread(self) -> int:
        """How much is new for whoever looks."""
        early = self._early("unread")
        return cast("int", early) if early is not None else self.surroundings.unread()

    def _early(self, question: str) -> object | None:
        """What was asked before anybody asked here; it is for today and the current cycle."""
        if self._head_start is None:
            return None
        if self.lens != Lens():
            self._head_start.end()  # else it would wait to hand over what nobody takes any more
            return None
        return self._head_start.take(question)

    def marker(self) -> str:
        """A cheap marker that differs after every change."""
        from okr.contract.organisation import LatestChange

        return self.backend.call(LatestChange()).marker

    def turn_day(self) -> None:
        """Bring the numbers that move with the calendar to today."""
        from okr.contract.verification import TurnDay

        self.backend.call(TurnDay())

    def home(self, role: Role | None, *, at_a_glance: bool = False) -> Home:
        """What the acting person sees first; `at_a_glance` without counting the goals of a large company."""
        question = "home" if at_a_glance else "whole home"
        early = self._early(question) if self._head_start is not None and self._head_start.role == role else None
        if early is not None:
            return cast("Home", early)
        from okr.contract.homes import ShowHome
        from tui.reading.homes import home

        return home(self.backend.call(ShowHome(role=role, at_a_glance=at_a_glance)))

    def cascade(self, key: str | None, *, cursor: str | None = None, limit: int = PAGE) -> Cascade:
        """The goals directly below a goal, or the tops: one level at a time; few tops come with the goals below them."""
        from okr.contract.goals import ShowGoalTree
        from tui.reading.goals import cascade

        depth = 0 if key is None else 1
        tree = self.backend.call(ShowGoalTree(key=key, depth=depth, cursor=cursor, limit=limit))
        found = cascade(tree)
        if key is None and cursor is None and len(found.roots) <= FEW_TOPS:
            # Goal by goal: finding the tops of a large company takes a hundred times as long as what stands below one.
            return replace(found, roots=tuple(self._with_children(branch) for branch in found.roots))
        return found

    def _with_children(self, branch: Branch) -> Branch:
        """A top with the goals directly below it, where they are one page."""
        below = self.cascade(branch.goal.key)
        return below.roots[0] if below.roots and below.next_cursor is None else branch

    def line_of_sight(self, key: str) -> Cascade:
        """A goal and all goals above it up to the top."""
        from okr.contract.goals import ShowGoalTree
        from tui.reading.goals import cascade

        return cascade(self.backend.call(ShowGoalTree(key=key, up=True, depth=20)))

    def goals(self, wanted: GoalFilter, *, cursor: str | None = None) -> GoalPage:
        """A page of the goals that a filter leaves: of the cycle that the first line names, unless it names another."""
        from tui.gateways.goal_lists import goal_list

        is_back, cycle = self.lens.is_back, self.cycle_shown() if wanted.cycle is None else None
        return goal_list(self.backend, wanted, cycle=cycle, is_back=is_back, cursor=cursor, limit=PAGE)

    @property
    def cascades(self) -> Cascades:
        """What stands around the tree: trends, words for filters, the map."""
        from tui.gateways.cascade import Cascades

        return Cascades(lambda: self.backend)

    @property
    def conversations(self) -> Conversations:
        """Comments, blockers, initiatives, dependencies, agendas."""
        from tui.gateways.conversation import Conversations

        return Conversations(lambda: self.backend)

    @property
    def rates(self) -> Rates:
        """What rates are counted from."""
        from tui.gateways.rates import Rates

        return Rates(lambda: self.backend)

    @property
    def settings(self) -> Settings:
        """The settings of the organisation."""
        from tui.gateways.settings import Settings

        return Settings(lambda: self.backend)

    @property
    def agreements(self) -> Agreements:
        """The cascade contract."""
        from tui.gateways.agreements import Agreements

        return Agreements(lambda: self.backend)

    @property
    def goal_cards(self) -> GoalCards:
        """One goal in full."""
        from tui.gateways.goal_card import GoalCards

        return GoalCards(lambda: self.backend)

    @property
    def goal_writing(self) -> GoalWriting:
        """Writing goals and key results, and moving them through their life."""
        from tui.gateways.goal_writing import GoalWriting

        return GoalWriting(lambda: self.backend)

    def check_ins(self, key: str) -> tuple[CheckInItem, ...]:
        """The newest check-ins of a goal or key result."""
        from okr.contract.check_ins import ListCheckIns
        from tui.reading.check_ins import check_in

        return tuple(map(check_in, self.backend.call(ListCheckIns(key=key, limit=PAGE)).items))

    def why(self, key: str) -> Why:
        """The derivation of a goal's or key result's numbers."""
        from okr.contract.why import Explain
        from tui.reading.why import why

        return why(self.backend.call(Explain(key=key)))

    def edit_goal(self, key: str, *, title: str, why: str | None, version: int) -> None:
        """Write a goal's title and why."""
        from okr.contract.goals import EditGoal

        self.backend.call(EditGoal(key=key, title=title, why=why, version=version))

    def due(self, scope: str, *, within_days: int = 7, cursor: str | None = None) -> DuePage:
        """What is due: "mine", "team" or "all"."""
        from okr.contract.check_ins import ListDue
        from tui.reading.check_ins import due_page

        request = ListDue.model_validate(
            {"scope": scope, "within_days": within_days, "cursor": cursor, "limit": PAGE}, strict=False
        )
        return due_page(self.backend.call(request))

    def due_of_goal(self, key: str) -> DuePage:
        """The key results of a goal as if all were due, so that one can check in at any time."""
        from okr.contract.goals import ShowGoal
        from tui.reading.check_ins import due_of_goal

        return due_of_goal(self.backend.call(ShowGoal(key=key)))

    def preview(self, draft: Reading) -> Preview:
        """What a reading would do."""
        from okr.contract.check_ins import PreviewCheckIn
        from tui.reading.check_ins import preview

        request = PreviewCheckIn(
            key=draft.key,
            value=draft.value,
            confidence=draft.confidence,
            note=draft.note,
            blocker=draft.blocker,
            corrects=draft.corrects,
        )
        return preview(self.backend.call(request))

    def record(self, drafts: Sequence[Reading], skipped: Sequence[Skipped], *, key: str) -> Recorded | Overtaken:
        """Write readings, and why there is none of what is skipped, all or nothing; under the same key nothing is written twice."""
        from tui.gateways.check_ins import record

        return record(self.backend, drafts, skipped, key=key)

    def accountability(self, unit: str | None, *, at_a_glance: bool = False) -> Accountability:
        """Who answers for what, and how it is kept; at a glance a large unit is not counted yet."""
        from okr.contract.accountability import ShowAccountability
        from tui.reading.accountability import accountability

        return accountability(self.backend.call(ShowAccountability(unit=unit, at_a_glance=at_a_glance)))

    def unaligned(self, unit: str | None) -> tuple[Unaligned, ...]:
        """The first goals of a unit that lead to no top goal; where many do, this takes a second in a large company."""
        from okr.contract.alignment import ListOrphans
        from tui.reading.accountability import unaligned

        return tuple(map(unaligned, self.backend.call(ListOrphans(unit=unit, limit=MOST_UNALIGNED)).items))

    def search(self, text: str, kinds: tuple[Findable, ...] = (), *, nearly: bool = False) -> tuple[Found, ...]:
        """Goals, key results, people and units by a few letters, or those of some kinds alone; with `nearly` also by a slip."""
        from okr.contract.search import Search
        from tui.reading.search import found

        return found(self.backend.call(Search(text=text, kinds=kinds, nearly=nearly, limit=12)))

    @property
    def working_out(self) -> int | None:
        """How much of the chosen day is worked out, in hundredths; None where nothing is."""
        return None if self._backend is None else self._backend.working_out

    def stop_working_out(self) -> None:
        """Do not work a day out ahead any further."""
        if self._backend is not None:
            self._backend.stop_working_out()

    def stop_reading(self) -> None:
        """Stop what is being read at this moment."""
        if self._backend is not None:
            self._backend.interrupt()

    def interrupt(self) -> None:
        """Stop what is being read, so that quitting does not wait for it."""
        self._is_left = True
        if self._head_start is not None:
            self._head_start.end()
        backend = self._backend
        if backend is not None:
            backend.interrupt()

    def close(self) -> None:
        """Give connections back."""
        with self._guard:
            backend, self._backend = self._backend, None
        if backend is not None:
            backend.close()
        if self._head_start is not None:
            self._head_start.close()
