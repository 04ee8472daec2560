"""Writing: goals and key results are made, changed and moved through their life; and what is looked up for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.contract.cycles import ListCycles
from okr.contract.focus_areas import ListFocusAreas
from okr.contract.goals import CreateGoal, EditGoal, EndOverride, MoveGoal, SetGoalState, SetOverride, ShowGoal
from okr.contract.key_results import CreateKeyResult, EditKeyResult, MilestoneView, NewKeyResult, ShowKeyResult
from okr.contract.organisation import WhoAmI
from okr.contract.people import ShowPerson
from okr.contract.reviews import ReviewGoal
from okr.contract.search import Search
from okr.contract.units import ShowUnit
from okr.domain.vocabulary import CycleState, GoalState
from tui.likeness import best_first, search_words
from tui.reading.basics import clean, unit
from tui.reading.goals import goal, parent, result
from tui.view_models.basics import Named
from tui.view_models.goal_writing import Around, CycleChoice, Heard, Like, Past

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from okr.client.backend import Backend
    from okr.contract.search import Findable
    from okr.domain.vocabulary import ReviewVerdict, Status
    from tui.view_models.goal_writing import NewGoal, NewResult
    from tui.view_models.goals import ResultItem

PAGE = 100
SIBLINGS = 4
"""Goals beside the new one that its preview shows."""
LIKE_PPM = 300_000
"""From this share of common words on a goal is shown as an overlap."""
PAST_PPM = 600_000
"""From this share on a key result is taken for an earlier one of the same thing."""


class GoalWriting:
    """Everything that changes a goal or key result, and what one has to know while writing."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    # Looking up -------------------------------------------------------------------------------------------------

    def around(self, key: str | None) -> Around:
        """What a new goal below a parent can refer to, and where it lands."""
        backend = self._connected()
        cycles = tuple(
            CycleChoice(clean(one.key), one.starts_on, one.ends_on, one.is_current, one.needs_approval)
            for one in backend.call(ListCycles(limit=PAGE)).items
            if one.state in {CycleState.PLANNING, CycleState.ACTIVE}
        )
        found = backend.call(ListFocusAreas(limit=PAGE)).items
        areas = tuple(Named(clean(area.key), clean(area.name)) for area in found if not area.archived)
        me = backend.call(WhoAmI())
        own = unit(me.unit) if me.unit is not None else None
        if key is None:
            return Around(cycles, areas, own)
        view = backend.call(ShowGoal(key=key))
        siblings = tuple(map(goal, view.child_goals[:SIBLINGS]))
        more = max(0, view.children - len(siblings))
        return Around(cycles, areas, own, goal(view), tuple(map(parent, view.line_of_sight)), siblings, more)

    def like(self, title: str, *, heard: Heard, excluding: str | None = None) -> tuple[Like, ...]:
        """Goals that sound like a title, the most alike first; what was heard of its words before is not asked again."""
        backend = self._connected()
        hits = self._titles("goal", search_words(title), heard)
        found = best_first(title, ((key, other) for key, other in hits if key != excluding), least_ppm=LIKE_PPM)[:2]
        for key, _ in found:
            if key not in heard.goals:
                heard.goals[key] = goal(backend.call(ShowGoal(key=key)))
        items = [(heard.goals[key], share) for key, share in found]
        return tuple(
            Like(one.key, one.title, one.owner.name if one.owner else None, one.numbers.status, share)
            for one, share in items
        )

    def _titles(self, kind: Findable, words: Iterable[str], heard: Heard) -> list[tuple[str, str]]:
        """Keys and titles of what has one of some words in its title, each once."""
        backend = self._connected()
        for word in words:
            if (kind, word) not in heard.words:
                hits = backend.call(Search(text=word, kinds=(kind,), limit=20)).items
                heard.words[kind, word] = {hit.key: hit.title for hit in hits if hit.kind == kind}
        return list({key: title for word in words for key, title in heard.words[kind, word].items()}.items())

    def past(self, title: str, *, heard: Heard) -> Past | None:
        """The last reading of the key result that is most like a title; None where nothing was read of such a thing."""
        backend = self._connected()
        hits = self._titles("key result", search_words(title, at_most=2), heard)
        for key, share in best_first(title, hits, least_ppm=PAST_PPM)[:3]:
            view = result(backend.call(ShowKeyResult(key=key)))
            if view.has_reading and view.current is not None:
                return Past(view.key, view.title, view.current, view.measure, view.last_reading_on, share)
        return None

    def result(self, key: str) -> ResultItem:
        """A key result as it stands now."""
        return result(self._connected().call(ShowKeyResult(key=key)))

    # Writing ----------------------------------------------------------------------------------------------------

    def create(self, new: NewGoal, *, key: str) -> str:
        """Write a goal with its key results, all or nothing; answers its key. Sent twice under one key it is written once."""
        request = CreateGoal(
            title=new.title,
            why=new.why,
            unit=new.unit,
            owner=new.owner,
            cycle=new.cycle,
            focus_area=new.area,
            ambition=new.ambition,
            due_on=new.due_on,
            parent=new.parent,
            link_kind=new.link,
            key_results=tuple(map(_result, new.results)),
            activate=new.begins,
        )
        return clean(self._connected().call(request, key=key).key)

    def edit_goal(self, key: str, changes: Mapping[str, object], *, unit: str | None, version: int) -> None:
        """Change a goal; what is not in `changes` stays. Another unit is a move, which comes first."""
        backend = self._connected()
        if unit is not None:
            version = backend.call(MoveGoal(key=key, unit=unit, version=version)).version
        if changes:
            backend.call(EditGoal.model_validate({"key": key, "version": version, **changes}))

    def edit_result(self, key: str, changes: Mapping[str, object], *, version: int) -> None:
        """Change a key result; what is not in `changes` stays."""
        self._connected().call(EditKeyResult.model_validate({"key": key, "version": version, **changes}))

    def add_result(self, goal_key: str, new: NewResult, *, key: str) -> str:
        """Add a key result to a goal; answers its key."""
        made = self._connected().call(CreateKeyResult(goal=goal_key, key_result=_result(new)), key=key)
        return clean(made.key)

    # The life of a goal -----------------------------------------------------------------------------------------

    def set_state(self, key: str, state: GoalState, *, reason: str | None, version: int) -> None:
        """Take a goal to another state."""
        self._connected().call(SetGoalState(key=key, state=state, reason=reason, version=version))

    def submit(self, key: str, *, unit: str, owner: str | None, version: int) -> tuple[str, ...]:
        """Propose a goal; answers the names of those who review it: the unit's lead and the owner's manager, never its owner."""
        backend = self._connected()
        asked = [backend.call(ShowUnit(key=unit)).lead]
        if owner is not None:
            asked.append(backend.call(ShowPerson(handle=owner)).manager)
        self.set_state(key, GoalState.PROPOSED, reason=None, version=version)
        return tuple(dict.fromkeys(clean(one.name) for one in asked if one is not None and one.handle != owner))

    def review(self, key: str, verdict: ReviewVerdict, *, remark: str | None, version: int) -> None:
        """Approve a goal or give it back."""
        self._connected().call(ReviewGoal(key=key, verdict=verdict, remark=remark, version=version))

    def override(self, key: str, status: Status, *, reason: str, until: date | None) -> None:
        """Set another status than the computed one (R7)."""
        self._connected().call(SetOverride(key=key, status=status, reason=reason, until=until))

    def end_override(self, key: str) -> None:
        """Show the computed status again."""
        self._connected().call(EndOverride(key=key))


def _result(new: NewResult) -> NewKeyResult:
    return NewKeyResult(
        title=new.title,
        metric=new.metric,
        unit_of_measure=new.measure,
        baseline=new.baseline,
        target=new.target,
        lower=new.lower,
        upper=new.upper,
        milestones=tuple(
            MilestoneView(title=one.title, weight=one.weight, due_on=one.due_on) for one in new.milestones
        ),
        due_on=new.due_on,
    )
