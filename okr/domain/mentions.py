"""Who is mentioned in a text: @handle."""

import re

LIMIT = 50
"""People that one text may mention: more is no conversation, and everybody is told."""

_MENTION = re.compile(r"(?<![\w@.])@([a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?)(?!@)", re.IGNORECASE)


def mentioned(text: str) -> tuple[str, ...]:
    """The handles that a text mentions, in small letters, each once, in their order; an address like ada@example.org is none."""
    return tuple(dict.fromkeys(found.lower() for found in _MENTION.findall(text)))
