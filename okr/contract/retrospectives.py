"""Retrospectives: what a unit learned from a cycle, for the planning of the next."""

from okr.contract.base import AsOf, Command, Page, PageOf, Query, operation
from okr.contract.lessons import Retrospective


@operation("retrospectives.write", "PUT", "/cycles/{cycle}/retrospectives/{unit}")
class WriteRetrospective(Command[Retrospective]):
    """Write what worked, what is to change and what comes next for a unit; what is left out stays."""

    cycle: str
    unit: str
    worked: str | None = None
    to_change: str | None = None
    next: str | None = None
    version: int | None = None


@operation("retrospectives.list", "GET", "/cycles/{cycle}/retrospectives")
class ListRetrospectives(PageOf, AsOf, Query[Page[Retrospective]]):
    """What was learned from a cycle, by unit; with `unit` of that one and all below."""

    cycle: str
    unit: str | None = None
