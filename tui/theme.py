"""The themes: one accent, two neutrals and four status tones each; every ink reads on its background (tested).

Colours are named here and nowhere else; style sheets and drawings use the names.
"""

from collections.abc import Mapping
from typing import NamedTuple

from textual.theme import Theme


class Palette(NamedTuple):
    """The colours of a theme. `faint` is for rules and the rest of bars, `chart` for what is drawn of numbers; never for words."""

    name: str
    label: str
    dark: bool
    background: str
    foreground: str
    dim: str
    faint: str
    chart: str
    bar: str
    cursor: str
    resting: str
    accent: str
    success: str
    warning: str
    error: str

    def words(self) -> Mapping[str, str]:
        """The colours in which words are written, by the names of their inks."""
        return {
            "foreground": self.foreground,
            "dim": self.dim,
            "accent": self.accent,
            "success": self.success,
            "warning": self.warning,
            "error": self.error,
        }

    def grounds(self) -> Mapping[str, str]:
        """The colours on which words stand."""
        return {"background": self.background, "bar": self.bar, "cursor": self.cursor, "resting": self.resting}


PALETTES = (
    Palette(
        "okr-dark", "Dark", True,
        background="#13161c", foreground="#dde1e8", dim="#98a1b1", faint="#3b4250", chart="#6c7482", bar="#1b1f27",
        cursor="#2a3450", resting="#20252f",
        accent="#8ab0f8", success="#7fcf96", warning="#e6b45a", error="#f58a8a",
    ),
    Palette(
        "okr-light", "Light", False,
        background="#fcfbf8", foreground="#23262d", dim="#5a606b", faint="#c9ccd2", chart="#8b9099", bar="#f1efe9",
        cursor="#dfe7fb", resting="#ecebe6",
        accent="#2a56c0", success="#1b6b36", warning="#825000", error="#b02222",
    ),
    Palette(
        "okr-contrast", "High contrast", True,
        background="#000000", foreground="#ffffff", dim="#d6d6d6", faint="#8a8a8a", chart="#b8b8b8", bar="#101010",
        cursor="#00234f", resting="#262626",
        accent="#7cc4ff", success="#6bff9c", warning="#ffe04d", error="#ff9a9a",
    ),
    Palette(
        "okr-safe-dark", "Colour-blind safe, dark", True,
        background="#13161c", foreground="#dde1e8", dim="#98a1b1", faint="#3b4250", chart="#6c7482", bar="#1b1f27",
        cursor="#2c3242", resting="#20252f",
        accent="#c7b2f5", success="#6cb6ff", warning="#f2cf5b", error="#ff9a66",
    ),
    Palette(
        "okr-safe-light", "Colour-blind safe, light", False,
        background="#fcfbf8", foreground="#23262d", dim="#5a606b", faint="#c9ccd2", chart="#8b9099", bar="#f1efe9",
        cursor="#e6e4f4", resting="#ecebe6",
        accent="#5b3fa8", success="#00589f", warning="#735500", error="#a83a00",
    ),
)  # fmt: skip

DEFAULT = "okr-dark"


def themes() -> list[Theme]:
    """The themes as Textual takes them."""
    return [_theme(palette) for palette in PALETTES]


def theme_named(name: str) -> str | None:
    """The full name of a theme that is meant by "dark", "okr-dark" or "Dark"; None where there is none."""
    wanted = name.strip().casefold()
    for palette in PALETTES:
        if wanted in {palette.name, palette.name.removeprefix("okr-"), palette.label.casefold()}:
            return palette.name
    return None


def after(name: str) -> str:
    """The theme that follows in the round."""
    names = [palette.name for palette in PALETTES]
    return names[(names.index(name) + 1) % len(names)] if name in names else DEFAULT


def palette_of(name: str) -> Palette:
    """The colours of a theme; those of the first one where there is no such theme."""
    return next((palette for palette in PALETTES if palette.name == name), PALETTES[0])


def label_of(name: str) -> str:
    """A theme's name for people."""
    return next((palette.label for palette in PALETTES if palette.name == name), name)


def _theme(palette: Palette) -> Theme:
    return Theme(
        name=palette.name,
        primary=palette.accent,
        secondary=palette.dim,
        accent=palette.accent,
        warning=palette.warning,
        error=palette.error,
        success=palette.success,
        foreground=palette.foreground,
        background=palette.background,
        surface=palette.background,
        panel=palette.bar,
        dark=palette.dark,
        variables={
            "ink-dim": palette.dim,
            "ink-faint": palette.faint,
            "ink-bar": palette.bar,
            "ink-cursor": palette.cursor,
            "ink-resting": palette.resting,
            "block-cursor-background": palette.accent,
            "block-cursor-foreground": palette.background,
            "input-selection-background": palette.cursor,
            "input-cursor-background": palette.foreground,
            "input-cursor-foreground": palette.background,
            "scrollbar": palette.faint,
            "scrollbar-hover": palette.dim,
            "scrollbar-active": palette.accent,
            "scrollbar-background": palette.background,
            "scrollbar-background-hover": palette.background,
            "scrollbar-background-active": palette.background,
            "scrollbar-corner-color": palette.background,
        },
    )
