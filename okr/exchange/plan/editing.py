"""Changes to the text of a plan file that leave all the rest of it alone: comments, order, spaces.

After a plan was applied its file takes over the keys of what was new and what it has seen; reasons, which have served, go.
"""

from collections.abc import Iterable, Iterator, Mapping

from okr.contract.plans import Plan, PlanKey
from okr.domain.errors import RuleViolation
from okr.exchange.plan.marked import Place, Spot, spot_at
from okr.exchange.plan.reading import PlanFile, read_plan
from okr.exchange.plan.writing import seen_lines


def taken_over(
    file: PlanFile,
    *,
    keys: Iterable[PlanKey] = (),
    seen: Mapping[str, str],
    gone: Iterable[str] = (),
    served: bool = True,
) -> str:
    """The text of a file with the keys that its new goals got and what it has now seen.

    `gone`: the goals that were cancelled. `served`: the reasons in the file were used, and are taken out.
    RuleViolation where the file is written in a way that this would spoil; then it is to be left as it is.
    """
    lines = file.text.split("\n")
    marks = _marks(file.plan, seen, set(gone))
    edits: list[tuple[int, int, _Edit]] = []
    if served:
        edits.extend(_reason_edits(file.spot))
    for one in keys:
        spot = spot_at(file.spot, one.path)
        if spot is not None:
            edits.append((spot.line, spot.column, _key_edit(one.key, spot)))
    if isinstance(file.spot, Spot) and marks != file.plan.seen:
        edits.append(_seen_edit(file.spot, marks, lines))
    # From the end upwards; of two in one place the one that takes out comes first, as it stands in the list.
    for line, _, edit in sorted(edits, key=lambda one: one[:2], reverse=True):
        edit.make(lines, line - 1)
    text = "\n".join(lines)
    _require_same(file, text)
    return text


class _Edit:
    """One change of the lines from a place on."""

    def make(self, lines: list[str], at: int) -> None:
        """Change the lines."""
        raise NotImplementedError


class _Insert(_Edit):
    """Text that is put in at a column."""

    def __init__(self, column: int, text: str) -> None:
        self.column, self.text = column, text

    def make(self, lines: list[str], at: int) -> None:
        before, after = lines[at][: self.column], lines[at][self.column :]
        lines[at : at + 1] = (before + self.text + after).split("\n")


class _Replace(_Edit):
    """Lines in the place of others."""

    def __init__(self, count: int, lines: list[str]) -> None:
        self.count, self.lines = count, lines

    def make(self, lines: list[str], at: int) -> None:
        lines[at : at + self.count] = self.lines


class _TakeOut(_Edit):
    """A field with its value that is taken out; where a dash stands before it, the next field moves up to it."""

    def __init__(self, column: int, last: int) -> None:
        self.column, self.last = column, last

    def make(self, lines: list[str], at: int) -> None:
        before = lines[at][: self.column]
        rest = lines[self.last : self.last + 1]
        if before.strip() and rest and rest[0][: self.column].strip() == "":
            lines[at : self.last + 1] = [before + rest[0][self.column :]]
        elif not before.strip():
            del lines[at : self.last]


def _key_edit(key: str, spot: Spot) -> _Edit:
    """The key as the first field of a mapping."""
    if spot.is_flow:
        return _Insert(spot.column, f"key: {key}, ")
    return _Insert(spot.column - 1, f"key: {key}\n{' ' * (spot.column - 1)}")


def _reason_edits(spot: Place) -> Iterator[tuple[int, int, _Edit]]:
    """Taking out every reason: at the top, of goals, and of key results."""
    for holder in _holders(spot):
        if "reason" in holder.fields and not holder.is_flow:
            line, column = holder.keys["reason"]
            value = holder.fields["reason"]
            if isinstance(value, tuple):
                yield line, column, _TakeOut(column - 1, value[2])


def _holders(spot: Place) -> Iterator[Spot]:
    if isinstance(spot, tuple):
        return
    yield spot
    for name in ("goals", "key_results"):
        below = spot.fields.get(name)
        if isinstance(below, Spot):
            for item in below.items:
                yield from _holders(item)


def _marks(plan: Plan, seen: Mapping[str, str], gone: set[str]) -> dict[str, str]:
    marks = {**plan.seen, **seen}
    return {key: mark for key, mark in marks.items() if key.partition(".")[0] not in gone}


def _seen_edit(root: Spot, marks: Mapping[str, str], lines: list[str]) -> tuple[int, int, _Edit]:
    """What was seen in the place where it stands, else at the end of the file."""
    written = list(seen_lines(marks.items()))
    if "seen" not in root.fields:
        while lines and not lines[-1].strip():
            lines.pop()
        return len(lines) + 1, 1, _Replace(0, ["", *written, ""])
    line, column = root.keys["seen"]
    return line, column, _Replace(_last_line(root.fields["seen"], line) - line + 1, written[1:])


def _last_line(place: Place, at_least: int) -> int:
    if isinstance(place, tuple):
        return max(place[2], at_least)
    return max((_last_line(one, at_least) for one in (*place.fields.values(), *place.items)), default=at_least)


def _require_same(file: PlanFile, text: str) -> None:
    """Refuse a text that no longer says the same but for keys, marks and reasons."""
    after = read_plan(text.encode("utf-8"), name=file.name).plan
    if _compared(after) != _compared(file.plan):
        raise RuleViolation(
            f"{file.name} is written in a way that okr does not change.",
            hint="Export it anew before you change it again: it knows neither the new keys nor what has been seen.",
        )


def _compared(plan: Plan) -> object:
    left_out = {"key", "reason"}
    return [
        {
            **goal.model_dump(exclude={*left_out, "key_results"}),
            "results": [result.model_dump(exclude=left_out) for result in goal.key_results or ()],
        }
        for goal in plan.goals
    ]
