"""Blockers: what stands in the way of a key result, who has to answer, and the answer."""

from datetime import date, datetime
from typing import Literal

from okr.contract.base import AsOf, Command, Model, Page, PageOf, PersonRef, Query, operation
from okr.domain.vocabulary import BlockerState


class BlockerView(Model):
    """A blocker; its key is that of the check-in that raised it. `owner` has to answer by the end of `answer_due_on`."""

    key: str
    key_result: str
    title: str
    goal: str
    text: str
    state: BlockerState
    raised_on: date
    by: PersonRef | None
    owner: PersonRef | None
    answer_due_on: date
    days_late: int
    climbed_on: date | None
    answer: str | None
    answered_by: PersonRef | None
    answered_at: datetime | None
    version: int


@operation("blockers.list", "GET", "/blockers")
class ListBlockers(PageOf, AsOf, Query[Page[BlockerView]]):
    """Blockers, the longest due first: mine, my team's, or all that I may see; or those of a goal or key result.

    *Mine* are those that I have to answer, and those that stand in the way of what I report on. Those that wait for an answer,
    unless another `state` is asked for; of a `key` all.
    """

    scope: Literal["mine", "team", "all"] = "mine"
    person: str | None = None
    key: str | None = None
    state: BlockerState | None = None


@operation("blockers.answer", "POST", "/blockers/{key}/answer")
class AnswerBlocker(Command[BlockerView]):
    """Answer a blocker: what is done about it, or that it is gone."""

    key: str
    answer: str
    version: int | None = None


@operation("blockers.assign", "POST", "/blockers/{key}/owner")
class AssignBlocker(Command[BlockerView]):
    """Let another person answer a blocker; the days to answer start again."""

    key: str
    owner: str
    version: int | None = None


@operation("blockers.reopen", "DELETE", "/blockers/{key}/answer")
class ReopenBlocker(Command[BlockerView]):
    """Say that an answered blocker is still in the way; the days to answer start again."""

    key: str
    version: int | None = None
