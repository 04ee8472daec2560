"""A plan file in two looks: the difference in words and what comes of it first, then it is applied as it was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from tui.dialogs.form import FormDialog
from tui.dialogs.shown_first import ShownFirst
from tui.drawing.plans import outline_rows, plan_rows
from tui.drawing.rows import Row, paragraph
from tui.format import counted
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from tui.view_models.plans import OutlineLook, PlanLook


class PlanFileDialog(ShownFirst["PlanLook"]):
    """ctrl+s says what a plan file would do; ctrl+s again applies it, unless something stands in its way."""

    NAME = "Plan from a file"
    OPERATION = "plans.apply"
    SENDING = "Looking at what it would do"
    NOTHING_YET = (
        "{form.save} says what the file would create, change and remove, and what comes of it. Nothing is written yet."
    )

    def __init__(self, file: str = "") -> None:
        super().__init__()
        self._file = file
        self._looked_with: tuple[str, str | None] = ("", None)

    def entries(self) -> tuple[Entry, ...]:
        return (
            Entry("file", "File", self._file, hint="plan.yaml, as okr export plan writes it", completes="file"),
            Entry("reason", "Reason", hint="why targets move, where the file says none"),
        )

    def load(self) -> None:
        super().load()
        if self._file and self.found is None:
            self.do_save()

    def shown(self, found: PlanLook, width: int) -> list[Row]:
        return plan_rows(found, width, look=self.look)

    def verdict(self, found: PlanLook, width: int) -> list[Row]:
        if found.conflicts:
            words = (
                "okr has moved since the file was written: export it anew and carry your changes over, or let the file win with "
                "okr plan FILE --reviewed. Nothing is written."
            )
            return paragraph(words, width, look=self.look, ink="error")
        if found.is_refused:
            words = f"Mend what is refused, then {self.look.key('form.save')} looks again. Nothing is written."
            return paragraph(words, width, look=self.look, ink="error")
        if not found.deeds:
            return paragraph("The file says what stands already.", width, look=self.look, ink="dim")
        words = self.look.said("Nothing is written yet: {form.save} does all of it, {form.cancel} leaves it.")
        return paragraph(words, width, look=self.look, ink="accent")

    def submit(self) -> None:
        file, reason = self.value("file"), self.value("reason") or None
        if not file:
            raise InvalidInput("Name a file.", hint="okr export plan -o plan.yaml writes one.", field="file")
        found, sent_as = self.found, self.sent_as
        self.sending()
        if found is None or found.is_refused or not found.deeds or self._looked_with != (file, reason):
            self._looked_with = (file, reason)
            self.ask(
                "look", lambda gateway: gateway.plans.look(file, reason=reason), self.show_found, failed=self.refused
            )
        else:
            looked_at = found.text
            self.ask(
                "send",
                lambda gateway: gateway.plans.apply(file, reason=reason, looked_at=looked_at, sent_as=sent_as),
                self._applied,
                failed=self.not_done,
            )

    def _applied(self, done: PlanLook) -> None:
        if not done.written:
            self.show_found(done)
            return
        counts = ", ".join(f"{many:,} {word}" for word, many in done.counts.items())
        self.finish(f"Applied: {counts or 'nothing changed'}." + (f" {done.trouble}" if done.trouble else ""))


class ExportDialog(FormDialog):
    """ctrl+s writes the goals of a unit and a cycle into a plan file."""

    NAME = "Plan into a file"
    KEEPS = False
    SENDING = "Writing it"

    def __init__(self, *, unit: str, cycle: str) -> None:
        super().__init__()
        self._given = (unit, cycle)

    def entries(self) -> tuple[Entry, ...]:
        unit, cycle = self._given
        return (
            Entry("file", "File", "plan.yaml", hint="a file that is not there yet"),
            Entry("unit", "Unit", unit, hint="with all below it; every unit if empty", completes="unit"),
            Entry("cycle", "Cycle", cycle, hint="every cycle if empty"),
        )

    def outcome(self, width: int) -> list[Row]:
        words = (
            "The file holds what is decided about the goals that you see, to be read, edited and kept. "
            f"{self.okr.key_of('cycle.plan')} on the cycle says what a changed file would do."
        )
        return paragraph(words, width, look=self.look, ink="dim")

    def submit(self) -> None:
        file, unit, cycle = self.value("file"), self.value("unit").upper() or None, self.value("cycle") or None
        if not file:
            raise InvalidInput("Name a file.", field="file")
        self.sending()
        self.ask(
            "write",
            lambda gateway: gateway.plans.export(file, unit=unit, cycle=cycle),
            lambda goals: self.finish(f"{counted(goals, 'goal')} written into {file}."),
            failed=self.refused,
        )


class OutlineDialog(ShownFirst["OutlineLook"]):
    """ctrl+s proposes a plan from a document; ctrl+s again writes it into a file and looks at what it would do."""

    NAME = "Goals from a document"
    SENDING = "Reading it"
    NOTHING_YET = (
        "{form.save} reads the document and proposes a plan. No number is made up; what is not understood is named by its "
        "line."
    )

    def __init__(self, file: str, *, unit: str, cycle: str) -> None:
        super().__init__()
        self._given = (file, unit, cycle)
        self._read_with: object = None
        self.kept = ""
        """Where the plan was written."""

    def entries(self) -> tuple[Entry, ...]:
        file, unit, cycle = self._given
        return (
            Entry("file", "Document", file, hint="okrs.md, with goals as nested bullets", completes="file"),
            Entry("unit", "Unit", unit, hint="the key of the unit of the goals", completes="unit"),
            Entry("cycle", "Cycle", cycle, hint="the cycle of the goals"),
            Entry("owners", "Who is who", hint="VP Sales=ada, Support=dana, *=kim"),
            Entry("output", "Plan into", "plan.yaml", hint="a file that is not there yet"),
        )

    def changed(self, field: str, value: str) -> None:
        if field != "output":
            super().changed(field, value)

    def verdict(self, found: OutlineLook, width: int) -> list[Row]:
        words = f"{self.look.key('form.save')} writes the plan into the file and shows what it would do."
        return paragraph(words, width, look=self.look, ink="accent")

    def shown(self, found: OutlineLook, width: int) -> list[Row]:
        return outline_rows(found, width, look=self.look)

    def submit(self) -> None:
        file, unit, cycle = self.value("file"), self.value("unit").upper() or None, self.value("cycle") or None
        owners = read_owners(self.value("owners"))
        if not file:
            raise InvalidInput("Name a document.", field="file")
        found, output = self.found, self.value("output")
        asked = (file, unit, cycle, owners)
        is_read = found is not None and self._read_with == asked
        if is_read and not output:
            raise InvalidInput("Name the file that the plan goes into.", field="output")
        self.sending()
        if found is None or not is_read:
            self._read_with = asked
            self.ask(
                "read",
                lambda gateway: gateway.plans.outline(file, unit=unit, cycle=cycle, owners=owners),
                self.show_found,
                failed=self.refused,
            )
        else:
            text = found.text
            self.ask("keep", lambda gateway: gateway.plans.keep(output, text), self._keep, failed=self.refused)

    def _keep(self, path: str) -> None:
        self.kept = path
        self.finish(f"The plan stands in {path}.")


def read_owners(text: str) -> dict[str, str]:
    """Who is meant by the roles of a document: "VP Sales=ada, *=kim"."""
    found: dict[str, str] = {}
    for part in text.split(","):
        role, equals, handle = (word.strip() for word in part.rpartition("="))
        if not part.strip():
            continue
        if not equals or not role or not handle:
            raise InvalidInput(f"{part.strip()} does not say who it is.", hint="Write ROLE=handle.", field="owners")
        found[role] = handle
    return found
