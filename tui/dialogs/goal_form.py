"""Forms about goals: they check while one types, keep what is not sent over a crash, and show both values of a conflict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from okr.domain.errors import OkrError
from tui.asking import problem_of
from tui.dialogs.form import FormDialog
from tui.dialogs.proposing import MOST, Suggestion, suggestion_rows
from tui.drawing.rows import Row, blank, heading, paragraph, text_row
from tui.lines import Pen, Target, wrap
from tui.view_models.basics import Problem
from tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.dialogs.meaning import Found
    from tui.gateway import Gateway
    from tui.lines import Line, Look
    from tui.view_models.basics import Named
    from tui.view_models.goal_writing import Around
    from tui.widgets.form_line import Entry

LABELS = 12
AREA = "area"
"""The field for a focus area, and what a click on one means."""


class GoalForm(FormDialog):
    """A form whose fields are checked one by one; `draft` is the name under which what is typed is remembered."""

    DEFAULT_CSS = """
    GoalForm {
        & > #fields { max-height: 60%; overflow-y: auto; scrollbar-size-vertical: 1; }
    }
    """
    LOCAL: ClassVar[frozenset[str]] = frozenset({"unit", "cycle", "area"})
    """Fields whose proposals do not come from the search for goals and people."""

    def __init__(self, draft: str) -> None:
        super().__init__()
        self.around: Around | None = None
        self.faults: dict[str, Problem] = {}
        self.meant: dict[str, str] = {}
        self._draft = draft
        self._clashes: tuple[tuple[str, str, str], ...] = ()

    # What a subclass says ---------------------------------------------------------------------------------------

    def check(self, field: str, text: str) -> str:
        """What a text means in a field, in words; raises InvalidInput where it means nothing."""
        return ""

    def advice(self, width: int) -> list[Row]:
        """What is said about the whole, below what is said about the field."""
        return []

    def reread(self, gateway: Gateway) -> Mapping[str, str]:
        """What stands in the fields now, asked after a conflict; called in a worker. The version is taken by `accept`."""
        return {}

    @property
    def draft_name(self) -> str:
        return self._draft

    def load(self) -> None:
        self._check_all()
        self.ready()
        self.redraw()

    # Checking ---------------------------------------------------------------------------------------------------

    def changed(self, field: str, value: str) -> None:
        self._check(field, value)

    def _check_all(self) -> None:
        for line in self.form_lines:
            self._check(line.entry.id, line.field.value)

    def _check(self, field: str, value: str) -> None:
        self.faults.pop(field, None)
        self.meant.pop(field, None)
        try:
            words = self.check(field, value.strip())
        except OkrError as error:
            self.faults[field] = problem_of(error)
        else:
            if words:
                self.meant[field] = words

    def do_save(self) -> None:
        if not self._sending and self.settles_first():
            return
        self._check_all()
        changed = [line.entry.id for line in self.form_lines if line.entry.id in self.faults]
        if changed and not self._sending:
            self.refused(self.faults[changed[0]])
            self._focus(changed[0])
            return
        super().do_save()

    def _focus(self, field: str) -> None:
        self.set_focus(self.query_one(f"#{field}", Field))

    # A conflict -------------------------------------------------------------------------------------------------

    def refused(self, problem: Problem) -> None:
        super().refused(problem)
        if problem.code == "conflict":
            self.ask("reread", self.reread, self._clash, failed=super().refused)

    def _clash(self, now: Mapping[str, str]) -> None:
        """Somebody else was faster: take over what I did not touch, show both values of what we both changed."""
        mine = self.texts()
        clashes = []
        for line in self.form_lines:
            field, before = line.entry.id, self.before(line.entry)
            theirs = now.get(field, before)
            if theirs == before:
                continue
            if field in mine and mine[field].strip() != theirs:
                clashes.append((line.entry.label, theirs, mine[field]))
            else:
                line.field.value = theirs
        self._clashes = tuple(clashes)
        words = "Somebody else changed this while you wrote."
        hint = (
            "{form.save} writes yours over it; {form.cancel} leaves it as it is."
            if clashes
            else "Theirs is taken over: {form.save} saves."
        )
        super().refused(Problem(words, self.look.said(hint)))

    # Drawing ----------------------------------------------------------------------------------------------------

    def outcome(self, width: int) -> list[Row]:
        look = self.look
        rows: list[Row] = []
        for label, theirs, mine in self._clashes:
            rows += _clash_rows(label, theirs, mine, width, look=look)
        rows += self._about_fields(width)
        rows += self._area_rows()
        return [*rows, *self.advice(width)]

    def _about_fields(self, width: int) -> list[Row]:
        """What the field of the caret means, and what is wrong in which field."""
        look = self.look
        labels = {line.entry.id: line.entry.label for line in self.form_lines}
        current = self._entry.id if self._entry is not None else ""
        rows: list[Row] = []
        meant = self.meant.get(current)
        if meant:
            rows += paragraph(f"{labels[current]}: {meant}", width, look=look, ink="dim", at_most=2)
        for field, problem in self.faults.items():
            if self._trouble is not None or (field != current and field not in self.texts()):
                continue
            hint = f" ({problem.hint})" if problem.hint else ""
            rows += paragraph(f"{self.by_label(problem)}{hint}", width, look=look, ink="warning", at_most=2)
        return rows

    def _area_rows(self) -> list[Row]:
        """The focus areas, where the field for one is empty: whoever stands there may not know what they are called."""
        areas = self.around.areas if self.around is not None else ()
        if not self._stands_in_area or self.value(AREA) or not areas:
            return []
        look, more = self.look, len(areas) - MOST
        shown = suggestion_rows(_areas(areas[:MOST]), look=look)
        rows = [heading("Focus areas", look=look, note=f"a few letters, then {look.key('form.next-field')}")]
        rows += [replace(row, target=Target(AREA, one.key)) for row, one in zip(shown, areas, strict=False)]
        return [*rows, *([text_row(f"and {more} more", "dim", look=look, indent=2)] if more > 0 else []), blank(look)]

    @property
    def _stands_in_area(self) -> bool:
        return self._entry is not None and self._entry.id == AREA

    def on_descendant_focus(self) -> None:
        """A click enters a field, too."""
        if self._stands_in_area:
            self.redraw()

    def chosen(self, target: Target) -> None:
        if target.kind == AREA:
            self.set_value(AREA, target.key)
            self._focus(AREA)
            self._changed(AREA, target.key)
            self._to_field(1)
        else:
            super().chosen(target)

    # Proposals --------------------------------------------------------------------------------------------------

    def look_for(self, entry: Entry, letters: str, *, group: str, then: Found) -> None:
        """Units alone, cycles and focus areas are looked for here."""
        if entry.id not in self.LOCAL:
            super().look_for(entry, letters, group=group, then=then)
        elif entry.id == "unit":
            self.ask(group, lambda gateway: _units(gateway, letters), then, failed=lambda _: then(()))
        else:
            then(() if self.around is None else _known(self.around, entry.id, letters))


def _units(gateway: Gateway, letters: str) -> tuple[Suggestion, ...]:
    hits = gateway.search(letters, ("unit",))
    return tuple(Suggestion(hit.key, hit.title, hit.detail or "", tag=hit.key) for hit in hits[:MOST])


def _areas(areas: Sequence[Named]) -> list[Suggestion]:
    return [Suggestion(one.key, one.name, one.key) for one in areas]


def _known(around: Around, field: str, letters: str) -> tuple[Suggestion, ...]:
    """Cycles or focus areas that the letters may mean."""
    if field == "cycle":
        offers = [Suggestion(one.key, one.key, f"{one.starts:%-d %b} to {one.ends:%-d %b %Y}") for one in around.cycles]
    else:
        offers = _areas(around.areas)
    wanted = letters.casefold()
    found = [one for one in offers if wanted in f"{one.words} {one.detail}".casefold()]
    exact = len(found) == 1 and found[0].key.casefold() == wanted
    return () if exact else tuple(found[:MOST])


def _clash_rows(label: str, theirs: str, mine: str, width: int, *, look: Look) -> list[Row]:
    rows: list[Row] = []
    for who, words, ink in (("now", theirs or look.none, "warning"), ("yours", mine or look.none, "accent")):
        for index, line in enumerate(wrap(words, width - LABELS - 8)[:2]):
            rows.append(
                _side(label if who == "now" and index == 0 else "", who if index == 0 else "", line, ink, look=look)
            )
    return rows


def _side(label: str, who: str, words: str, ink: str, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).cell(label, LABELS, "dim").cell(who, 8, ink)
        return pen.cell(words, width - pen.at).line()

    return Row(draw)
