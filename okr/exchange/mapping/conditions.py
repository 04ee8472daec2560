"""Conditions on the cells of a row: which rows are read, and which values are taken."""

from collections.abc import Callable
from dataclasses import dataclass

from okr.domain.errors import InvalidInput
from okr.exchange.files.rows import Cells
from okr.exchange.mapping.building import Build
from okr.exchange.mapping.sections import Section

Condition = Callable[[Cells], bool]
Test = Callable[[str | None], bool]


@dataclass(frozen=True, slots=True)
class Form:
    """One key of a condition, for the reference."""

    key: str
    summary: str


FORMS = (
    Form("column", "the column that is looked at (required)"),
    Form("is", "the cell is this text, or one of a list"),
    Form("is_not", "the cell is none of these; a blank cell is none of them"),
    Form("starts_with", "the cell begins with this text, or one of a list"),
    Form("ends_with", "the cell ends with this text, or one of a list"),
    Form("contains", "the cell holds this text somewhere, or one of a list"),
    Form("blank", "true: the cell is empty or a null token; false: it is not"),
    Form("same_as", "the cell is the same as that of this other column"),
    Form("differs_from", "the cell is another than that of this other column"),
    Form("ignore_case", "true: capital and small letters are the same"),
)


def build_condition(section: Section, build: Build) -> Condition:
    """The condition that a table of a mapping describes; all of its keys must hold."""
    read = build.cell(section.required_text("column"))
    fold = _folded if section.flag("ignore_case") else _as_it_is
    tests = _tests(section, fold)
    others = _comparisons(section, build, fold)
    section.close()
    if not tests and not others:
        raise InvalidInput(
            f"{section.place}: nothing is asked of the column", hint='such as is = "Active" or blank = false'
        )

    def holds(cells: Cells) -> bool:
        cell = read(cells)
        return all(test(cell) for test in tests) and all(compare(cell, cells) for compare in others)

    return holds


def build_conditions(sections: list[Section], build: Build) -> tuple[Condition, ...]:
    """All conditions of a list."""
    return tuple(build_condition(section, build) for section in sections)


def _tests(section: Section, fold: Callable[[str], str]) -> list[Test]:
    tests: list[Test] = []
    if section.has("is"):
        wanted = frozenset(map(fold, section.texts("is")))
        tests.append(lambda cell: cell is not None and fold(cell) in wanted)
    if section.has("is_not"):
        unwanted = frozenset(map(fold, section.texts("is_not")))
        tests.append(lambda cell: cell is None or fold(cell) not in unwanted)
    if section.has("starts_with"):
        beginnings = tuple(map(fold, section.texts("starts_with")))
        tests.append(lambda cell: cell is not None and fold(cell).startswith(beginnings))
    if section.has("ends_with"):
        endings = tuple(map(fold, section.texts("ends_with")))
        tests.append(lambda cell: cell is not None and fold(cell).endswith(endings))
    if section.has("contains"):
        parts = tuple(map(fold, section.texts("contains")))
        tests.append(lambda cell: cell is not None and any(part in fold(cell) for part in parts))
    if section.has("blank"):
        blank = section.flag("blank")
        tests.append(lambda cell: (cell is None) is blank)
    return tests


def _comparisons(
    section: Section, build: Build, fold: Callable[[str], str]
) -> list[Callable[[str | None, Cells], bool]]:
    comparisons: list[Callable[[str | None, Cells], bool]] = []
    for key, wanted in (("same_as", True), ("differs_from", False)):
        name = section.text(key)
        if name:
            comparisons.append(_comparison(build.cell(name), fold, same=wanted))
    return comparisons


def _comparison(
    other: Callable[[Cells], str | None], fold: Callable[[str], str], *, same: bool
) -> Callable[[str | None, Cells], bool]:
    def compare(cell: str | None, cells: Cells) -> bool:
        second = other(cells)
        equal = cell == second if cell is None or second is None else fold(cell) == fold(second)
        return equal is same

    return compare


def _folded(text: str) -> str:
    return text.casefold()


def _as_it_is(text: str) -> str:
    return text
