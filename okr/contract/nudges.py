"""Nudges: a word to whoever answers for something, that it waits."""

from okr.contract.base import Command, Done, Model, PersonRef, operation


class NudgeView(Model):
    """Who was told, about what, in which words."""

    key: str
    told: PersonRef
    text: str


@operation("nudges.send", "POST", "/nudges")
class Nudge(Command[NudgeView]):
    """Tell whoever answers for a goal or key result, or a person by handle, that their word is awaited; once a day.

    Says how many check-ins are late; `message` is added to it.
    """

    about: str | None = None
    person: str | None = None
    message: str | None = None


@operation("nudges.take-back", "DELETE", "/nudges")
class TakeNudgeBack(Command[Done]):
    """Take one's own nudge of today back, as long as it was not read."""

    about: str | None = None
    person: str | None = None
