"""A plan file with its fields in the order of the format; its goals stay in their order, and every comment stays with its field."""

from okr.exchange.plan.marked import Place, Spot
from okr.exchange.plan.reading import PlanFile, fields_at

Steps = tuple[str | int, ...]


def formatted(file: PlanFile) -> str:
    """The text of a file with the fields of each object in order. Objects that are written in braces stay as they are."""
    lines = file.text.split("\n")
    return "\n".join(_Formatter(lines).of(file.spot, (), 0, len(lines)))


class _Formatter:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def of(self, place: Place, path: Steps, first: int, end: int) -> list[str]:
        """The lines from `first` up to `end` (from 0) that hold a value, with what is in it in order."""
        if isinstance(place, tuple) or place.is_flow:
            return self.lines[first:end]
        if place.keys:
            return self._mapping(place, path, first, end)
        if place.items:
            return self._sequence(place, path, first, end)
        return self.lines[first:end]

    def _sequence(self, place: Spot, path: Steps, first: int, end: int) -> list[str]:
        starts = [_line_of(item) - 1 for item in place.items]
        found = self.lines[first : starts[0]]
        for number, (item, start) in enumerate(zip(place.items, starts, strict=True)):
            until = starts[number + 1] if number + 1 < len(starts) else end
            found += self.of(item, (*path, number), start, until)
        return found

    def _mapping(self, place: Spot, path: Steps, first: int, end: int) -> list[str]:
        indent = place.column - 1
        starts = self._starts(place, indent)
        rest_ends, end = end, self._without_what_follows(indent, starts[-1], end)
        parts = []
        for number, (name, spot) in enumerate(place.fields.items()):
            until = starts[number + 1] if number + 1 < len(starts) else end
            key_line = place.keys[name][0] - 1
            comments = self.lines[starts[number] : key_line]
            body = self._field(spot, (*path, name), key_line, until)
            parts.append((name, comments, [body[0][indent:], *body[1:]]))
        order = {name: number for number, name in enumerate(fields_at(path))}
        parts.sort(key=lambda part: order.get(part[0], len(order)))
        dash = self.lines[place.line - 1][:indent]
        found = self.lines[first : place.line - 1]
        for number, (_, comments, body) in enumerate(parts):
            found += comments
            found += [(dash if number == 0 else " " * indent) + body[0], *body[1:]]
        return found + self.lines[end:rest_ends]

    def _field(self, spot: Place, path: Steps, key_line: int, until: int) -> list[str]:
        """A field with its value in order; a value that begins on the line of its key has none."""
        if isinstance(spot, tuple) or spot.is_flow or _line_of(spot) - 1 == key_line:
            return self.lines[key_line:until]
        return [self.lines[key_line], *self.of(spot, path, key_line + 1, until)]

    def _starts(self, place: Spot, indent: int) -> list[int]:
        """Where each field begins, with the comments right above it that stand in its column."""
        found = []
        for number, (line, _) in enumerate(place.keys.values()):
            start = line - 1
            while number and self._is_comment(start - 1, indent):
                start -= 1
            found.append(start)
        return found

    def _is_comment(self, number: int, indent: int) -> bool:
        line = self.lines[number]
        return line.startswith("#", indent) and not line[:indent].strip()

    def _without_what_follows(self, indent: int, start: int, end: int) -> int:
        """Where the last field ends: empty lines and comments in its column or further left stay behind."""
        while end - 1 > start:
            line = self.lines[end - 1]
            text = line.strip()
            if text and not (text.startswith("#") and len(line) - len(line.lstrip()) <= indent):
                break
            end -= 1
        return end


def _line_of(place: Place) -> int:
    return place[0] if isinstance(place, tuple) else place.line
