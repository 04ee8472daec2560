"""What undoing takes back, and what it does not: a table that is read before anything is loaded."""

from collections.abc import Collection, Mapping, Sequence

MINUTES = 15
"""How long a change can be undone by who made it."""

NOT_UNDONE: Mapping[str, str] = {
    "check-ins.acknowledge": "that somebody has read a check-in stays true",
    "contributions.take-back": "take the step again",
    "cycles.create": "a cycle that is not used can stay; edit it instead",
    "cycles.move": "move the cycle again, with a reason",
    "focus-areas.create": "archive the focus area instead",
    "goals.carry": "cancel what was carried; it keeps its history",
    "grades.give": "grade again; both scores are kept with who gave them",
    "imports.run": "import the earlier file again",
    "notices.read": "what was read stays read",
    "nudges.take-back": "nudge again",
    "organisation.init": "a company is not taken back; delete its file or database",
    "people.create": "a person stays; enter the day on which they left",
    "plans.apply": "apply the plan that was exported before",
    "reorgs.apply": "apply another reorganisation that leads back; the plan named what stood before",
    "retrospectives.write": "write it again",
    "reviews.give": "give another verdict; what reviewers said stays",
    "undo.last": "make the change again instead",
    "units.create": "archive the unit instead",
    "verification.repair": "numbers follow from what was checked in",
    "verification.turn-day": "numbers follow from the calendar",
}
"""The operations that undoing does not take back, each with what to do instead."""

PARTLY: Mapping[str, Mapping[str, str]] = {
    "cycles.edit": {"state": NOT_UNDONE["cycles.move"]},
}
"""The fields of an operation of which undoing takes back all but these, each with what to do instead."""


def stays(operation: str, given: Collection[str] = ()) -> str | None:
    """Why an operation, with these fields given, is not taken back by undoing: what to do instead; None where it is."""
    parts = PARTLY.get(operation, {})
    return NOT_UNDONE.get(operation) or next((parts[name] for name in parts if name in given), None)


DONE: Mapping[str, str] = {
    "blockers.answer": "blocker answered",
    "blockers.assign": "blocker handed on",
    "blockers.reopen": "blocker opened again",
    "check-ins.acknowledge": "check-in read",
    "check-ins.record": "check-in recorded",
    "check-ins.record-many": "check-ins recorded",
    "comments.add": "comment written",
    "comments.restore": "comment said again",
    "comments.withdraw": "comment taken back",
    "contributions.accept": "contribution agreed on",
    "contributions.ask": "contribution asked for",
    "contributions.ask-again": "contribution asked for again",
    "contributions.counter": "contribution countered",
    "contributions.decline": "contribution declined",
    "contributions.offer": "contribution offered",
    "contributions.take-back": "answer to a contribution taken back",
    "contributions.withdraw": "request for a contribution taken back",
    "cycles.create": "cycle made",
    "cycles.edit": "cycle changed",
    "cycles.move": "cycle moved on",
    "dependencies.add": "dependency written",
    "dependencies.end": "dependency ended",
    "focus-areas.create": "focus area made",
    "focus-areas.edit": "focus area changed",
    "goals.carry": "goal carried on",
    "goals.create": "goal written",
    "goals.edit": "goal edited",
    "goals.end-override": "status set by hand ended",
    "goals.link": "goal tied to a parent",
    "goals.move": "goal moved",
    "goals.set-override": "status set by hand",
    "goals.set-state": "goal taken to another state",
    "goals.unlink": "goal untied from a parent",
    "grades.give": "goal graded",
    "imports.run": "file imported",
    "initiatives.create": "work written",
    "initiatives.edit": "work changed",
    "initiatives.remove": "work taken away",
    "key-results.create": "key result added",
    "key-results.edit": "key result edited",
    "key-results.feed": "feed tied",
    "key-results.unfeed": "feed untied",
    "notices.read": "notices read",
    "nudges.send": "nudge",
    "nudges.take-back": "nudge taken back",
    "organisation.edit": "settings of the organisation changed",
    "organisation.init": "company founded",
    "people.create": "person entered",
    "people.edit": "person changed",
    "plans.apply": "plan applied",
    "reorgs.apply": "reorganisation",
    "retrospectives.write": "lessons written",
    "reviews.give": "verdict of a review",
    "undo.last": "change taken back",
    "units.create": "unit made",
    "units.edit": "unit changed",
    "verification.repair": "numbers repaired",
    "verification.turn-day": "day turned",
}
"""Every operation that writes, as what was done by it."""

NAMED = 3
"""The most keys that are named with a change; more are counted."""


def done_words(operation: str, keys: Sequence[str] = (), *, skipped: Sequence[str] = ()) -> str:
    """A change that somebody made, in words: "goal edited (CARE-1)"; `skipped` is what it left without a check-in on purpose."""
    if skipped:
        left_out = f"check-in{'s' if len(skipped) > 1 else ''} skipped{_named(skipped)}"
        return f"{done_words(operation, keys)}, {left_out}" if keys else left_out
    what = DONE.get(operation) or operation.replace(".", " ").replace("-", " ")
    return f"{what}{_named(keys)}"


def _named(keys: Sequence[str]) -> str:
    """Keys in brackets, the first ones of many; nothing where there are none."""
    more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
    return f" ({', '.join(keys[:NAMED])}{more})" if keys else ""
