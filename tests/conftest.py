"""What holds for every test: no network beyond this machine, no home but its own, the same examples every time."""

import ipaddress
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.databases"]

settings.register_profile("test", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("thorough", deadline=None, database=None, print_blob=True, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))

FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
}
TERMINAL_VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLUMNS", "LINES", "PAGER")


class NetworkRefused(RuntimeError):
    """A test tried to reach beyond this machine."""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> None:
    """Refuses what is not loopback, for the rest of the process: an audit hook cannot be taken back or got around."""
    sys.addaudithook(_refuse_network)


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives each test an empty home and an environment without settings of the person who runs it."""
    home = tmp_path_factory.mktemp("home")
    for variable, folder in FOLDERS.items():
        monkeypatch.setenv(variable, str(home / folder))
    for variable in [*TERMINAL_VARIABLES, *(name for name in os.environ if name.startswith("OKR_"))]:
        monkeypatch.delenv(variable, raising=False)
    return home


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        if isinstance(address, tuple) and not _is_local(address[0]):
            raise NetworkRefused(f"{event} to {address!r}: tests stay on this machine.")
    elif event == "socket.getaddrinfo" and not _is_local(arguments[0]):
        raise NetworkRefused(f"Looking up {arguments[0]!r}: tests stay on this machine.")


def _is_local(host: object) -> bool:
    if isinstance(host, bytes | bytearray):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str):
        return host is None
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
