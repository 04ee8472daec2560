"""What all readings share: cleaning of foreign text, people, units, numbers."""

from okr.contract.base import Figures, PersonRef, UnitRef
from okr.domain.text import clean_for_display
from tui.view_models.basics import Named, Numbers


def clean(text: str) -> str:
    """A foreign text on one line, harmless to the terminal."""
    return clean_for_display(text)


def text(text: str | None) -> str | None:
    """A foreign text on one line, None where there is none."""
    return clean_for_display(text) if text else None


def long(text: str | None) -> str | None:
    """A foreign text with its line breaks, None where there is none."""
    return clean_for_display(text, single_line=False) if text else None


def person(ref: PersonRef) -> Named:
    """A person."""
    return Named(clean(ref.handle), clean(ref.name))


def maybe(ref: PersonRef | None) -> Named | None:
    """A person, None where there is none."""
    return person(ref) if ref else None


def unit(ref: UnitRef) -> Named:
    """A unit."""
    return Named(clean(ref.key), clean(ref.name))


def numbers(view: Figures) -> Numbers:
    """The numbers of one thing."""
    return Numbers(
        progress_ppm=view.progress,
        raw_ppm=view.progress_raw,
        expected_ppm=view.expected,
        coverage_ppm=view.coverage,
        status=view.status,
        weakest=view.weakest,
        stale=view.stale,
    )
