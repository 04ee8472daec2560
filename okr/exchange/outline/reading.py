"""A document with goals, read from a file."""

from pathlib import Path

from okr.domain.errors import InvalidInput
from okr.domain.memory import collector_resting
from okr.exchange.limits import MIB, Limits, shown_bytes
from okr.exchange.outline.building import Outline, build_outline
from okr.exchange.outline.tree import read_sections

DOCUMENT_BYTES = 10 * MIB
"""A document that people write has a hundredth of it."""


def read_outline(path: Path, *, limits: Limits | None = None) -> Outline:
    """The proposal of a Markdown file in UTF-8; InvalidInput for what is none, or too large."""
    most = min(DOCUMENT_BYTES, (limits or Limits()).file_bytes)
    size = path.stat().st_size
    if size > most:
        raise InvalidInput(f"{path.name} has {shown_bytes(size)}; an outline may have {shown_bytes(most)}.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path.name} is not UTF-8; save it as UTF-8.") from error
    with collector_resting():
        return build_outline(read_sections(text))
