"""One goal with everything that belongs to it."""

from collections.abc import Iterable, Mapping

from okr.contract import why as why_contract
from okr.contract.blockers import BlockerView
from okr.contract.check_ins import CheckInView
from okr.contract.dependencies import DependencyView
from okr.contract.goal_life import CarriedRef, GradeView, ReviewView
from okr.contract.goals import GoalView, SmartReport
from okr.contract.initiatives import InitiativeView
from okr.contract.insights import Insights
from tui.reading.basics import clean, long, maybe, person, text
from tui.reading.check_ins import check_in
from tui.reading.goals import goal, parent, result
from tui.view_models.goal_card import (
    Carried,
    Day,
    Depends,
    Forecast,
    GoalCard,
    Grade,
    InTheWay,
    Letter,
    Review,
    Share,
    Work,
)

NOTHING = Insights(forecast=None, leverage=(), watermelons=(), guardrails=())


def goal_card(
    view: GoalView, *, smart: SmartReport, check_ins: Iterable[CheckInView], areas: Mapping[str, str]
) -> GoalCard:
    """A goal with everything that belongs to it; its insights are those of the answer."""
    insights = view.insights or NOTHING
    return GoalCard(
        item=goal(view),
        area=text(areas.get(view.focus_area, view.focus_area)) if view.focus_area else None,
        why=long(view.why),
        sponsor=maybe(view.sponsor),
        delegate=maybe(view.delegate),
        contributors=tuple(map(person, view.contributors)),
        visibility=view.visibility,
        activated_on=view.activated_on,
        results=tuple(map(result, view.results)),
        child_goals=tuple(map(goal, view.child_goals)),
        hidden_children=view.hidden_children,
        weakest_child=text(view.weakest_child),
        broken_guardrails=tuple(map(clean, view.broken_guardrails)),
        history=tuple(Day(day.day, day.progress, day.expected) for day in view.history),
        line_of_sight=tuple(map(parent, view.line_of_sight)),
        may=frozenset(view.may),
        imported=view.imported,
        letters=tuple(
            Letter(finding.letter, finding.verdict, clean(finding.reason), text(finding.proposal), text(finding.key))
            for finding in smart.findings
        ),
        check_ins=tuple(map(check_in, check_ins)),
        forecast=forecast(insights.forecast) if insights.forecast else None,
        shares=tuple(map(_share, insights.leverage)),
        watermelons=tuple(watermelon_words(one.key, one.sentence) for one in insights.watermelons),
        guardrails=tuple(map(clean, insights.guardrails)),
        calibration=text(insights.calibration),
        approved=view.approved,
        reviews=tuple(map(_review, view.reviews)),
        grade=_grade(view.grade) if view.grade else None,
        carried_from=_carried(view.carried_from) if view.carried_from else None,
        carried_to=tuple(map(_carried, view.carried_to)),
        work=tuple(map(_work, view.initiatives)),
        blockers=tuple(map(_blocker, view.blockers)),
        depends_on=tuple(map(_depends, view.depends_on)),
        needed_by=tuple(map(_depends, view.needed_by)),
        circle=tuple(map(clean, view.dependency_circle)),
        comments=view.comments,
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


def watermelon_words(key: str, sentence: str) -> str:
    """R12: what is green outside and red inside, with the key once."""
    return clean(f"{key}: {sentence.removeprefix(f'{key} is ')}")


def _share(view: why_contract.LeverageView) -> Share:
    return Share(clean(view.top), clean(view.top_title), view.share, view.risk, clean(view.sentence))


def _review(view: ReviewView) -> Review:
    return Review(view.verdict, text(view.remark), clean(view.by.name), view.recorded_at.date(), view.holds)


def _grade(view: GradeView) -> Grade:
    return Grade(
        score_ppm=view.score,
        colour=view.colour,
        computed_ppm=view.computed,
        given_ppm=view.given,
        original_ppm=view.original,
        reason=text(view.reason),
        post_mortem=text(view.post_mortem),
        too_easy=view.too_easy,
        by=clean(view.by.name),
    )


def _carried(view: CarriedRef) -> Carried:
    return Carried(clean(view.key), clean(view.cycle), view.state)


def _work(view: InitiativeView) -> Work:
    return Work(
        key=clean(view.key),
        result=text(view.key_result),
        title=clean(view.title),
        owner=clean(view.owner.name) if view.owner else None,
        due_on=view.due_on,
        done_on=view.done_on,
        days_late=view.days_late,
    )


def _depends(view: DependencyView) -> Depends:
    owner = clean(view.owner.name) if view.owner else None
    return Depends(clean(view.key), clean(view.title), view.kind, text(view.note), owner, view.status)


def _blocker(view: BlockerView) -> InTheWay:
    return InTheWay(
        key=clean(view.key),
        result=clean(view.key_result),
        text=clean(view.text),
        state=view.state,
        raised_on=view.raised_on,
        owner=clean(view.owner.name) if view.owner else None,
        days_late=view.days_late,
        climbed=view.climbed_on is not None,
        answer=text(view.answer),
    )
