"""Where a goal or a key result is heading, what it moves at the top, what was moved, and what does not add up: in sentences."""

from typing import TYPE_CHECKING

from okr.cli.contribution_views import subscription_lines
from okr.cli.ledger import ledger_table
from okr.cli.output import Printable, heading, lines

if TYPE_CHECKING:
    from okr.cli.look import Look
    from okr.contract.insights import Insights


def insight_parts(insights: "Insights | None", look: "Look") -> list[Printable]:
    """Warnings first, then where it is heading, what that means at the top, what was agreed, and what was moved."""
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
    if insights.subscriptions:
        parts += [heading("What others agreed to"), subscription_lines(insights.subscriptions)]
    if insights.moved:
        parts += [heading("Moved goalposts"), ledger_table(insights.moved, look)]
    if insights.calibration:
        parts += [heading("How well the owner's confidence came true"), lines(insights.calibration)]
    return parts
