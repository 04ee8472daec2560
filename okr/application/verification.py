"""Verify, repair, and the turn of the day: the handlers."""

import time
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.handlers import takes_long
from okr.application.levels import circle, relevel
from okr.application.propagation import propagate
from okr.application.recomputed_rows import Rules
from okr.application.recomputing import Difference as FoundDifference
from okr.application.recomputing import Recomputed
from okr.application.recomputing_apart import recompute_whole
from okr.application.rights import who_has
from okr.application.turning import WHOLE_CHUNK, is_behind, turn, write_case
from okr.contract.verification import Difference, Repair, TurnDay, TurnReport, Verify, VerifyReport
from okr.domain.errors import InvalidInput, NotAllowed
from okr.domain.policy import Action, OrganisationFacts, explain
from okr.domain.vocabulary import ObjectKind
from storage import audit, derived, verification
from storage.unit_of_work import Store, WriteWork

REPAIR = "verification.repair"
TURN_CHUNK = 2_000


@takes_long(Verify)
def verify(store: Store, case: ReadCase, query: Verify) -> VerifyReport:
    """Recompute everything for today and compare. What the calendar alone moves is brought to today first.

    The numbers themselves are shown to administrators; others are told how many differ.
    """
    started = time.monotonic()
    case = _standing(case)
    found = _recomputed(store, case)
    _note_circle(store, found)
    return _report(case, found, started)


@takes_long(Repair)
def repair(store: Store, case: ReadCase, command: Repair) -> VerifyReport:
    """Write the recomputed numbers where they differ, and look again; `repaired` says that nothing differs any more."""
    if not case.may(Action.ADMINISTER, OrganisationFacts()):
        asked = store.read(lambda work: who_has(replace(case, work=work), Action.ADMINISTER, OrganisationFacts()))
        raise NotAllowed(explain(Action.ADMINISTER, OrganisationFacts()), hint=asked)
    started = time.monotonic()
    case = _standing(case)
    found = _recomputed(store, case)
    if not found.difference_count:
        _note(store, case, found)
        return _report(case, found, started)
    if found.surplus:
        store.write(verification.delete_surplus_rows, timeout_s=0)
    _levels(store, case, found)
    _key_results(store, case, sorted(found.key_results))
    _goals(store, case, sorted(found.goals))
    left = recompute_whole(store, _rules(case))
    _note(store, case, found)
    return _report(case, found, started, repaired=left.difference_count == 0)


@takes_long(TurnDay)
def turn_day(store: Store, case: ReadCase, command: TurnDay) -> TurnReport:
    """Bring what moves with the calendar to today; anybody may, since it says nothing and decides nothing."""
    if command.chunk < 1:
        raise InvalidInput("chunk: at least 1 key result at a time.", field="chunk")
    return turn(store, case, command.chunk)


def _note_circle(store: Store, found: Recomputed) -> None:
    """Name a cycle of links, if there is one: then the level of one of its goals at least is not what follows from the others."""
    keys = store.read(circle, timeout_s=0) if found.levels else None
    if keys is not None:
        found.differences.insert(
            0, FoundDifference(key=keys[0], field="links", stored=f"a circle: {' > '.join(keys)}", computed=None)
        )
        found.difference_count += 1


def _standing(case: ReadCase) -> ReadCase:
    """The case on the day that the numbers stand at, where that is later: the day never turns back, so they are compared with it."""
    turned_to = case.settings.turned_to
    return case if turned_to is None or turned_to <= case.today else replace(case, today=turned_to)


def _recomputed(store: Store, case: ReadCase) -> Recomputed:
    """Recompute for the day of the case, brought to it first; what differs may only be behind, which takes a while to find out."""
    if case.settings.turned_to != case.today:
        turn(store, case, TURN_CHUNK)
    found = recompute_whole(store, _rules(case))
    if found.difference_count and is_behind(store, case.today):
        turn(store, case, TURN_CHUNK)
        found = recompute_whole(store, _rules(case))
    return found


def _rules(case: ReadCase) -> Rules:
    return Rules(case.today, case.settings.time_zone, case.settings.minimum_answers)


def _levels(store: Store, case: ReadCase, found: Recomputed) -> None:
    wrong = sorted(found.levels)
    if wrong:
        store.write(lambda work: relevel(write_case(case, work, REPAIR), wrong), timeout_s=0)


def _key_results(store: Store, case: ReadCase, ids: Sequence[UUID]) -> None:
    """Write key results; their goals are added up anew, since a difference to a wrong number would be wrong as well."""
    for start in range(0, len(ids), WHOLE_CHUNK):
        part = ids[start : start + WHOLE_CHUNK]

        def step(work: WriteWork, part: Sequence[UUID] = part) -> None:
            goals = {row.goal_id for row in derived.key_results_by_id(work, part)}
            propagate(write_case(case, work, REPAIR), key_results=part, goals=goals)

        store.write(step, timeout_s=0)


def _goals(store: Store, case: ReadCase, ids: Sequence[UUID]) -> None:
    """Write goals, deepest first, so that what is above is added up from what is right."""
    levels = store.read(lambda work: derived.levels_of(work, ids), timeout_s=0)
    deepest_first = sorted(levels, key=lambda goal: (-levels[goal], goal))
    for start in range(0, len(deepest_first), WHOLE_CHUNK):
        part = deepest_first[start : start + WHOLE_CHUNK]

        def step(work: WriteWork, part: Sequence[UUID] = part) -> None:
            propagate(write_case(case, work, REPAIR), goals=part)

        store.write(step, timeout_s=0)


def _note(store: Store, case: ReadCase, found: Recomputed) -> None:
    """Write the repair into the audit: what differed, cut as in the report."""
    before = {f"{item.key} {item.field}": item.stored for item in found.differences}
    after = {f"{item.key} {item.field}": item.computed for item in found.differences}

    def step(work: WriteWork) -> None:
        own: WriteCase = write_case(case, work, REPAIR)
        own.record(ObjectKind.ORGANISATION, case.settings.organisation_id, None, before=before, after=after)
        audit.append(work, *own.entries)

    store.write(step)


def _report(case: ReadCase, found: Recomputed, started: float, *, repaired: bool = False) -> VerifyReport:
    differences = found.differences if case.may(Action.ADMINISTER, OrganisationFacts()) else ()
    shown = tuple(Difference(**one._asdict()) for one in differences)
    return VerifyReport(
        day=case.today,
        goals=found.goal_count,
        key_results=found.key_result_count,
        check_ins=found.check_in_count,
        difference_count=found.difference_count,
        differences=shown,
        repaired=repaired,
        seconds=round(time.monotonic() - started, 3),
    )
