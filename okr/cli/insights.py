"""Where a goal or a key result is heading, what it moves at the top, and what does not add up: in sentences."""

from typing import TYPE_CHECKING

from okr.cli.output import Printable, heading, lines

if TYPE_CHECKING:
    from okr.contract.insights import Insights


def insight_parts(insights: "Insights | None") -> list[Printable]:
    """Warnings first, then where it is heading, then what that means at the top."""
    if insights is None:
        return []
    parts: list[Printable] = []
    warnings = [*insights.guardrails, *(one.sentence for one in insights.watermelons)]
    if warnings:
        parts += [heading("Does not add up"), lines(*warnings, style="warning")]
    if insights.forecast is not None:
        parts += [heading("If it goes on like this"), lines(insights.forecast.sentence)]
    if insights.leverage:
        parts += [heading("What it means at the top"), lines(*(one.sentence for one in insights.leverage))]
    return parts
