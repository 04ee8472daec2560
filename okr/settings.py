"""Settings and folders: flags first, then `OKR_*` variables, then the TOML file in the XDG config folder.

A wrong config file never keeps okr from starting: what cannot be used is left out, and a warning names file, line and
key and what would be right. A wrong flag or variable is refused, since it was meant for this very call.
"""

import os
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from okr.domain.errors import InvalidInput

APPLICATION = "okr"
CONFIG_NAME = "config.toml"

YES_WORDS = frozenset({"1", "true", "yes", "on"})
NO_WORDS = frozenset({"", "0", "false", "no", "off"})


class Setting(NamedTuple):
    """One setting: its key in the file, its variable, its kind, and what it does."""

    key: str
    variable: str
    kind: str
    meaning: str


SETTINGS = (
    Setting("url", "OKR_URL", "text", "where the goals are: a file, sqlite:///..., postgresql://..."),
    Setting("as", "OKR_AS", "text", "the acting person, by handle or e-mail; the owner of the database if left out"),
    Setting("today", "OKR_TODAY", "day", "the date that counts as today, such as 2026-03-31 (demo, tests)"),
    Setting("plain", "OKR_PLAIN", "yes or no", "plain text: no bars, no drawings, no colours"),
    Setting("ascii", "OKR_ASCII", "yes or no", "only ASCII glyphs"),
    Setting("color", "OKR_COLOR", "yes or no", "colours on a terminal; NO_COLOR switches them off too"),
)
"""Every setting; the flags of the commands have the same names."""

FOREIGN_TABLES = frozenset({"interface", "keys"})
"""Tables of the file that other floors read and judge."""


class Settings(NamedTuple):
    """What holds for this call, and what was wrong with the config file."""

    url: str | None = None
    acting_as: str | None = None
    today: date | None = None
    plain: bool = False
    ascii_only: bool = False
    color: bool = True
    warnings: tuple[str, ...] = ()


def load_settings(flags: Mapping[str, str | bool], environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this call; `flags` by the settings' keys. InvalidInput for a wrong flag or variable."""
    values: dict[str, str | bool | date] = {}
    warnings: list[str] = []
    values.update(_from_file(config_file(environment), warnings))
    for setting in SETTINGS:
        text = environment.get(setting.variable)
        if text:
            values[setting.key] = _understood(text, setting, setting.variable)
        given = flags.get(setting.key)
        if given is not None:
            values[setting.key] = _understood(given, setting, f"--{setting.key}")
    if environment.get("NO_COLOR"):
        values["color"] = False
    today = values.get("today")
    return Settings(
        url=_text(values.get("url")),
        acting_as=_text(values.get("as")),
        today=today if isinstance(today, date) else None,
        plain=values.get("plain") is True,
        ascii_only=values.get("ascii") is True,
        color=values.get("color") is not False,
        warnings=tuple(warnings),
    )


def config_file(environment: Mapping[str, str] = os.environ) -> Path:
    """The config file: `OKR_CONFIG`, else `config.toml` in the XDG config folder; it need not exist."""
    named = environment.get("OKR_CONFIG")
    return Path(named).expanduser() if named else config_folder() / CONFIG_NAME


def config_folder() -> Path:
    """Where the config file is looked for."""
    from platformdirs import user_config_path

    return user_config_path(APPLICATION, appauthor=False)


def data_folder() -> Path:
    """Where company files are kept unless a URL says otherwise."""
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False)


def state_folder() -> Path:
    """Where reports of unexpected errors and the interface's memory of its last view are kept."""
    from platformdirs import user_state_path

    return user_state_path(APPLICATION, appauthor=False)


def cache_folder() -> Path:
    """Where what can be made again is kept."""
    from platformdirs import user_cache_path

    return user_cache_path(APPLICATION, appauthor=False)


def report_folder() -> Path:
    """Where reports of unexpected errors are written."""
    return state_folder() / "reports"


# ---------------------------------------------------------------------------------------------------- reading the file


def _from_file(path: Path, warnings: list[str]) -> dict[str, str | bool | date]:
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        warnings.append(f"{path}: cannot be read ({error.strerror}); its settings are left out")
        return {}
    except UnicodeDecodeError:
        warnings.append(f"{path}: is not UTF-8 text; its settings are left out")
        return {}
    import tomllib

    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        warnings.append(f"{path}: is not TOML: {error}; its settings are left out")
        return {}
    known = {setting.key: setting for setting in SETTINGS}
    values: dict[str, str | bool | date] = {}
    for key, value in content.items():
        if key in FOREIGN_TABLES:
            continue
        place = f"{path}, line {_line_of(key, text)}"
        if key not in known:
            warnings.append(f'{place}: there is no setting "{key}"; {_right_keys(key)}')
            continue
        try:
            values[key] = _understood(value, known[key], key)
        except InvalidInput as error:
            warnings.append(f"{place}: {error.message}{f'; {error.hint}' if error.hint else ''}")
    return values


def _right_keys(key: str) -> str:
    from okr.domain.quantities import nearest

    keys = [setting.key for setting in SETTINGS]
    near = nearest(key, keys, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(keys)}"


def _line_of(key: str, text: str) -> int:
    """The line that sets a key or opens its table; 1 where it is written in a way that this does not see."""
    pattern = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[\].=]")
    return next((number for number, line in enumerate(text.splitlines(), start=1) if pattern.match(line)), 1)


def _understood(value: object, setting: Setting, name: str) -> str | bool | date:
    if setting.kind == "yes or no":
        return _yes_or_no(value, name)
    if setting.kind == "day":
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        from okr.domain.quantities import parse_date

        return parse_date(value if isinstance(value, str) else repr(value), today=None, field=name)
    if isinstance(value, str) and value.strip() and "\x00" not in value:
        return value.strip()
    if isinstance(value, str) and not value.strip():
        raise InvalidInput(f"{name}: is empty", field=name)
    raise InvalidInput(f"{name}: is not a text", hint=f'write it like {name} = "..."', field=name)


def _yes_or_no(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().casefold() if isinstance(value, str) else repr(value)
    if word in YES_WORDS:
        return True
    if word in NO_WORDS:
        return False
    raise InvalidInput(f"{name}: is neither yes nor no", hint="write true or false", field=name)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
