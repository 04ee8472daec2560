"""The derivation of a number as a tree: each question with its answer, below it the rules and what went into them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from okr.domain.cells import cell_width
from okr.domain.score import score_text
from okr.domain.vocabulary import Timeliness
from okr.domain.wording import OVERRIDDEN, STALE, WEAKEST, shows_weakest
from tui.drawing.rows import NORMAL, WIDE, Row, blank, paragraph
from tui.drawing.rule_words import QUESTIONS, RULES
from tui.format import (
    NAMED_WIDTH,
    SHORT_NAMED_WIDTH,
    bar,
    day,
    named_status,
    percentage,
    short_number,
    small_share,
    status_ink,
    tone_of,
    write_against_pace,
    write_status,
)
from tui.lines import Line, Look, Pen, Target, wrap
from tui.view_models.basics import Numbers
from tui.view_models.why import Leverage, Part, PeriodKept, ReadingUsed, Step, Why

_RULE = re.compile(r"R\d{1,2}")
_TIMES = re.compile(r"(?<=[\d)%]) \* (?=[\d(-])")
_DAY = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_SHARE = re.compile(r"[01](\.\d{1,6})?")
KEPT_INK = {
    Timeliness.ON_TIME: "success",
    Timeliness.LATE: "warning",
    Timeliness.MISSED: "error",
    Timeliness.PENDING: "dim",
    Timeliness.NOT_DUE: "dim",
}
"""The ink of how a check-in period was kept, beside its word."""
RULE_WIDTH = 11
"""Cells of the rule that a step names."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing below a question: its first line, what it stands for, and more lines below it."""

    draw: Callable[[Pen, int], Line]
    target: Target | None = None
    more: tuple[tuple[str, str], ...] = ()


def why_rows(why: Why, width: int, *, today: date, look: Look, opened: frozenset[str] = frozenset()) -> list[Row]:
    """Everything that the numbers rest on; `opened` names the rules and readings that are told in full."""
    rows: list[Row] = [blank(look), Row(lambda width: _head(why, width, look=look))]
    rows += [*paragraph(why.summary, width, look=look, ink="dim"), *_legend(why.numbers, look=look), blank(look)]
    for name, words, rules in QUESTIONS:
        items = _Items(width, look, today, opened).of(why, name, rules)
        if items:
            rows += [_question_row(why, name, words, look=look), *_tree(items, width, look=look), blank(look)]
    return rows


def _head(why: Why, width: int, *, look: Look) -> Line:
    numbers = why.numbers
    pen = Pen(look).write(why.key, "dim").gap(1)
    pen.cell(why.title, max(8, width - pen.at - 46), "bold").gap(2)
    if width >= NORMAL:
        pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, 12, tone=tone_of(numbers), look=look)).gap(1)
    return write_status(write_against_pace(pen, numbers.raw_ppm, numbers.expected_ppm).gap(2), numbers).line()


def _legend(numbers: Numbers, *, look: Look) -> list[Row]:
    """What the marks behind the glyph of the status mean, each with its words; nothing where there is none."""
    worse = numbers.status is not None and shows_weakest(numbers.status, numbers.weakest)
    held = ((OVERRIDDEN, numbers.set_by_hand), (STALE, numbers.stale), (WEAKEST, worse))
    marks = [sign for sign, holds in held if holds]
    if numbers.status is None or not marks:
        return []

    def draw(_width: int) -> Line:
        pen = Pen(look)
        for number, sign in enumerate(marks):
            pen.gap(3 if number else 0).write(sign.mark(ascii_only=look.ascii_only), "warning")
            pen.gap(1).write(sign.word, "dim")
        return pen.line()

    return [Row(draw)]


# ------------------------------------------------------------------------------------------------------------ questions


def _question_row(why: Why, name: str, words: str, *, look: Look) -> Row:
    answer, ink = _answer(why, name, look=look)

    def draw(width: int) -> Line:
        pen = Pen(look).write(words, "heading").gap(1)
        room = width - pen.at - cell_width(answer) - (1 if answer else 0)
        pen.write(look.rule * max(0, room), "faint")
        return pen.gap(1).write(answer, f"bold {ink}".strip()).line() if answer else pen.line()

    return Row(draw, Target("question", name, words))


def _answer(why: Why, name: str, *, look: Look) -> tuple[str, str]:
    """The number that answers a question, and its ink."""
    numbers = why.numbers
    match name:
        case "progress":
            return percentage(numbers.raw_ppm, look), ""
        case "expected":
            return percentage(numbers.expected_ppm, look), ""
        case "status":
            return named_status(numbers.status, look), status_ink(numbers.status)
        case "forecast" if why.forecast is not None:
            return percentage(why.forecast.end_ppm, look), ""
        case "score" if why.score_ppm is not None:
            return score_text(why.score_ppm), ""
    return "", ""


@dataclass(frozen=True, slots=True)
class _Items:
    """What stands below the questions, made for a width; `opened` is told in full."""

    width: int
    look: Look
    today: date
    opened: frozenset[str]

    def of(self, why: Why, name: str, rules: frozenset[str]) -> list[Item]:
        """What answers a question: the rules that were used, and what went into them."""
        steps = [step for step in why.steps if _rule_of(step) in rules]
        first = {_rule_of(step): step for step in reversed(steps)}
        items = [self.step(step, tells=first[_rule_of(step)] is step) for step in steps]
        if name == "progress":
            parts = [_part_item(part, look=self.look) for part in why.parts]
            if why.hidden_parts:
                parts.append(_words_item(f"and {why.hidden_parts} that you may not see"))
            items = parts + items  # what adds up to it first, in per cent; the rule's own arithmetic below
            items += [self.reading(one) for one in why.readings if not _is_trend(one)]
        elif name == "forecast" and why.forecast is not None:
            items.append(self.step(Step("R9", why.forecast.sentence, None)))
            items += [self.reading(one) for one in why.readings if _is_trend(one)]
        elif name == "leverage":
            items += [self.leverage(one) for one in why.leverage]
        elif name == "habits":
            items += [self.period(one) for one in reversed(why.periods)]
        return items

    def split(self, sentence: str, result: str) -> tuple[str, str]:
        """What of a sentence stands beside its result, and the rest below."""
        room = self.width - 3 - RULE_WIDTH - (cell_width(result) + 2 if result else 0)
        head, *rest = wrap(sentence, room)
        return head, " ".join(rest)

    def step(self, step: Step, *, tells: bool = True) -> Item:
        """A rule and its sentence; opened, the first of a rule `tells` the rule itself in words."""
        rule, result = _rule_of(step), step.result or ""
        if result and step.sentence.rstrip(".").endswith(_endings(result, self.look)):
            result = ""  # said already, at the end of the sentence
        head, rest = self.split(self.as_read(step.sentence), result)
        more = [(rest, "")] if rest else []
        if rule in self.opened and tells:
            more.append((f"{rule}: {RULES.get(rule, '')}", "accent"))
        ink = "accent" if rule in self.opened else "dim"
        target = Target("rule", rule, step.sentence)
        return Item(_labelled(step.rule.replace(" line ", "."), head, result, ink), target, tuple(more))

    def as_read(self, sentence: str) -> str:
        """A sentence of the derivation with its arithmetic and its days as the rest of the screen shows them."""
        if not self.look.ascii_only:
            sentence = _TIMES.sub(" \u00d7 ", sentence)
        return _DAY.sub(lambda found: self._day(found[1]), sentence)

    def _day(self, written: str) -> str:
        try:
            return day(date.fromisoformat(written), today=self.today)
        except ValueError:
            return written

    def leverage(self, one: Leverage) -> Item:
        """What it moves in a top goal, and by how much it holds it back."""
        result = small_share(one.risk_ppm, self.look) if one.risk_ppm else ""
        head, rest = self.split(one.sentence, result)
        return Item(
            _labelled(one.top, head, result, "dim"),
            Target("goal", one.top, one.sentence),
            ((rest, ""),) if rest else (),
        )

    def reading(self, one: ReadingUsed) -> Item:
        """A reading; opened, with its note in full and who recorded it when."""
        name = f"#{one.number}"
        is_open = name in self.opened

        def draw(pen: Pen, width: int) -> Line:
            pen.cell(name, RULE_WIDTH - 1, "accent" if is_open else "dim").gap(1)
            pen.cell(day(one.effective_on, today=self.today), 12)
            pen.cell(short_number(one.value), 10, "bold", align="right").gap(2)
            pen.cell(one.used_for, 18, "dim").gap(1)
            return pen.cell(one.note or "", max(0, width - pen.at)).line()

        more: list[tuple[str, str]] = []
        if is_open:
            when = f", recorded on {day(one.recorded_on, today=self.today)}" if one.recorded_on else ""
            more.append((f"checked in by {one.by or 'somebody'}{when}", "accent"))
            if one.note:
                more.append((one.note, ""))
        return Item(draw, Target("reading", name, one.note or ""), tuple(more))

    def period(self, one: PeriodKept) -> Item:
        """A check-in period and how it was kept; opened, with its days."""
        name = f"period {one.due_on.isoformat()}"

        def draw(pen: Pen, width: int) -> Line:
            pen.cell(day(one.due_on, today=self.today), RULE_WIDTH - 1, "accent" if name in self.opened else "dim").gap(
                1
            )
            pen.cell(one.kept.value, 10, KEPT_INK[one.kept])
            words = "no reading" if one.number is None else f"check-in #{one.number}"
            if one.recorded_on is not None:
                words += f", recorded on {day(one.recorded_on, today=self.today)}"
            return pen.cell(words, max(0, width - pen.at), "dim").line()

        days = f"{day(one.opens_after + timedelta(days=1), today=self.today)} to {day(one.due_on, today=self.today)}"
        more = ((f"the first reading of {days} decides it", "accent"),) if name in self.opened else ()
        return Item(draw, Target("reading", name, one.kept.value), more)


def _labelled(label: str, words: str, result: str, ink: str) -> Callable[[Pen, int], Line]:
    def draw(pen: Pen, width: int) -> Line:
        pen.cell(label, RULE_WIDTH - 1, ink).gap(1)
        pen.cell(words, max(8, width - pen.at - (cell_width(result) + 2 if result else 0)))
        return pen.gap(2).write(result, "bold").line() if result else pen.line()

    return draw


def _endings(result: str, look: Look) -> tuple[str, ...]:
    """How a sentence ends that says its result: with the number, or with it as a percentage."""
    if _SHARE.fullmatch(result) is None:
        return (f" {result}",)
    return (f" {result}", f" {percentage(int(Decimal(result) * 1_000_000), look)}")


def _is_trend(one: ReadingUsed) -> bool:
    return one.used_for == "the trend"


def _rule_of(step: Step) -> str:
    """The rule that a step is about: "R6" of "R6 line 5", "R8" of "R8, R6 line 5"."""
    found = _RULE.search(step.rule)
    return found[0] if found else "R1"


# ---------------------------------------------------------------------------------------------------------- the branches


def _tree(items: Sequence[Item], width: int, *, look: Look) -> list[Row]:
    rows: list[Row] = []
    for index, item in enumerate(items):
        last = index == len(items) - 1
        corner = ("`- " if last else "|- ") if look.ascii_only else ("\u2514\u2500 " if last else "\u251c\u2500 ")
        trunk = "   " if last else ("|  " if look.ascii_only else "\u2502  ")
        rows.append(_item_row(item, corner, look=look))
        for words, ink in item.more:
            lines = wrap(words, width - 3 - RULE_WIDTH)
            rows += [_more_row(trunk, line, ink, look=look) for line in lines]
    return rows


def _item_row(item: Item, corner: str, *, look: Look) -> Row:
    return Row(lambda width: item.draw(Pen(look).write(corner, "faint"), width), item.target)


def _more_row(trunk: str, words: str, ink: str, *, look: Look) -> Row:
    return Row(
        lambda width: Pen(look).write(trunk, "faint").gap(RULE_WIDTH).cell(words, width - 3 - RULE_WIDTH, ink).line()
    )


def _words_item(words: str) -> Item:
    return Item(lambda pen, width: pen.cell(words, width - pen.at, "dim").line())


def _part_item(part: Part, *, look: Look) -> Item:
    def draw(pen: Pen, width: int) -> Line:
        wide = width >= WIDE
        standing = named_status(part.status, look, words=wide)
        pen.cell(standing, NAMED_WIDTH if wide else SHORT_NAMED_WIDTH, status_ink(part.status)).gap(1)
        pen.write(part.key, "dim").gap(1)
        counts = part.left_out_because is None
        because = part.left_out_because or ""
        tail = 26 if counts else min(cell_width(because), max(26, (width - pen.at) // 2))
        pen.cell(part.title, max(6, width - pen.at - tail - 1), "" if counts else "dim").gap(1)
        if not counts:
            return pen.cell(because, tail, "dim", align="right").line()
        pen.cell(percentage(part.progress_ppm, look), 6, align="right")
        times = "x" if look.ascii_only else "\u00d7"
        pen.cell(f"{times} {percentage(part.share_ppm, look)}", 9, "dim", align="right")
        return pen.cell(f"= {percentage(part.adds_ppm, look)}", 10, "bold", align="right").line()

    return Item(draw, Target(part.kind, part.key, part.title))
