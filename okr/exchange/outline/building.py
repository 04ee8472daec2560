"""From a tree of headings and items to proposed goals: who answers, what hangs from what, and what was not understood.

A heading "Owner: what" is an objective of the top; where there is one, other headings close it and what stands below them is
left out, with a remark. An item with items below it is an objective, one without is a key result of the objective above it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from okr.domain.cells import truncate
from okr.domain.text import TITLE_LIMIT
from okr.exchange.outline.numbers import Measure, measure_of, numbers_in
from okr.exchange.outline.sentences import Reading, is_bare_owner, read_line, sentences_of
from okr.exchange.outline.tree import Item, Section, all_items


class Kind(StrEnum):
    """What became of a list item."""

    OBJECTIVE = "objective"
    KEY_RESULT = "key result"
    OWNER = "owner of what is below"
    REPORT = "report"
    LEFT_OUT = "left out"


@dataclass(slots=True)
class Fate:
    """What became of one list item, and what came out of it."""

    line: int
    kind: Kind
    owner: str | None = None
    parent: int | None = None
    """The line of the objective that it belongs to or hangs from."""
    numbers: tuple[str, ...] = ()


@dataclass(slots=True)
class ProposedResult:
    """A key result as the document has it."""

    line: int
    title: str
    owner: str | None
    measure: Measure
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Proposed:
    """An objective as the document has it; `parent` is the line of the one above it."""

    line: int
    title: str
    owner: str | None
    parent: int | None
    results: list[ProposedResult] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """What a document gives: objectives in their order, and the fate of every list item."""

    goals: list[Proposed] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def counts_of(outline: Outline) -> dict[str, int]:
    """How many list items came out with what; those below headings that are no objectives are left out of the shares."""
    inside = [fate for fate in outline.fates if fate.kind is not Kind.LEFT_OUT]
    return {
        "items": len(outline.fates),
        "left_out": len(outline.fates) - len(inside),
        "goals": len(outline.goals),
        "key_results": sum(len(goal.results) for goal in outline.goals),
        "with_owner": sum(fate.owner is not None for fate in inside),
        "with_parent": sum(fate.parent is not None for fate in inside),
        "with_number": sum(bool(fate.numbers) for fate in inside),
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the tree an item stands: the objective above it, and who answers unless it says so itself."""

    goal: Proposed | None
    owner: str | None


def build_outline(sections: Sequence[Section]) -> Outline:
    """The proposal of a document."""
    outline = Outline()
    builder = _Builder(outline)
    has_objectives = any(_heads_an_objective(section) for section in sections)
    for section in sections:
        if _heads_an_objective(section):
            builder.section(section)
        elif has_objectives and section.level:
            builder.leave_out(section)
        elif has_objectives:
            builder.leave_out(section, told=False)
        else:
            builder.items(section.items, _Place(None, None))
    _spell_owners_alike(outline)
    return outline


def _heads_an_objective(section: Section) -> bool:
    reading = read_line(section.text)
    return bool(section.text) and (reading.owner is not None or reading.is_objective) and bool(reading.text)


class _Builder:
    def __init__(self, outline: Outline) -> None:
        self.outline = outline

    def section(self, section: Section) -> None:
        """The objective of a heading with everything below it."""
        reading = read_line(section.text)
        goal = self._goal(section.line, reading, reading.owner, None)
        self.items(section.items, _Place(goal, reading.owner))

    def leave_out(self, section: Section, *, told: bool = True) -> None:
        """A section that heads no objective."""
        count = section.count()
        if count and told:
            below = "its 1 item is left out" if count == 1 else f"its {count} items are left out"
            self.outline.remarks.append(f'line {section.line}: "{section.text[:60]}" heads no objective; {below}')
        self.outline.fates.extend(Fate(item.line, Kind.LEFT_OUT) for item in all_items(section.items))

    def items(self, items: Sequence[Item], place: _Place) -> None:
        """List items at one place."""
        for item in items:
            self._item(item, place)

    def _item(self, item: Item, place: _Place) -> None:
        reading = read_line(item.text, strong_tail=item.strong_tail)
        owner = reading.owner or place.owner
        if item.children and not reading.text and reading.owner is not None:
            self._owner_of_below(item, reading.owner, place)
        elif item.children and reading.owner is None and not reading.is_key_result and is_bare_owner(reading.text):
            self._owner_of_below(item, reading.text, place)
        elif not reading.text or self._is_report(item, reading, place):
            self._report(item, reading, place)
        elif reading.is_key_result and place.goal is not None:
            self._key_result(item, reading, owner, place.goal)
            self._below_key_result(item.children, _Place(place.goal, owner))
        elif place.goal is None or self._is_objective(item, reading):
            goal = self._goal(item.line, reading, owner, place.goal)
            self._fate(item, Kind.OBJECTIVE, owner, place.goal, goal.results, reading.result)
            self.items(item.children, _Place(goal, owner))
        else:
            self._key_result(item, reading, owner, place.goal)

    def _below_key_result(self, items: Sequence[Item], place: _Place) -> None:
        """What stands below a key result: objectives that lead to it, and else remarks on it."""
        for item in items:
            reading = read_line(item.text, strong_tail=item.strong_tail)
            if reading.owner is not None or reading.is_key_result or item.children:
                self._item(item, place)
            else:
                self._report(item, reading._replace(result=item.text), place)

    def _is_objective(self, item: Item, reading: Reading) -> bool:
        if item.children:
            return any(not self._only_reports(child) for child in item.children)
        if reading.is_objective or item.is_strong:
            return True
        return reading.owner is not None and len(sentences_of(reading.text)) > 1

    @staticmethod
    def _only_reports(item: Item) -> bool:
        return not item.children and (item.is_strong or not read_line(item.text).text) and ":" not in item.text[:60]

    @staticmethod
    def _is_report(item: Item, reading: Reading, place: _Place) -> bool:
        """Bold words without an owner below an objective say what came of it."""
        return item.is_strong and not item.children and reading.owner is None and place.goal is not None

    def _owner_of_below(self, item: Item, owner: str, place: _Place) -> None:
        self.outline.fates.append(Fate(item.line, Kind.OWNER, owner, None if place.goal is None else place.goal.line))
        self.items(item.children, _Place(place.goal, owner))

    def _report(self, item: Item, reading: Reading, place: _Place) -> None:
        words = reading.result or reading.text or item.text
        if place.goal is not None and words:
            _last_of(place.goal).append(f"line {item.line} says: {words}")
        self._fate(item, Kind.REPORT, reading.owner or place.owner, place.goal, (), words)
        self.items(item.children, place)

    def _goal(self, line: int, reading: Reading, owner: str | None, parent: Proposed | None) -> Proposed:
        first, *rest = sentences_of(reading.text) or [reading.text]
        goal = Proposed(line, _title(first), owner, None if parent is None else parent.line)
        goal.remarks += _remarks(line, first, reading.result)
        for text in rest:
            for part in _parts(text):
                goal.results.append(_result(line, part, owner, None))
        self.outline.goals.append(goal)
        return goal

    def _key_result(self, item: Item, reading: Reading, owner: str | None, goal: Proposed) -> None:
        result = _result(item.line, reading.text, owner, reading.result)
        goal.results.append(result)
        self._fate(item, Kind.KEY_RESULT, owner, goal, [result], reading.result)
        if not reading.is_key_result:
            for child in item.children:
                self._report(child, read_line(child.text), _Place(goal, owner))

    def _fate(
        self,
        item: Item,
        kind: Kind,
        owner: str | None,
        goal: Proposed | None,
        results: Sequence[ProposedResult],
        report: str | None,
    ) -> None:
        numbers = tuple(str(number) for result in results for number in result.measure.numbers)
        numbers += numbers_in(report or "")
        self.outline.fates.append(Fate(item.line, kind, owner, None if goal is None else goal.line, numbers))


def _result(line: int, text: str, owner: str | None, report: str | None) -> ProposedResult:
    measure = measure_of(text)
    result = ProposedResult(line, _title(text), owner, measure, _remarks(line, text, report))
    if measure.remark is not None:
        result.remarks.append(f"line {line}: {measure.remark}")
    return result


def _remarks(line: int, text: str, report: str | None) -> list[str]:
    remarks = [f"line {line} says what came of it: {report}"] if report else []
    return [f"line {line}: shortened", *remarks] if len(text) > TITLE_LIMIT else remarks


def _parts(text: str) -> list[str]:
    """A sentence of key results by commas, where each of them has a number of its own; else as it is."""
    parts = [part.strip() for part in text.split(", ")]
    return parts if len(parts) > 1 and all(measure_of(part).numbers for part in parts) else [text]


def _title(text: str) -> str:
    return truncate(text, TITLE_LIMIT)


def _last_of(goal: Proposed) -> list[str]:
    """Where a report on a goal is kept: with its last key result, or with itself."""
    return goal.results[-1].remarks if goal.results else goal.remarks


def _spell_owners_alike(outline: Outline) -> None:
    """Owners that differ in commas, case and blanks alone are one; the spelling that is met most often is taken."""
    spellings: dict[str, Counter[str]] = {}
    for fate in outline.fates:
        if fate.owner is not None:
            spellings.setdefault(_folded(fate.owner), Counter())[fate.owner] += 1
    chosen: Mapping[str, str] = {key: counts.most_common(1)[0][0] for key, counts in spellings.items()}
    for one in _owned(outline):
        if one.owner is not None:
            one.owner = chosen.get(_folded(one.owner), one.owner)


def _owned(outline: Outline) -> Iterator[Fate | Proposed | ProposedResult]:
    yield from outline.fates
    for goal in outline.goals:
        yield goal
        yield from goal.results


def _folded(owner: str) -> str:
    return " ".join(owner.replace(",", " ").replace("-", " ").lower().split())
