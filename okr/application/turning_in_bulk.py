"""The turn of the day for rows by the thousand: what is alike is worked out once, from a reading transaction, and written after.

A row is written only where it still is what it was when it was read; what was changed in between is left to the caller. Which
values a row gets is said by the same functions as in the roll-up: `progress_row`, `contribution`, and what is held equal to them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.key_result_numbers import child_figures, known_check_ins, progress_row
from okr.domain.goal_numbers import child_adds, goal_numbers
from okr.domain.pace import PaceFactors
from okr.domain.rollup import ChildFigures, GoalSums, contribution, qualifies
from okr.domain.vocabulary import Ambition, GoalState, Status
from storage import derived, turning, verification
from storage.rewriting import put_days, rewrite, rewrite_apart
from storage.schema import goal_progress, key_result_progress
from storage.streaming import Notation, Token
from storage.unit_of_work import ReadWork, WriteWork

REMEMBERED = 20_000
"""Rows of each kind that are kept in case the next ones are like them: some ten megabytes."""

WHOLE_NAMES = tuple(column.name for column in turning.WHOLE)
WHOLE_GUARDS = ("computed_for", "check_in_count", "progress_raw_ppm", "expected_ppm", "status", "stable_until")
GOAL_NAMES = tuple(column.name for column in verification.GOAL_STORED)
SUM_NAMES = tuple(GoalSums.__dataclass_fields__)
GOAL_GUARDS = (*SUM_NAMES, "shown")
_PROGRESS, _SHOWN = GOAL_NAMES.index("progress_ppm"), GOAL_NAMES.index("shown")

Row = tuple[Any, ...]


class Change(NamedTuple):
    """What alike rows become: the columns, their new values and what the guards must still be, and whether more than the day changes."""

    columns: tuple[str, ...]
    values: Row
    counts: bool


@dataclass(slots=True)
class Plan:
    """Rows of a page to be written, by the columns that change; `changed` of them change in more than the day.

    Each is its token and what it becomes, which rows that are alike have in common: so it is handed over once.
    """

    page: list[Token]
    rows: dict[tuple[str, ...], list[tuple[Token, Row]]] = field(default_factory=lambda: defaultdict(list))
    days: list[Row] = field(default_factory=list)
    changed: int = 0
    left: list[UUID] = field(default_factory=list)

    def add(self, token: Token, change: Change) -> None:
        """Have a row become what rows like it become."""
        self.rows[change.columns].append((token, change.values))
        self.changed += change.counts


def write_results(work: WriteWork, plan: Plan) -> bool:
    """Write key results; answers whether every one still was what it was."""
    wanted = written = 0
    for columns, rows in plan.rows.items():
        wanted += len(rows)
        written += rewrite(work, key_result_progress, rows, changed=columns, guards=WHOLE_GUARDS)
    return wanted == written


def write_goals(work: WriteWork, plan: Plan) -> list[Token]:
    """Write goals and where they stand at the end of the day; answers those that somebody else changed after they were read."""
    left: list[Token] = []
    for columns, rows in plan.rows.items():
        left += rewrite_apart(work, goal_progress, rows, changed=columns, guards=GOAL_GUARDS)
    changed = set(left)
    put_days(work, [row for row in plan.days if row[0] not in changed] if changed else plan.days)
    return left


@dataclass(slots=True)
class Turner:
    """What is remembered while the day turns."""

    case: ReadCase
    notation: Notation
    wholes: dict[tuple[Token, Token, Token | None], Change | None] = field(default_factory=dict)
    parts: dict[Token, "_Given"] = field(default_factory=dict)
    children: dict[Token, "_Given"] = field(default_factory=dict)
    kinds: dict[Token, "_Kind"] = field(default_factory=dict)
    goals: dict[tuple[Token, ...], "_GoalChange | None"] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day that is turned to."""
        return self.case.today

    def plan_wholes(self, work: ReadWork, page: Sequence[Sequence[Any]]) -> Plan:
        """What becomes of key results that are computed whole; feeds are none of theirs."""
        missing = {
            (definition, stored, written): token
            for token, definition, stored, written in page
            if (definition, stored, written) not in self.wholes
        }
        self._work_out(work, missing)
        plan = Plan([row[0] for row in page])
        for token, definition, stored, written in page:
            change = self.wholes[definition, stored, written]
            if change is not None:
                plan.add(token, change)
        return plan

    def _work_out(self, work: ReadWork, missing: dict[tuple[Token, Token, Token | None], Token]) -> None:
        """Work out the kinds of key results that were not met yet, each from one that is of it."""
        kinds = {self.notation.identity(token): kind for kind, token in missing.items()}
        for part in derived.chunks(kinds):
            check_ins = derived.check_ins_of(work, part)
            for row in derived.key_results_by_id(work, part):
                values = progress_row(
                    row,
                    known_check_ins(check_ins.get(row.id, ())),
                    feeding=None,
                    today=self.today,
                    zone=self.case.settings.time_zone,
                    minimum_answers=self.case.settings.minimum_answers,
                )
                kind = kinds[row.id]
                _room(self.wholes)[kind] = self._whole(kind[1], values)

    def _whole(self, stored: Token, values: dict[str, object]) -> Change | None:
        was = dict(zip(WHOLE_NAMES, self.notation.take_apart(stored, turning.WHOLE), strict=True))
        columns = tuple(name for name in WHOLE_NAMES if values[name] != was[name])
        if not columns:
            return None
        news, guards = (values[name] for name in columns), (was[name] for name in WHOLE_GUARDS)
        return Change(columns, self._plain(*news, *guards), columns != ("computed_for",))

    def plan_goals(self, work: ReadWork, page: Sequence[Sequence[Any]], level: int) -> Plan:
        """What becomes of goals of one level, from their children, which stand at the day already."""
        results: dict[Token, list[Token]] = {goal[0]: [] for goal in page}
        below: dict[Token, list[Token]] = defaultdict(list)
        first, last = page[0][0], page[-1][0]
        for token, part in turning.results_of(work, first, last, level=level):
            if token in results:
                results[token].append(part)
        for token, part in turning.children_of(work, first, last, level=level):
            below[token].append(part)
        plan = Plan([row[0] for row in page])
        today = self.notation.plain(self.today)
        for token, definition, stored in page:
            own, others = results[token], below.get(token, ())
            alike = (definition, stored, *sorted(own)) if not others else ()
            if alike and alike in self.goals:
                change = self.goals[alike]
            else:
                change = self._goal(definition, stored, [*map(self._result, own), *map(self._child, others)])
                if alike:
                    _room(self.goals)[alike] = change
            if change is None:
                continue
            if change.is_new:
                plan.left.append(self.notation.identity(token))
                continue
            plan.add(token, change.change)
            if change.day is not None:
                plan.days.append((token, today, *change.day))
        return plan

    def _result(self, part: Token) -> "_Given":
        given = self.parts.get(part)
        if given is None:
            given = _room(self.parts)[part] = _of_result(self.notation.take_apart(part, turning.RESULT_PART))
        return given

    def _child(self, part: Token) -> "_Given":
        given = self.children.get(part)
        if given is None:
            given = _room(self.children)[part] = _of_goal(self.notation.take_apart(part, turning.CHILD_PART))
        return given

    def _goal(self, definition: Token, stored: Token, children: Sequence["_Given"]) -> "_GoalChange | None":
        """What becomes of a goal; None where it is what it must be."""
        kind = self.kinds.get(definition)
        if kind is None:
            kind = self.kinds[definition] = _kind_of(
                self.notation.take_apart(definition, verification.GOAL), self.today
            )
        sums = _added_up(children, kind.ambition)
        numbers = goal_numbers(sums, kind.factors, after_due=kind.after_due, committed=kind.committed)
        shown = kind.override or numbers.status
        news = self.notation.numbers(sums, (*numbers[:4], shown, numbers.weakest, numbers.stale and kind.is_active))
        was = self.notation.fields(stored)
        if news == was:
            return None
        changed = [place for place, (new, old) in enumerate(zip(news, was, strict=True)) if new != old]
        columns = ("computed_for", *(GOAL_NAMES[place] for place in changed))
        values = (self.notation.plain(self.today), *(news[place] for place in changed))
        moved = news[_PROGRESS] != was[_PROGRESS] or news[_SHOWN] != was[_SHOWN]
        return _GoalChange(
            Change(columns, (*values, *was[: len(SUM_NAMES)], was[_SHOWN]), True),
            is_new=was[0] == self.notation.plain(None),
            day=(news[_PROGRESS], news[_PROGRESS + 1], news[_SHOWN]) if moved else None,
        )

    def _plain(self, *values: object) -> Row:
        return tuple(map(self.notation.plain, values))


class _GoalChange(NamedTuple):
    """What goals become that are alike; those without a derived row get one under lock. `day`: where they stand at its end."""

    change: Change
    is_new: bool
    day: Row | None


class _Given(NamedTuple):
    """What a child gives to a goal, as places in the sums and amounts: where it speaks for the weakest status, and where not."""

    weight_units: int
    weighs: bool
    ambition: Ambition | None
    speaking: tuple[tuple[int, int], ...]
    silent: tuple[tuple[int, int], ...]


class _Kind(NamedTuple):
    """What many goals have in common."""

    ambition: Ambition
    committed: bool
    after_due: bool
    is_active: bool
    factors: PaceFactors
    override: Status | None


def _kind_of(values: Sequence[Any], today: date) -> _Kind:
    state, ambition, due_on, on_track, at_risk, allowance, override = values
    factors = PaceFactors(on_track, at_risk, allowance)
    committed, is_active = ambition is Ambition.COMMITTED, state is GoalState.ACTIVE
    return _Kind(ambition, committed, today > due_on, is_active, factors, override)


def _of_result(values: Sequence[Any]) -> _Given:
    """What a key result gives; it has the ambition of its goal."""
    weight, raw, expected, fresh, status, shown, has_reading, guardrail_broken = values
    figures = child_figures(
        progress_raw_ppm=raw,
        expected_ppm=expected,
        fresh=fresh,
        status=status,
        shown=shown,
        has_reading=has_reading,
        guardrail_broken=guardrail_broken,
    )
    return _given(weight, None, figures)


def _of_goal(values: Sequence[Any]) -> _Given:
    weight, ambition, progress, expected, coverage, status, shown, with_reading = values
    adds = child_adds(
        weight,
        progress_ppm=progress,
        expected_ppm=expected,
        coverage_ppm=coverage,
        status=status,
        shown=shown,
        has_reading=with_reading > 0,
    )
    silent = adds if ambition is Ambition.COMMITTED else _silent(adds)
    return _Given(weight, True, ambition, adds, silent)


def _given(weight: int, ambition: Ambition | None, figures: ChildFigures) -> _Given:
    amounts = _amounts(contribution(weight, figures, speaks=True))
    adds = tuple([(place, amount) for place, amount in enumerate(amounts) if amount])
    return _Given(weight, figures.shown is not None, ambition, adds, _silent(adds))


def _silent(adds: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return tuple([add for add in adds if add[0] not in _OF_STATUS])


_amounts = attrgetter(*SUM_NAMES)
_OF_STATUS = range(SUM_NAMES.index("off_track"), SUM_NAMES.index("reached") + 1)
"""The places in the sums that only those have a part in who speak for the weakest status."""


def _added_up(children: Sequence[_Given], ambition: Ambition) -> list[int]:
    """The sums of a goal, in the order of `GoalSums`."""
    weight_all = sum([child.weight_units for child in children if child.weighs])
    sums = [0] * len(SUM_NAMES)
    for child in children:
        speaks = qualifies(child.ambition or ambition, child.weight_units, weight_all=weight_all)
        for place, amount in child.speaking if speaks else child.silent:
            sums[place] += amount
    return sums


def _room(known: dict[Any, Any]) -> dict[Any, Any]:
    """The same dictionary, emptied where it has become too large."""
    if len(known) >= REMEMBERED:
        known.clear()
    return known
