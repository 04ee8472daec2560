"""What was typed and not sent, as it is kept between two runs: when it is written down, and the check-in grid."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

KEEP_SECONDS = 0.4
"""So long after the last letter what is typed into a form is written down."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What was typed into one row of the check-in grid; `corrects` is the number of the check-in that it puts right.

    `seen` is the number of the last check-in that stood there when the value was typed.
    """

    value: str = ""
    confidence: str = ""
    note: str = ""
    blocker: str = ""
    skip: str = ""
    corrects: str = ""
    seen: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.value or self.confidence or self.note or self.blocker or self.skip)


@dataclass(frozen=True, slots=True)
class Drafts:
    """The check-in grid as it was left; `key` makes sending it twice harmless."""

    key: str = ""
    rows: Mapping[str, DraftRow] = field(default_factory=dict)


def drafts_of(content: Mapping[str, object]) -> Drafts:
    """The drafts of a file's content; what is not as it was written counts as absent."""
    rows = content.get("rows")
    key = content.get("key")
    if not isinstance(rows, dict) or not isinstance(key, str):
        return Drafts()
    found = {}
    for name, row in rows.items():
        if isinstance(row, dict):
            texts = {item.name: row[item.name] for item in fields(DraftRow) if isinstance(row.get(item.name), str)}
            found[str(name)] = DraftRow(**texts)
    return Drafts(key, found)
