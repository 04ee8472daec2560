"""The first line of every screen: where one is, and on the right who looks, at which cycle, as of when."""

from okr.domain.cells import cell_width
from tui.lines import Line, Pen
from tui.widgets.drawn import Panel


class TopLine(Panel):
    """Breadcrumbs and scope."""

    DEFAULT_CSS = "TopLine { dock: top; height: 1; background: $ink-bar; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._crumbs: tuple[str, ...] = ()
        self._facts: tuple[str, ...] = ()
        self._notice = ""

    def tell(self, crumbs: tuple[str, ...], facts: tuple[str, ...], *, notice: str = "") -> None:
        """Say where one is, what is looked at, and what is to be known ("changed: press r")."""
        if (crumbs, facts, notice) != (self._crumbs, self._facts, self._notice):
            self._crumbs, self._facts, self._notice = crumbs, facts, notice
            self.redraw()

    def lines(self, width: int) -> list[Line]:
        look = self.brush.look
        facts = [*([self._notice] if self._notice else []), *self._facts]
        joint = f" {look.dot} "
        while len(facts) > 1 and cell_width(joint.join(facts)) > max(20, width // 2):
            facts.pop(1 if self._notice else 0)
        right = joint.join(facts)
        pen = Pen(look).write("okr", "bold accent")
        room = width - cell_width(right) - 2
        for index, crumb in enumerate(self._crumbs):
            last = index == len(self._crumbs) - 1
            if pen.at + 6 >= room:
                break
            pen.write(f" {look.crumb} ", "dim")
            fitting = min(cell_width(crumb), room - pen.at)
            pen.cell(crumb, fitting, "bold" if last else "dim")
        pen.to(width - cell_width(right))
        if self._notice:
            pen.write(self._notice, "warning")
            right = right.removeprefix(self._notice)
        pen.cell(right, width - pen.at, "dim")
        return [pen.line()]
