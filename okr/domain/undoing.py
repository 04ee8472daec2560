"""What undoing takes back, and what it does not: a table that is read before anything is loaded."""

from collections.abc import Collection, Mapping

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
    "undo.last": "do it again instead",
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
