"""One goal with everything that belongs to it."""

from collections.abc import Iterable, Mapping

from okr.contract import why as why_contract
from okr.contract.check_ins import CheckInView
from okr.contract.goals import GoalView, SmartReport
from tui.reading.basics import clean, long, maybe, person, text
from tui.reading.check_ins import check_in
from tui.reading.goals import goal, parent, result
from tui.view_models.goal_card import Day, Forecast, GoalCard, Letter


def goal_card(
    view: GoalView,
    *,
    smart: SmartReport,
    check_ins: Iterable[CheckInView],
    why: why_contract.Explanation,
    areas: Mapping[str, str],
) -> GoalCard:
    """A goal with everything that belongs to it."""
    return GoalCard(
        item=goal(view),
        area=text(areas.get(view.focus_area, view.focus_area)) if view.focus_area else None,
        why=long(view.why),
        sponsor=maybe(view.sponsor),
        contributors=tuple(map(person, view.contributors)),
        results=tuple(map(result, view.results)),
        child_goals=tuple(map(goal, view.child_goals)),
        hidden_children=view.hidden_children,
        weakest_child=view.weakest_child,
        broken_guardrails=tuple(map(clean, view.broken_guardrails)),
        history=tuple(Day(day.day, day.progress, day.expected) for day in view.history),
        line_of_sight=tuple(map(parent, view.line_of_sight)),
        may=frozenset(view.may),
        imported=view.imported,
        letters=tuple(
            Letter(finding.letter, finding.verdict, clean(finding.reason), text(finding.proposal))
            for finding in smart.findings
        ),
        check_ins=tuple(map(check_in, check_ins)),
        forecast=forecast(why.forecast) if why.forecast else None,
    )


def forecast(view: why_contract.ForecastView) -> Forecast:
    """Where a goal or key result is heading (R9)."""
    return Forecast(
        sentence=clean(view.sentence),
        end_ppm=view.progress_end,
        low_ppm=view.low,
        high_ppm=view.high,
        severity=view.severity,
    )
