"""What undoing does not take back says so in the help of its command, and on a terminal before it is done."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import okr.cli
from okr.cli.errors import note
from okr.cli.groups import OkrCommand
from okr.cli.root import root
from okr.cli.session import _say_if_it_stays
from okr.contract.cycles import EditCycle, MoveCycle
from okr.contract.goals import EditGoal
from okr.contract.operations import operations
from okr.domain.undoing import NOT_UNDONE, PARTLY, stays
from okr.domain.vocabulary import CycleState
from tools.reference import walk

COMMANDS = {name: command for name, command in walk(root) if isinstance(command, OkrCommand)}
SAYING = {name: command for name, command in COMMANDS.items() if any(command.does.values())}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(Path(okr.cli.__file__).parent.glob("*.py")):
        yield f"okr.cli.{path.stem}", ast.parse(path.read_text(encoding="utf-8"))


def _requests_that_stay() -> dict[str, str]:
    """The requests that undoing does not take back, by the names under which they are imported."""
    return {kind.__name__: one.name for kind, one in operations().items() if one.writes and one.name in NOT_UNDONE}


def test_every_command_that_stays_says_so_in_its_help() -> None:
    named = {operation for command in COMMANDS.values() for operation in command.does.values() if operation}
    without_a_command = NOT_UNDONE.keys() - named
    assert without_a_command == set()
    assert named <= NOT_UNDONE.keys()


@pytest.mark.parametrize("module", [name for name, _ in _modules()])
def test_a_module_that_asks_for_what_stays_declares_it(module: str) -> None:
    tree = dict(_modules())[module]
    stay = _requests_that_stay()
    asked = {stay[node.id] for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in stay}
    asked -= {"contributions.take-back"} if module == "okr.cli.undo" else set()
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert sorted(asked - words) == []


@pytest.mark.parametrize("name", sorted(SAYING))
def test_the_help_names_the_reason(name: str) -> None:
    answer = CliRunner().invoke(root, [*name.split(), "--help"])
    assert answer.exit_code == 0
    words = " ".join(answer.output.split())
    for option, operation in SAYING[name].does.items():
        assert f"{option or 'This'} cannot be undone: {NOT_UNDONE[operation]}." in words


def test_on_a_terminal_it_is_said_before(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("okr.cli.errors.note", said.append)
    move = {"key": "2026", "state": CycleState.GRADING}
    _say_if_it_stays(MoveCycle.model_validate(move))
    _say_if_it_stays(EditCycle.model_validate(move))
    assert said == [f"This cannot be undone: {NOT_UNDONE['cycles.move']}."] * 2
    _say_if_it_stays(MoveCycle.model_validate(move | {"dry_run": True}))
    _say_if_it_stays(EditCycle(key="2026", needs_approval=True))
    _say_if_it_stays(EditGoal(key="CARE-1", title="Another"))
    assert len(said) == 2
    assert callable(note)


def test_what_stays_in_part_is_a_field_of_an_operation_that_is_taken_back() -> None:
    declared = {one.name: kind for kind, one in operations().items()}
    for operation, fields in PARTLY.items():
        assert operation not in NOT_UNDONE
        assert fields.keys() <= declared[operation].model_fields.keys()
    assert stays("cycles.edit", ["state"]) == NOT_UNDONE["cycles.move"]
    assert stays("cycles.edit", ["ends_on"]) is None
