"""The page of keys and signs in `docs/reference/keys.md`, made from the tables of actions and signs."""

from okr.domain.wording import Term
from tui.actions import ACTIONS, SCOPES, Action
from tui.signs import SIGNS

HEAD = """# Keys of the full-screen interface

This page is made from the table of actions (`tui/actions.py`); a test keeps it true. Every key can be changed in the
`[keys]` table of the config file, by the name of the action:

```toml
[keys]
"app.refresh" = "ctrl+r"
"list.first" = ["g g", "home"]
"alignment.mine" = []          # no key
```

Keys are written as one reads them: `?`, `G`, `ctrl+p`, `shift+tab`, `pagedown`, `g g` for two keys after another. A key
that you give to an action is taken from the one that has it by default in the same place. What cannot be is named when
the interface starts (and by `okr doctor`), and the default stays; what leads out of a place always keeps a key. While
one types into a text, letters are letters.

The interface itself is set up beside it:

```toml
[interface]
theme = "light"                # dark, light, contrast, safe-dark, safe-light
ascii = false                  # true draws with ASCII alone
```
"""

SIGNS_HEAD = """## Signs

A status stands with its sign, its colour and its word. Where the word has no room a short one stands; there are no others. Numbers
of many goals that have no room for a word have the signs with their words on the same screen.

| sign | in ASCII | short | means |
|---|---|---|---|"""


def keys_page() -> str:
    """The page as Markdown."""
    parts = [HEAD]
    for scope, title in SCOPES.items():
        rows = [_row(action) for action in ACTIONS if action.scope == scope]
        if rows:
            parts.append("\n".join([f"## {title}", "", "| keys | does | action |", "|---|---|---|", *rows]) + "\n")
    return "\n".join([*parts, SIGNS_HEAD, *(_sign(sign, words) for sign, words in SIGNS)]) + "\n"


def _sign(sign: Term, words: str) -> str:
    short = f"*{sign.shortly}*" if sign.shortly else ""
    return f"| {sign.glyph} | `{sign.plain}` | {short} | {words} |"


def _row(action: Action) -> str:
    keys = ", ".join(f"`{key}`" for key in action.keys)
    return f"| {keys} | {action.help.replace('|', chr(92) + '|')} | `{action.id}` |"
