"""What the interface remembers between two runs, per company and person: files in the XDG state folder.

View state and drafts of check-ins are written whole to a new file that then takes the place of the old one, so that a
crash leaves the old or the new one. A file that cannot be read counts as absent.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_state_path

if TYPE_CHECKING:
    from tui.kept_drafts import Drafts
    from tui.view_models.session import Role

KEPT_NODES = 2_000
"""Opened branches that are remembered; more is not a view but a habit."""

KEPT_FORMS = 20
"""Unsent forms that are remembered; the oldest is forgotten first."""


BRANCHES = ("opened", "units")
"""What of a view is the keys of open branches: of the cascade, and of the organisation."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """Where somebody was: `opened` and `selected` in the cascade, `units` and `colleague` in the organisation."""

    screen: str = "home"
    role: str | None = None
    theme: str | None = None
    opened: tuple[str, ...] = ()
    selected: str | None = None
    filter: str = ""
    goal: str | None = None
    scope: str = "mine"
    sort: str = ""
    columns: str = ""

    @property
    def home_role(self) -> "Role | None":
        """Whose home was open; None where none was, or one that there is no more."""
        match self.role:
            case "employee" | "lead" | "executive":
                return self.role
        return None

    units: tuple[str, ...] = ()
    colleague: str | None = None


def state_folder() -> Path:
    """Where the interface keeps its files; made for this user alone."""
    folder = user_state_path("okr", appauthor=False) / "tui"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


class Memory:
    """The remembered state of one company and person."""

    def __init__(self, url: str | None, acting_as: str | None) -> None:
        # A digest, since addresses may hold a password and names may be long.
        digest = hashlib.sha256(f"{url or ''}\n{acting_as or ''}".encode()).hexdigest()[:16]
        self._view = f"{digest}.view.json"
        self._drafts = f"{digest}.drafts.json"
        self._forms = f"{digest}.forms.json"

    def view(self) -> ViewState:
        """The remembered view, or a fresh one."""
        return _view_of(_read(self._view))

    def keep_view(self, state: ViewState) -> None:
        """Remember a view."""
        _write(self._view, asdict(state) | {name: list(getattr(state, name)[:KEPT_NODES]) for name in BRANCHES})

    def drafts(self) -> "Drafts":
        """What was typed and not sent."""
        from tui.kept_drafts import drafts_of  # when somebody checks in

        return drafts_of(_read(self._drafts))

    def keep_drafts(self, drafts: "Drafts") -> None:
        """Remember what is typed; nothing typed removes the file."""
        if drafts.rows:
            _write(self._drafts, {"key": drafts.key, "rows": {key: asdict(row) for key, row in drafts.rows.items()}})
            return
        with contextlib.suppress(OSError):
            (state_folder() / self._drafts).unlink(missing_ok=True)

    def form(self, name: str) -> Mapping[str, str]:
        """What was typed into a form and not sent: texts by the names of its fields."""
        found = _read(self._forms).get(name)
        return (
            {str(key): text for key, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}
        )

    def keep_form(self, name: str, texts: Mapping[str, str]) -> None:
        """Remember what is typed into a form; nothing typed forgets it."""
        forms = {key: known for key, known in _read(self._forms).items() if key != name}
        forms = dict(list(forms.items())[-KEPT_FORMS + 1 :])
        _write(self._forms, forms | ({name: dict(texts)} if texts else {}))


def _read(name: str) -> dict[str, object]:
    try:
        content = json.loads((state_folder() / name).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _write(name: str, content: Mapping[str, object]) -> None:
    """Remembering is a convenience: a full or read-only disk must not end the work on the goals."""
    import tempfile

    with contextlib.suppress(OSError):
        folder = state_folder()
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False)
        Path(temporary).replace(folder / name)


def _view_of(content: Mapping[str, object]) -> ViewState:
    known: dict[str, object] = {}
    for item in fields(ViewState):
        value = content.get(item.name)
        if item.name in BRANCHES:
            known[item.name] = tuple(key for key in value if isinstance(key, str)) if isinstance(value, list) else ()
        elif isinstance(value, str):
            known[item.name] = value
    return ViewState(**known)  # type: ignore[arg-type]  # each value was checked to be text or a tuple of texts
