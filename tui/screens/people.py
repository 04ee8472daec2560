"""People: the organisation as a tree that opens level by level, and people by a few letters of their name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tui.actions import Context
from tui.drawing.people import org_head
from tui.drawing.rows import Row, blank, loading_rows, problem_rows, teaching_rows, text_row
from tui.lines import Line, Look, Pen, Target
from tui.screens.base import OkrScreen
from tui.view_models.people import OrgItem, OrgPage, PersonCard, PersonItem, PersonPage, UnitCard
from tui.widgets.board import Board
from tui.widgets.drawn import Panel
from tui.widgets.field import Field
from tui.widgets.org_tree import OrgNode, OrgTree

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer

    from tui.dialogs.form import FormDialog
    from tui.view_models.basics import Problem
    from tui.view_models.settings import OrganisationSettings
    from tui.widgets.line_view import LineView

TYPING_SECONDS = 0.15
"""How long typing must rest before people are looked for."""
ONLY_LEADS = "Only a manager, who leads a unit, or an administrator reorganises."
ONLY_ABOVE = "Only a manager above, the lead of the unit or an administrator changes {}."


class PeopleScreen(OkrScreen):
    """The organisation; enter opens the page of a unit or a person."""

    SCOPE = "people"
    NAME = "People"
    CSS_PATH = "people.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#tree"

    def __init__(self) -> None:
        super().__init__()
        self.letters = ""
        self.found: PersonPage | None = None
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        yield Field(hint="name, handle or e-mail", changed=self._typed, id="filter")
        yield Panel(lambda width: [org_head(width - 1, look=self.look)], id="columns")
        yield Board(id="found")
        yield OrgTree(id="tree")

    def prepare(self) -> None:
        self.query_one("#filter", Field).add_class("-hidden")
        tree, view = self.tree_view, self.okr.view
        tree.kept_open.update(view.units)
        tree.jump = view.colleague

    # What is around ---------------------------------------------------------------------------------------------

    @property
    def tree_view(self) -> OrgTree:
        """The tree."""
        return self.query_one("#tree", OrgTree)

    @property
    def shows_tree(self) -> bool:
        """Whether the tree is shown, and not what was found, or a problem."""
        return not self.letters and self.phase == "ready" and self.tree_view.row_count > 0

    @property
    def list_view(self) -> LineView:
        return self.tree_view if self.shows_tree else self.query_one("#found", Board)

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Field)

    @property
    def scopes(self) -> tuple[str, ...]:
        return ("words", "always") if self.is_typing else super().scopes

    @property
    def context(self) -> Context:
        target = self.selected
        refusals = {}
        if target is None or target.kind not in {"unit", "person"}:
            refusals["people.goals"] = refusals["people.edit"] = "Move to a unit or a person first."
        elif self.session is not None and not self.session.is_administrator:
            if target.kind == "unit" and not self.session.leads:
                refusals["people.edit"] = "Only who leads the unit or one above it, or an administrator, changes it."
            elif target.kind == "person" and self.session.home == "employee":
                refusals["people.edit"] = ONLY_ABOVE.format("them")
        known = self.session  # as long as nobody knows who one is, one may what nobody is refused
        if known is None or not known.is_administrator:
            refusals["people.settings"] = "Only an administrator changes the settings of the organisation."
        if known is None or (not known.is_administrator and not known.leads and known.home == "employee"):
            refusals["people.reorganise"] = ONLY_LEADS
        if self.session is not None and not self.session.is_administrator and not self.session.leads:
            words = "Only who leads a unit or one above it, or an administrator, adds people and units."
            refusals |= {"people.add-person": words, "people.add-unit": words}
        return Context(
            scopes=self.scopes,
            selected=target.kind if target else None,
            roles=self.okr.role_count,
            refusals=refusals,
        )

    def crumbs(self) -> tuple[str, ...]:
        return (self.NAME, f"find {self.letters}") if self.letters else (self.NAME,)

    # Loading ----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        if self.letters:
            self._search()
        else:
            self.ask("tree", lambda gateway: gateway.people.below(None), self._take_top)

    def _take_top(self, page: OrgPage) -> None:
        self.tree_view.show_top(page)
        self._want_figures(None, None)
        self.ready()

    def on_org_tree_wanted(self, message: OrgTree.Wanted) -> None:
        node = message.node
        above = node if node.item is not None else node.parent
        unit = above.item.key if above is not None and above.item is not None else None
        cursor = node.cursor
        self.ask(
            f"below {unit} {cursor}",
            lambda gateway: gateway.people.below(unit, cursor=cursor),
            lambda page: self._put(node, page, unit, cursor),
            failed=lambda problem: self._not_put(node, problem),
        )

    def _put(self, node: OrgNode, page: OrgPage, unit: str | None, cursor: str | None) -> None:
        self.tree_view.put(node, page)
        self._want_figures(unit, cursor)

    def _not_put(self, node: OrgNode, problem: Problem) -> None:
        self.tree_view.not_loaded(node, problem.message)
        self.flash(problem.message, "error")

    def _want_figures(self, unit: str | None, cursor: str | None) -> None:
        """Goals and rates take longer than names in a large company, and come after them."""
        self.ask(
            f"figures {unit} {cursor}",
            lambda gateway: gateway.people.below(unit, cursor=cursor, with_figures=True),
            lambda page: self.tree_view.put_figures({item.key: item for item in page.items}),
            failed=lambda problem: self.flash(problem.message, "error"),
        )

    # Drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        tree, board = self.tree_view, self.query_one("#found", Board)
        shown = self.shows_tree
        tree.me = self.me
        tree.set_class(not shown, "-hidden")
        self.query_one("#columns", Panel).set_class(not shown, "-hidden")
        board.set_class(shown, "-hidden")
        if shown:
            tree.rows_changed()
        else:
            board.show(self._rows)
        if not self.is_typing:
            self.set_focus(tree if shown else board)

    def _rows(self, width: int) -> list[Row]:
        look = self.look
        if self.phase == "problem" and self.problem is not None:
            return problem_rows(self.problem, width, look=look, opened=self.details_shown)
        if self.phase == "loading" or (self.letters and self.found is None):
            return loading_rows(look=look) if self.asked_long_ago else []
        if self.found is None or not self.found.items:
            choices = [
                ("people.find", look.key("people.find"), "other letters"),
                ("unfind", look.key("app.back"), "back to the tree"),
            ]
            return teaching_rows(f"Nobody is called {self.letters}.", width=width, look=look, choices=choices)
        rows = [blank(look), *(_found_row(person, look=look) for person in self.found.items)]
        if self.found.next_cursor:
            rows.append(text_row("and more: type more letters", "dim", look=look, indent=2))
        return rows

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    # Finding ----------------------------------------------------------------------------------------------------

    def find(self) -> None:
        self.do_find()

    def do_find(self) -> None:
        line = self.query_one("#filter", Field)
        line.remove_class("-hidden")
        self.set_focus(line)
        self.tell()

    def _typed(self, text: str) -> None:
        self.letters = text.strip()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(TYPING_SECONDS, self._search)

    def _search(self) -> None:
        self._timer = None
        letters = self.letters
        if not letters:
            self.found = None
            self.draw()
            self.tell()
            return
        self.ask("search", lambda gateway: gateway.people.matching(letters), self._take_found)

    def _take_found(self, page: PersonPage) -> None:
        self.found = page
        self.ready()

    def do_apply(self) -> None:
        line = self.query_one("#filter", Field)
        line.set_class(not self.letters, "-hidden")
        if self._timer is not None:
            self._timer.stop()
            self._search()
        self.set_focus(self.list_view)
        self.tell()

    def do_clear(self) -> None:
        self._unfind()

    def _unfind(self) -> None:
        line = self.query_one("#filter", Field)
        line.value, self.letters, self.found = "", "", None
        line.add_class("-hidden")
        self.set_focus(self.tree_view)
        self.draw()
        self.tell()

    def choice(self, what: str) -> None:
        if what == "unfind":
            self._unfind()
        else:
            super().choice(what)

    def remember(self) -> None:
        tree = self.tree_view
        place = tree.target_at(tree.cursor)
        self.okr.remember(
            units=tuple(sorted(tree.kept_open)),
            colleague=place.key if place is not None and place.kind != "more" else tree.jump,
        )

    # Going about ------------------------------------------------------------------------------------------------

    def do_left(self) -> None:
        self.tree_view.outwards()

    def do_right(self) -> None:
        self.tree_view.inwards()

    def do_toggle(self) -> None:
        self.tree_view.toggle()

    def do_down(self) -> None:
        if self.is_typing:
            self.do_apply()
        else:
            super().do_down()

    def do_back(self) -> None:
        if self.letters:
            self._unfind()
        else:
            super().do_back()

    def do_mine(self) -> None:
        if self.me is not None:
            self.okr.open_target(Target("person", self.me))

    def do_settings(self) -> None:
        """Change what holds for the whole organisation."""
        self.ask("settings", lambda gateway: gateway.settings.show(), self._open_settings)

    def _open_settings(self, settings: OrganisationSettings) -> None:
        from tui.dialogs.organisation import OrganisationDialog

        form = OrganisationDialog(settings)
        self.okr.open_over(form, lambda _: self._settled(form.done))

    def _settled(self, said: str) -> None:
        if said:
            self.flash(said, "success")

    def do_reorganise(self) -> None:
        self.okr.open_reorganisation()

    def do_add_person(self) -> None:
        """Somebody joins the unit of the cursor, and reports to who leads it."""
        from tui.dialogs.new_member import NewPersonDialog

        unit = self._unit_there
        manager = unit.lead.key if unit is not None and unit.lead is not None else ""
        administers = self.session is None or self.session.is_administrator  # not known yet: a refusal says it
        self._open(NewPersonDialog(unit.key if unit else "", manager=manager, administers=administers))

    def do_add_unit(self) -> None:
        """A unit is made below that of the cursor."""
        from tui.dialogs.new_member import NewUnitDialog, kind_below

        unit = self._unit_there
        self._open(NewUnitDialog(unit.key if unit else "", kind=kind_below(unit.detail) if unit else ""))

    def do_edit(self) -> None:
        """Change who stands in the row of the cursor, or what the unit is called."""
        target = self.selected
        if target is None:
            return
        key, cycle = target.key, self.session.cycle if self.session is not None else None
        if target.kind == "person":
            self.ask("edit", lambda gateway: gateway.people.person(key), self._edit_person, failed=self._not_edited)
        elif target.kind == "unit":
            self.ask(
                "edit", lambda gateway: gateway.people.unit(key, cycle=cycle), self._edit_unit, failed=self._not_edited
            )

    def _edit_person(self, card: PersonCard) -> None:
        from tui.dialogs.edit_person import EditPersonDialog

        if not card.may_edit:
            self.flash(ONLY_ABOVE.format(card.person.name), "warning")
        elif self.session is not None:
            self._open(EditPersonDialog(card.person, administers=self.session.is_administrator))

    def _edit_unit(self, card: UnitCard) -> None:
        from tui.dialogs.edit_person import EditUnitDialog

        self._open(EditUnitDialog(card.unit))

    def _not_edited(self, problem: Problem) -> None:
        self.flash(problem.message + (f" {problem.hint}" if problem.hint else ""), "error")

    @property
    def _unit_there(self) -> OrgItem | None:
        """The unit of the cursor: that of its row, or in which the person of its row works."""
        node = self.tree_view.node if self.shows_tree else None
        while node is not None and (node.item is None or node.item.kind != "unit"):
            node = node.parent
        return node.item if node is not None else None

    def _open(self, form: FormDialog) -> None:
        """Open a form; what it has done is said, and the tree is asked for again."""

        def done(_: None) -> None:
            if form.done:
                self.okr.all_anew()
                self.flash(form.done, "success")

        self.okr.open_over(form, done)

    def do_goals(self) -> None:
        target = self.selected
        if target is not None:
            self.okr.show_filtered(f"{'unit' if target.kind == 'unit' else 'owner'}:{target.key}")

    def chosen(self, target: Target) -> None:
        if target.kind != "more":
            super().chosen(target)


def _found_row(person: PersonItem, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        unit = person.unit.name if person.unit else ""
        title = width // 3
        pen = Pen(look).gap(2).cell(person.name, max(10, width - 24 - title - 2)).gap(1)
        return pen.cell(person.title or "", title, "dim").gap(1).cell(unit, 22, "dim").line()

    return Row(draw, Target("person", person.handle, person.name))
