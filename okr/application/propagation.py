"""The roll-up (design section 4): the only writer of derived numbers.

Changed key results are computed anew from their definition and readings; what that changes in the sums of their goals
goes up along *contributes* links as differences, one write a goal, and stops where nothing changes. Locks are taken in
one order everywhere: key results by id, then goals by (level descending, id).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast
from uuid import UUID

from okr.application import meeting
from okr.application.case import WriteCase
from okr.application.exchanges import Exchange, sums_after
from okr.application.goal_numbers import day_row, goal_child, goal_values, sums_in_order, sums_of
from okr.application.key_result_numbers import (
    KnownCheckIn,
    child_of,
    known_check_ins,
    new_check_in,
    progress_row,
    stored_values,
)
from okr.application.levels import refuse_circle
from okr.application.movements import Moved, goal_movement, result_movement
from okr.contract.check_ins import Movement
from okr.domain.rollup import ChildFigures, goal_counts
from okr.domain.vocabulary import LinkKind
from storage import ancestors, audit, derived, together, tops
from storage import check_ins as check_in_statements
from storage.derived import GOAL_PROGRESS_COLUMNS, PROGRESS_COLUMNS, AnyRow
from storage.unit_of_work import WriteWork

MOVEMENTS = 1_000
"""How many movements a change reports; a bulk import moves more than anybody reads."""


AT_ONCE = 500
"""Up to so many goals are read together with all that is above them; more are read level by level, which bounds the memory."""


class _Link(NamedTuple):
    """A *contributes* link, with the level of the parent."""

    child_id: UUID
    parent_id: UUID
    weight_units: int
    level: int


@dataclass(slots=True)
class _RollUp:
    """What is on its way up: goals whose sums change by differences, and goals that are added up anew."""

    case: WriteCase
    known_results: Mapping[UUID, AnyRow]
    new_check_ins: Mapping[UUID, Sequence[KnownCheckIn]]
    unwritten_check_ins: Sequence[dict[str, Any]]
    unwritten_beside: Sequence[together.Rows] = ()
    known_readings: Mapping[UUID, Sequence[AnyRow]] = field(default_factory=dict)
    exchanges: dict[UUID, list[Exchange]] = field(default_factory=dict)
    anew: set[UUID] = field(default_factory=set)
    levels: dict[UUID, int] = field(default_factory=dict)
    movements: list[Moved] = field(default_factory=list)
    known_goals: dict[UUID, AnyRow] = field(default_factory=dict)
    known_links: dict[UUID, list[_Link]] = field(default_factory=dict)
    unwritten_results: dict[UUID, dict[str, object]] = field(default_factory=dict)
    fed: dict[UUID, dict[str, object]] = field(default_factory=dict)
    """What fed key results were brought to: feeds of several lengths come back to one of them, from there and not from the start."""
    told: dict[UUID, int] = field(default_factory=dict)
    """Where the movements of fed key results stand."""
    unwritten_goals: list[dict[str, object]] = field(default_factory=list)
    unwritten_days: list[dict[str, object]] = field(default_factory=list)
    stored: dict[UUID, dict[str, object] | None] = field(default_factory=dict)
    """What is stored in the place of what is unwritten, of key results and goals."""
    left: UUID | None = None
    """The top that somebody else has: what its children hand it waits among the exchanges, and is brought there as the last thing."""

    def touch(self, goal_id: UUID, level: int) -> None:
        if goal_id != self.left:
            self.levels[goal_id] = level

    @property
    def tells(self) -> bool:
        """Whether there is room for another movement."""
        return len(self.movements) < MOVEMENTS

    def look_up(self) -> None:
        """Lock and read all that may change, where that is little: two statements instead of three a level."""
        if not 0 < len(self.levels) <= AT_ONCE:
            return
        self.know(ancestors.locked_with_ancestors(self.case.work, list(self.levels), today=self.case.today))

    def goal_of_one(self, key_results: Collection[UUID], goals: Collection[UUID]) -> UUID | None:
        """The goal, where nothing but one key result changes, whose new numbers take no statement: the goal is read meanwhile."""
        if goals or len(key_results) != 1 or not self.known_readings:
            return None
        [row] = self.known_results.values()
        alone = row.feed_method is None and not row.feeds_another
        found: UUID | None = row.goal_id if alone else None
        return found

    def know(self, rows: Sequence[AnyRow]) -> None:
        """Keep what was locked and read, with all that is above it."""
        self.known_goals = {row.id: row for row in rows}
        self.known_links = {}
        for row in rows:
            if row.link_parent_id is not None:
                link = _Link(
                    row.id, row.link_parent_id, row.link_weight_units, self.known_goals[row.link_parent_id].level
                )
                self.known_links.setdefault(row.id, []).append(link)

    def leave_or_lock(self, goal_id: UUID, held: Collection[UUID]) -> None:
        """Leave the top for the end where somebody else has it, of a goal with all above it; else wait for what is not locked yet."""
        rows = self.known_goals.values()
        others = [row for row in rows if row.stored_goal_id is not None and row.id not in held]
        if len(others) == 1 and not self.anew and meeting.may_be_left(rows, others[0]):
            self.left = others[0].id
            self.levels.pop(self.left, None)
        elif others:
            self.lock(goal_id)

    def lock(self, goal_id: UUID) -> None:
        """Lock and read a goal and all above it, waiting for them."""
        self.left = None
        self.know(ancestors.locked_with_ancestors(self.case.work, [goal_id], today=self.case.today))

    def goals(self, ids: Sequence[UUID]) -> Sequence[AnyRow]:
        """The facts of goals of one level, locked."""
        if self.known_goals:
            return [self.known_goals[goal_id] for goal_id in ids]
        derived.lock_goals(self.case.work, ids)
        return derived.goals_by_id(self.case.work, ids, today=self.case.today)

    def links_from(self, ids: Sequence[UUID]) -> Iterable[_Link]:
        """The *contributes* links upwards from goals."""
        if self.known_goals:
            return [link for goal_id in ids for link in self.known_links.get(goal_id, ())]
        rows = derived.parents_of(self.case.work, ids)
        return [_Link(row.child_id, row.parent_id, row.weight_units, row.level) for row in rows]

    def write(self, *, by: Callable[..., None] = together.write) -> None:
        """Write what has been computed and noted; children before whoever adds them up anew."""
        by(
            self.case.work,
            check_in_statements.added(self.unwritten_check_ins),
            *self.unwritten_beside,
            derived.replaced_key_results(self.unwritten_results.values(), self.stored),
            derived.replaced_goals(self.unwritten_goals, self.stored),
            derived.replaced_days(self.unwritten_days),
            audit.added(self.case.entries_to_write()),
        )
        self.unwritten_check_ins, self.unwritten_beside = (), ()
        self.unwritten_results, self.unwritten_goals, self.unwritten_days = {}, [], []
        self.stored = {}


def propagate(
    case: WriteCase,
    *,
    key_results: Collection[UUID] = (),
    goals: Collection[UUID] = (),
    known: Iterable[AnyRow] = (),
    check_ins: Sequence[dict[str, Any]] = (),
    beside: Sequence[together.Rows] = (),
    readings: Mapping[UUID, Sequence[AnyRow]] | None = None,
    is_last: bool = False,
) -> tuple[Movement, ...]:
    """Bring the derived numbers in line after a change, up to the tops; answers what moved, from the bottom up.

    `key_results`: those whose definition, readings, state or feeds changed, new ones included. `goals`: those whose state,
    ambition, override, due date or set of children changed, new ones included; and the parents of removed links.
    `known`: the facts of key results that the caller has locked and read already. `check_ins`: new rows of check-ins, which
    are written here, together with what they move and with the rows `beside` them, of tables that nothing here reads.
    `readings`: the check-ins that these key results have so far, where the caller has read them too. `is_last`: nothing is read
    or written after this, so that what is written goes with the commit.
    """
    new: dict[UUID, list[KnownCheckIn]] = {}
    for values in check_ins:
        new.setdefault(values["key_result_id"], []).append(new_check_in(values))
    roll_up = _RollUp(case, {row.id: row for row in known}, new, check_ins, beside, readings or {})
    goal_id = roll_up.goal_of_one(key_results, goals)
    if goal_id is None:
        _refresh_key_results(roll_up, key_results)
        _add_up_anew(roll_up, goals)
        roll_up.look_up()
    else:
        at_the_end = is_last and case.work.ending.by_handler
        leaves_top = at_the_end and case.work.is_postgresql and not case.work.is_repeated
        with ancestors.locking_with_ancestors(case.work, [goal_id], today=case.today, leaves_top=leaves_top) as answers:
            _refresh_key_results(roll_up, key_results)
            if at_the_end and not roll_up.anew:
                roll_up.write(by=together.write_ahead)  # while the goals are locked and read
        roll_up.know(answers[-1])
        if leaves_top:
            roll_up.leave_or_lock(goal_id, {row.goal_id for row in answers[0]})
    _climb(roll_up)
    move = _move_of_top(roll_up)
    if move is not None:
        _write_and_move(roll_up, move)
    else:
        roll_up.write(by=_ending(case.work) if is_last else together.write)
    return tuple(moved.told() for moved in roll_up.movements)


def _climb(roll_up: _RollUp) -> None:
    """Bring the goals that are touched in line, and all above them, level by level."""
    before: int | None = None
    while roll_up.levels:
        deepest = max(roll_up.levels.values())
        # What is above lies on a smaller level, unless the links of a damaged file go in a circle.
        if before is not None and deepest >= before:
            refuse_circle(roll_up.case.work)
        before = deepest
        batch = [goal_id for goal_id, level in roll_up.levels.items() if level == deepest]
        for part in derived.chunks(batch):
            _refresh_goals(roll_up, part)


def _move_of_top(roll_up: _RollUp) -> tops.Move | None:
    """How the top that was left moves; None where it is not moved, or is brought in line like all others after all."""
    exchanges = roll_up.exchanges.get(roll_up.left) if roll_up.left is not None else None
    if roll_up.left is None or not exchanges:
        return None
    top = roll_up.known_goals[roll_up.left]
    move = meeting.move_of(top, exchanges, roll_up.case.today)
    if move is None:
        roll_up.lock(top.id)
        roll_up.touch(top.id, top.level)
        _climb(roll_up)
    return move


def _write_and_move(roll_up: _RollUp, move: tops.Move) -> None:
    """Write what is computed, move the top, and commit: it is locked for no longer."""
    top = roll_up.known_goals[move.goal_id]

    def by(work: WriteWork, *parts: together.Rows) -> None:
        _, [told] = together.write_ask_and_end(work, tops.moving(move), *parts)
        roll_up.movements.append(meeting.moved(top, told))

    roll_up.write(by=by)


def _ending(work: WriteWork) -> Callable[..., None]:
    """How the last of a transaction is written."""
    return together.write_and_end if work.ending.by_handler else together.write_last


def _refresh_key_results(roll_up: _RollUp, ids: Collection[UUID]) -> None:
    """Compute key results anew, and those that they feed, round by round (R3)."""
    waiting = set(ids)
    while waiting:
        feeding: set[UUID] = set()
        for part in derived.chunks(waiting):
            feeding |= _refresh_part(roll_up, part)
            if len(roll_up.unwritten_results) >= derived.CHUNK:
                roll_up.write()
        waiting = set()
        for part in derived.chunks(feeding):
            waiting |= derived.fed_by(roll_up.case.work, part)


def _refresh_part(roll_up: _RollUp, ids: Sequence[UUID]) -> set[UUID]:
    """Compute some key results; answers those whose value changed and that feed others."""
    case = roll_up.case
    rows = _results(roll_up, ids)
    unread = [result_id for result_id in ids if result_id not in roll_up.known_readings]
    check_ins = {**roll_up.known_readings, **(derived.check_ins_of(case.work, unread) if unread else {})}
    fed = [row.id for row in rows if row.feed_method is not None]
    if fed:
        roll_up.write()
    feeding = derived.feeding(case.work, fed) if fed else {}
    feeders: set[UUID] = set()
    for row in rows:
        values = progress_row(
            row,
            [*known_check_ins(check_ins.get(row.id, ())), *roll_up.new_check_ins.get(row.id, ())],
            feeding=feeding.get(row.id, ()) if row.feed_method is not None else None,
            today=case.today,
            zone=case.settings.time_zone,
            minimum_answers=case.settings.minimum_answers,
        )
        before = roll_up.fed.get(row.id) or stored_values(row, PROGRESS_COLUMNS)
        if before == values:
            continue
        roll_up.stored.setdefault(row.id, before)
        roll_up.unwritten_results[row.id] = values
        if row.feed_method is not None:
            roll_up.fed[row.id] = values
        _hand_to_goal(roll_up, row, before, values)
        if row.feeds_another and _value_of(before) != _value_of(values):
            feeders.add(row.id)
    return feeders


def _results(roll_up: _RollUp, ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """The facts of key results, locked; those that were read with them are not read again."""
    known = roll_up.known_results
    found = [known[result_id] for result_id in ids if result_id in known]
    rest = [result_id for result_id in ids if result_id not in known]
    if rest:
        derived.lock_key_results(roll_up.case.work, rest)
        found.extend(derived.key_results_by_id(roll_up.case.work, rest))
    return found


def _value_of(values: dict[str, object] | None) -> tuple[object, ...] | None:
    return None if values is None else (values["current"], values["has_reading"], values["last_reading_on"])


def _hand_to_goal(roll_up: _RollUp, row: AnyRow, before: dict[str, object] | None, after: dict[str, object]) -> None:
    if row.id in roll_up.told:
        place = roll_up.told[row.id]
        roll_up.movements[place] = roll_up.movements[place]._replace(after=after)
    elif roll_up.tells:
        if row.feed_method is not None:
            roll_up.told[row.id] = len(roll_up.movements)
        roll_up.movements.append(Moved(result_movement, row, before, after))
    now = child_of(after)
    weight = cast(int, after["counted_weight"])
    if before is None or before["counts"] != after["counts"] or before["counted_weight"] != weight:
        roll_up.anew.add(row.goal_id)
        roll_up.touch(row.goal_id, row.level)
        return
    was = child_of(before)
    if not after["counts"] or was == now:
        return
    roll_up.exchanges.setdefault(row.goal_id, []).append(Exchange(None, weight, row.ambition, was, now))
    roll_up.touch(row.goal_id, row.level)


def _add_up_anew(roll_up: _RollUp, goals: Collection[UUID]) -> None:
    """Mark goals, and whatever they contribute to, to be added up from their children instead of by differences."""
    work = roll_up.case.work
    for goal_id, level in derived.levels_of(work, goals).items():
        roll_up.anew.add(goal_id)
        roll_up.touch(goal_id, level)
    for part in derived.chunks(goals):
        for link in derived.parents_of(work, part):
            roll_up.anew.add(link.parent_id)
            roll_up.touch(link.parent_id, link.level)


def _refresh_goals(roll_up: _RollUp, ids: Sequence[UUID]) -> None:
    """Bring goals of one level in line, and hand what changed to their parents."""
    case = roll_up.case
    rows = roll_up.goals(ids)
    anew = [row for row in rows if row.id in roll_up.anew or row.stored_goal_id is None]
    if anew or not roll_up.known_goals:
        roll_up.write()
    sums = sums_of(case, anew)
    moved: dict[UUID, tuple[AnyRow, ChildFigures | None, ChildFigures]] = {}
    for row in rows:
        before = stored_values(row, GOAL_PROGRESS_COLUMNS)
        if row.id in sums or before is None:
            now = sums_in_order(sums[row.id])
        else:
            now = sums_after(before, roll_up.exchanges.get(row.id, ()))
        values = goal_values(row, now, today=case.today)
        if before is not None and {**before, "computed_for": values["computed_for"]} == values:
            continue
        roll_up.stored[row.id] = before
        roll_up.unwritten_goals.append(values)
        if before is None or (before["progress_ppm"], before["shown"]) != (values["progress_ppm"], values["shown"]):
            roll_up.unwritten_days.append(day_row(values))
        if roll_up.tells:
            roll_up.movements.append(Moved(goal_movement, row, before, values))
        was = None if before is None else goal_child(before)
        child = goal_child(values)
        if was != child:
            moved[row.id] = (row, was, child)
    for goal_id in ids:
        roll_up.levels.pop(goal_id, None)
        roll_up.exchanges.pop(goal_id, None)
        roll_up.anew.discard(goal_id)
    _hand_to_parents(roll_up, moved)


def _hand_to_parents(roll_up: _RollUp, moved: dict[UUID, tuple[AnyRow, ChildFigures | None, ChildFigures]]) -> None:
    counting = [goal_id for goal_id, (row, _, _) in moved.items() if goal_counts(row.state, LinkKind.CONTRIBUTES)]
    if not counting:
        return
    for link in roll_up.links_from(counting):
        row, was, now = moved[link.child_id]
        roll_up.touch(link.parent_id, link.level)
        if was is None:
            roll_up.anew.add(link.parent_id)
        else:
            exchange = Exchange(link.child_id, link.weight_units, row.ambition, was, now)
            roll_up.exchanges.setdefault(link.parent_id, []).append(exchange)
