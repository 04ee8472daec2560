"""Starting the program: it is quick, knows what it is called, and says what is wrong with a call."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from okr.cli import main
from okr.cli.errors import EXIT_CODES
from okr.cli.groups import OkrCommand, OkrGroup
from okr.cli.root import LAZY, SECTIONS, root
from tests.cli.conftest import FakeBackend, Run

NOT_FOR_LISTS = {
    "alembic",
    "dateutil",
    "okr.application.as_of",
    "okr.application.goals",
    "okr.application.propagation",
    "okr.contract.check_ins",
    "okr.contract.key_results",
    "rich",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.orm",
    "storage.tables.particular",
    "textual",
}
"""What no list of goals needs: migrations, what draws on terminals, what writes, what looks back, another database."""

HEAVY = {"textual", "sqlalchemy", "pydantic", "alembic", "rich", "platformdirs", "dateutil"}


def every_command(group: OkrGroup = root, path: tuple[str, ...] = ()) -> list[tuple[str, click.Command]]:
    context = click.Context(group)
    found: list[tuple[str, click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((" ".join((*path, name)), command))
        if isinstance(command, OkrGroup):
            found += every_command(command, (*path, name))
    return found


COMMANDS = every_command()


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["goal", "--help"], ["kr", "new", "--help"], ["checkin", "-h"]]
)
def test_help_loads_neither_textual_nor_the_orm_nor_pydantic(words: list[str]) -> None:
    script = (
        f"import sys; from okr.cli import main; code = main({words!r}); print('LOADED', *sys.modules); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.rpartition("LOADED")[2].split()}
    assert "click" in loaded
    assert not loaded & HEAVY


def test_a_list_of_goals_loads_only_what_lists_goals(tmp_path: Path) -> None:
    place = str(tmp_path / "acme.sqlite")
    assert main(["init", "Acme", "--owner", "Ada Berg", "--url", place]) == 0
    words = ["okr", "goal", "list", "--url", place]
    script = (
        f"import sys; sys.argv = {words!r}\n"
        "from okr.cli import program\n"
        "code = program(); print('LOADED', *sys.modules); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    assert {"okr.application.goal_listing", "sqlalchemy.dialects.sqlite"} <= loaded
    assert loaded & NOT_FOR_LISTS == set()


def test_the_garbage_collector_works_again_once_the_backend_is_asked(tmp_path: Path) -> None:
    place = str(tmp_path / "acme.sqlite")
    assert main(["init", "Acme", "--owner", "Ada Berg", "--url", place]) == 0
    script = (
        f"import gc, sys; sys.argv = ['okr', 'whoami', '--url', {place!r}]\n"
        "from okr.cli import program\n"
        "print(program(), gc.isenabled())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 True"


def test_help_of_every_command_has_an_example_and_names_its_options() -> None:
    for name, command in COMMANDS:
        assert isinstance(command, OkrCommand | OkrGroup), name
        assert command.examples, name
        assert command.help, name
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"okr {name}: {option.opts}"


def test_examples_name_commands_and_options_that_exist() -> None:
    known = dict(COMMANDS)
    for name, command in COMMANDS:
        assert isinstance(command, OkrCommand | OkrGroup)
        for example in command.examples:
            words = example.partition("okr ")[2].split()
            path = next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in known), None)
            assert path is not None, f"okr {name}: {example}"
            options = {
                opt
                for option in known[path].get_params(click.Context(known[path]))
                for opt in option.opts + option.secondary_opts
            }
            used = {word.partition("=")[0] for word in words if word.startswith("--")}
            assert used <= options, f"okr {name}: {example}"


def test_short_help_is_the_first_sentence_of_the_help() -> None:
    for name, command in COMMANDS:
        if isinstance(command, OkrGroup):
            for child, (_, short) in command.lazy.items():
                loaded = command.get_command(click.Context(command), child)
                assert loaded is not None
                assert (loaded.help or "").startswith(short.rstrip(".")), f"okr {name} {child}"


def test_every_command_of_the_root_stands_in_one_section() -> None:
    listed = [name for names in SECTIONS.values() for name in names]
    assert sorted(listed) == sorted(LAZY)


def test_version_is_printed(run: Run) -> None:
    from okr import __version__

    assert run("--version").out == f"okr {__version__}\n"


def test_an_unknown_command_is_refused_with_the_nearest_one(run: Run) -> None:
    ran = run("gaol")
    assert ran.code == 2
    assert "did you mean goal?" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["goal", "show"], "missing argument 'GOAL'"),
        (["goal", "list", "--nope"], "no such option '--nope'"),
        (["checkin", "CARE-7.2", "5", "--nope"], "no such option '--nope'"),
        (["checkin", "CARE-7.2", "5", "-x"], "no such option '-x'"),
        (["goal", "list", "--status", "green"], "it is one of pending, on-track"),
        (["goal", "list", "--status", "of-track"], "did you mean off-track?"),
        (["goal", "list", "--limit", "0"], "--limit"),
        (["goal", "edit", "CARE-7"], "nothing to change"),
        (["goal", "tree", "--up"], "--up needs a goal"),
        (["checkin"], "say which key result"),
        (["checkin", "CARE-7.2"], "say the value"),
    ],
)
def test_wrong_usage_is_one_sentence_and_ends_with_2(
    run: Run, backend: FakeBackend, words: list[str], said: str
) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.startswith("okr: ")
    assert len(ran.err.splitlines()) <= 2
    assert ran.out == ""
    assert backend.asked == []


@pytest.mark.parametrize("words", [[], ["demo"]])
def test_the_interface_is_refused_without_a_terminal_in_one_sentence(run: Run, words: list[str]) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert "needs a terminal" in ran.err


def test_options_of_every_command_may_stand_before_or_after_its_name(run: Run, backend: FakeBackend) -> None:
    from okr.contract.base import Page
    from okr.contract.goals import GoalRow, ListGoals

    backend.answers[ListGoals] = Page[GoalRow](items=())
    for words in (
        ["--url", "a.sqlite", "--as", "dana", "--today", "2026-05-15", "--json", "goal", "list"],
        ["goal", "--url", "a.sqlite", "--as", "dana", "--today", "2026-05-15", "--json", "list"],
        ["goal", "list", "--url", "a.sqlite", "--as", "dana", "--today", "2026-05-15", "--json"],
    ):
        ran = run(*words)
        assert ran.code == 0, ran.err
        assert json.loads(ran.out)["items"] == []
        assert (backend.url, backend.acting_as, str(backend.today)) == ("a.sqlite", "dana", "2026-05-15")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_of_the_shell(run: Run, shell: str) -> None:
    ran = run("completion", shell)
    assert ran.code == 0
    assert "_OKR_COMPLETE" in ran.out


def test_completion_offers_the_words_of_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.shell_completion import BashComplete

    complete = BashComplete(root, {}, "okr", "_OKR_COMPLETE")
    assert [item.value for item in complete.get_completions(["goal", "list", "--status"], "o")] == [
        "on-track",
        "off-track",
    ]
    assert "goal" in [item.value for item in complete.get_completions([], "go")]


def test_python_dash_m_okr_is_okr(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "okr", "--version"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("okr ")


def test_every_exit_code_of_an_error_is_explained() -> None:
    from okr.domain.errors import OkrError

    def below(kind: type[OkrError]) -> set[int]:
        return {kind.exit_code} | {code for child in kind.__subclasses__() for code in below(child)}

    assert below(OkrError) <= set(EXIT_CODES)
