"""Cycles, notices and the last change, cleaned."""

from okr.contract.cycles import CycleView
from okr.contract.notices import NoticeView
from okr.contract.undo import UndoStep
from okr.domain.undoing import done_words
from okr.domain.vocabulary import ObjectKind
from tui.reading.basics import clean
from tui.view_models.surroundings import CycleChoice, LastChange, Notice


def cycle_choice(view: CycleView) -> CycleChoice:
    """A cycle that one can look at."""
    return CycleChoice(
        key=clean(view.key),
        kind=view.kind.value,
        starts=view.starts_on,
        ends=view.ends_on,
        state=view.state.value,
        goals=view.goals,
        is_current=view.is_current,
    )


def notice(view: NoticeView) -> Notice:
    """Something that concerns whoever looks."""
    return Notice(
        kind="comment" if view.kind is ObjectKind.CHECK_IN else view.kind.value,  # a check-in stands in the talk
        key=clean(view.key),
        words=clean(view.text),
        by=clean(view.by.name) if view.by else None,
        at=view.recorded_at,
        is_read=view.is_read,
        asks=view.asks,
    )


def last_change(step: UndoStep) -> LastChange:
    """A change of one's own in words: "check-in recorded (CARE-1.1)"."""
    return LastChange(
        what=clean(done_words(step.operation, step.keys, skipped=step.skipped)),
        possible=step.possible,
        words=tuple(map(clean, step.words)),
    )
