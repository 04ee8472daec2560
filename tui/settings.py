"""What the user's config file says about the interface: `[interface] theme, ascii` and `[keys]`.

What is wrong there is named in a sentence with file and place, and the interface still starts.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from okr import settings
from tui.keymap import Keymap, default_keymap, read_keymap
from tui.theme import theme_named


@dataclass(frozen=True, slots=True)
class InterfaceSettings:
    """The settings of the interface, and what could not be taken from the file."""

    theme: str | None = None
    ascii_only: bool | None = None
    keymap: Keymap = field(default_factory=default_keymap)
    complaints: tuple[str, ...] = ()


def config_file() -> Path:
    """The user's config file, the one that `okr paths` names."""
    return settings.config_file(os.environ)


def read_settings(path: Path | None = None) -> InterfaceSettings:
    """The interface's part of the config file; the defaults where there is none."""
    file = path or config_file()
    if not file.exists():
        return InterfaceSettings()
    import tomllib

    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return InterfaceSettings(complaints=(f"{file.name} could not be read: {type(error).__name__}.",))
    except tomllib.TOMLDecodeError as error:
        return InterfaceSettings(complaints=(f"{file.name}: {error}",))
    complaints: list[str] = []
    interface = _table(content, "interface", complaints)
    keymap, about_keys = read_keymap(_table(content, "keys", complaints))
    theme = interface.get("theme")
    name = theme_named(theme) if isinstance(theme, str) else None
    if theme is not None and name is None:
        complaints.append("interface: theme must be dark, light, contrast, safe-dark or safe-light.")
    ascii_only = interface.get("ascii")
    if ascii_only is not None and not isinstance(ascii_only, bool):
        complaints.append("interface: ascii must be true or false.")
        ascii_only = None
    named = tuple(f"{file.name}: {complaint}" for complaint in [*complaints, *about_keys])
    return InterfaceSettings(name, ascii_only, keymap, named)


def first_of(complaints: Sequence[str]) -> str:
    """What is said of them when the interface starts: the first, and how many more there are."""
    more = len(complaints) - 1
    return complaints[0] + (f" And {more} more: okr doctor names them." if more > 0 else "")


def _table(content: dict[str, object], name: str, complaints: list[str]) -> dict[str, object]:
    table = content.get(name, {})
    if isinstance(table, dict):
        return table
    complaints.append(f"{name} must be a table: write [{name}] above its lines.")
    return {}
