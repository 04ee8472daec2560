"""Whoever takes something over in a reorganisation is told so: one notice for each reason, with the keys of what is theirs now."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.notices import Notice, notify_each
from okr.application.reorgs_draft import Draft, Line
from okr.domain.vocabulary import ObjectKind

NAMED = 8
"""Keys of each kind that a notice names; the rest is counted."""

WORDS: Mapping[tuple[ObjectKind, str], tuple[str, str]] = {
    (ObjectKind.GOAL, "owner_id"): ("goal", "goals"),
    (ObjectKind.KEY_RESULT, "owner_id"): ("key result", "key results"),
    (ObjectKind.UNIT, "lead_id"): ("lead of", "lead of"),
    (ObjectKind.PERSON, "manager_id"): ("manager of", "manager of"),
    (ObjectKind.GOAL, "sponsor_id"): ("sponsor of", "sponsor of"),
    (ObjectKind.GOAL, "delegate_id"): ("delegate of", "delegate of"),
    (ObjectKind.FOCUS_AREA, "owner_id"): ("focus area", "focus areas"),
    (ObjectKind.INITIATIVE, "owner_id"): ("initiative", "initiatives"),
    (ObjectKind.BLOCKER, "owner_id"): ("blocker of", "blockers of"),
    (ObjectKind.CONTRIBUTION, "person_id"): ("to answer", "to answer"),
    (ObjectKind.CONTRIBUTION, "asked_by_id"): ("asked for", "asked for"),
    (ObjectKind.ORGANISATION, "owner_id"): ("owner of", "owner of"),
}
"""What somebody answers for, in this order: one of a kind, and several."""


def tell_heirs(case: WriteCase, draft: Draft) -> None:
    """Tell each person what passes to them; whoever does the reorganisation knows."""
    passing: dict[tuple[UUID, str], list[Line]] = {}
    for line in draft.lines.values():
        if (line.kind, line.column) in WORDS and isinstance(line.after, UUID):
            passing.setdefault((line.after, line.why), []).append(line)
    notify_each(case, [_notice(heir, why, lines) for (heir, why), lines in passing.items()])


def _notice(heir: UUID, why: str, lines: Iterable[Line]) -> Notice:
    order = list(WORDS)
    of_kind: dict[tuple[ObjectKind, str], list[Line]] = {}
    for line in sorted(lines, key=lambda one: (order.index((one.kind, one.column)), one.key)):
        of_kind.setdefault((line.kind, line.column), []).append(line)
    parts = [f"{WORDS[kind][len(some) > 1]} {_listed(some)}" for kind, some in of_kind.items()]
    first = next(iter(of_kind.values()))[0]
    return Notice(heir, first.kind, first.key, f"{why}; yours from now on: {'; '.join(parts)}")


def _listed(lines: list[Line]) -> str:
    keys = list(dict.fromkeys(line.key for line in lines))
    more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
    return f"{', '.join(keys[:NAMED])}{more}"
