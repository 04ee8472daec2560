"""What undoing does not take back is said before it is done: every writing operation of the interface is looked at."""

import ast
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import tui
import tui.dialogs
from okr.contract.operations import operations
from okr.contract.undo import NOT_UNDONE
from tests.tui.conftest import BY_ITSELF
from tui.actions import ACTIONS
from tui.dialogs.base import Dialog


def _trees() -> Iterator[ast.Module]:
    for path in sorted(Path(tui.__file__).parent.rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def _carried_out() -> set[str]:
    """Every writing operation that the interface asks for, by the requests that it makes."""
    names = {request.__name__: declared.name for request, declared in operations().items() if declared.writes}
    named = {node.id for tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return {operation for name, operation in names.items() if name in named}


def _said() -> set[str]:
    """The operations of which a form, fields in place, a question or a screen says that undoing does not take them back."""
    for module in pkgutil.iter_modules(tui.dialogs.__path__):
        import_module(f"tui.dialogs.{module.name}")
    said = {action.at_once for action in ACTIONS}
    kinds = [Dialog]
    while kinds:
        kind = kinds.pop()
        said.add(kind.OPERATION)
        kinds += kind.__subclasses__()
    for tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            given = [word.value for word in node.keywords if word.arg == "operation"]
            if isinstance(node.func, ast.Attribute) and node.func.attr == "stays":
                given += node.args
            said |= {value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)}
    return said - {""}


def test_every_operation_of_the_interface_that_stays_is_said_before() -> None:
    carried_out = _carried_out()
    assert len(carried_out) > 30
    assert sorted((carried_out & NOT_UNDONE.keys()) - _said() - BY_ITSELF) == []


def test_what_a_form_or_question_names_is_an_operation() -> None:
    writing = {declared.name for declared in operations().values() if declared.writes}
    assert sorted(_said() - writing) == []
