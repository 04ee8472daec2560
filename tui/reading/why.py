"""The derivation of a number."""

from dataclasses import replace

from okr.contract import why as why_contract
from tui.reading.basics import clean, numbers, text
from tui.reading.goal_card import forecast
from tui.view_models.why import Leverage, Part, PeriodKept, ReadingUsed, Step, Why


def why(view: why_contract.Explanation) -> Why:
    """The derivation of a number."""
    return Why(
        key=clean(view.key),
        title=clean(view.title),
        kind=view.kind,
        as_of=view.as_of,
        summary=clean(view.summary),
        numbers=replace(numbers(view), set_by_hand=any(step.rule == "R7" for step in view.steps)),
        steps=tuple(Step(clean(step.rule), clean(step.sentence), text(step.result)) for step in view.steps),
        parts=tuple(map(_part, view.parts)),
        hidden_parts=view.hidden_parts,
        readings=tuple(
            ReadingUsed(
                number=used.number,
                effective_on=used.effective_on,
                value=used.value,
                by=clean(used.by.name) if used.by else None,
                note=text(used.note),
                used_for=clean(used.used_for),
                recorded_on=used.recorded_at.date(),
            )
            for used in view.readings
        ),
        forecast=forecast(view.forecast) if view.forecast else None,
        leverage=tuple(Leverage(clean(item.top), clean(item.sentence), item.risk) for item in view.leverage),
        score_ppm=view.score,
        periods=tuple(
            PeriodKept(one.opens_after, one.due_on, one.kept, one.number, one.recorded_on) for one in view.periods
        ),
    )


def _part(view: why_contract.PartUsed) -> Part:
    return Part(
        key=clean(view.key),
        title=clean(view.title),
        kind=view.kind,
        owner=clean(view.owner.name) if view.owner else None,
        share_ppm=view.share,
        progress_ppm=view.progress,
        expected_ppm=view.expected,
        status=view.status,
        left_out_because=text(view.left_out_because),
        adds_ppm=view.adds,
        weight=view.weight,
        raw_ppm=view.progress_raw,
    )
