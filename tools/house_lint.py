"""The rules of this house that no general linter knows, read off the syntax tree.

A rule is a function from a parsed module to what is wrong in it, registered with the places where it holds:
add the next one below the others, and plant its fault in `tests/house/test_house_lint.py`.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

PACKAGES = ("okr", "storage", "tui")

Kind = TypeVar("Kind", bound=ast.AST)
Breach = tuple[ast.AST, str]
Check = Callable[[ast.Module], Iterable[Breach]]


@dataclass(frozen=True)
class Rule:
    """A check, the places (files or folders) where it holds, and those below them where it does not."""

    name: str
    check: Check
    within: tuple[str, ...]
    exempt: tuple[str, ...]

    def holds_in(self, path: PurePosixPath) -> bool:
        """Whether a file has to obey."""
        return _below(path, self.within) and not _below(path, self.exempt)


@dataclass(frozen=True)
class Finding:
    """One breach of one rule."""

    path: PurePosixPath
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]"


RULES: list[Rule] = []


def rule(*, within: tuple[str, ...] = PACKAGES, exempt: tuple[str, ...] = ()) -> Callable[[Check], Check]:
    """Registers a check under its function's name."""

    def register(check: Check) -> Check:
        RULES.append(Rule(check.__name__.replace("_", "-"), check, within, exempt))
        return check

    return register


def main(root: Path) -> int:
    """Prints what is wrong below `root`; the exit status says whether anything is."""
    findings = [finding for path in _sources(root) for finding in check_source(path, (root / path).read_bytes())]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


def check_source(path: PurePosixPath, source: str | bytes) -> list[Finding]:
    """Checks one file against every rule that holds where it stands."""
    tree = ast.parse(source, filename=str(path))
    return sorted(
        (
            Finding(path, getattr(node, "lineno", 1), rule.name, message)
            for rule in RULES
            if rule.holds_in(path)
            for node, message in rule.check(tree)
        ),
        key=lambda finding: (finding.line, finding.rule),
    )


# ----------------------------------------------------------------------------------------------------------- the rules


@rule()
def no_silent_except(tree: ast.Module) -> Iterator[Breach]:
    """Errors are caught where something can be done about them."""
    for handler in _nodes(tree, ast.ExceptHandler):
        if handler.type is None:
            yield handler, "A bare except also catches what nobody thought of: name the error."
        elif _names_everything(handler.type) and all(_does_nothing(statement) for statement in handler.body):
            yield handler, "Every error is caught and dropped: name the error, or let it pass."
    for call in _nodes(tree, ast.Call):
        if _dotted(call.func) in {"suppress", "contextlib.suppress"} and any(map(_names_everything, call.args)):
            yield call, "Every error is suppressed: name the error."


@rule(exempt=("storage/unit_of_work.py", "storage/migrations"))
def only_the_unit_of_work_commits(tree: ast.Module) -> Iterator[Breach]:
    """A handler can then run twice, and a write is whole or not there."""
    for call in _nodes(tree, ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit":
            yield call, "Only storage/unit_of_work.py commits: leave it to the unit of work."


CLOCKS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "time_ns"),
}


@rule(within=("okr/domain",))
def the_domain_has_no_clock(tree: ast.Module) -> Iterator[Breach]:
    """Today is an argument, so that every rule can be asked about every day."""
    for attribute in _nodes(tree, ast.Attribute):
        parts = tuple(_dotted(attribute).split("."))
        if parts[-2:] in CLOCKS:
            yield attribute, f"The domain is told what day it is and does not call {'.'.join(parts)}."
    for statement in _nodes(tree, ast.ImportFrom):
        if statement.module == "time" and any(("time", alias.name) in CLOCKS for alias in statement.names):
            yield statement, "The domain is told what day it is and does not read the clock."


@rule(within=("storage/migrations",))
def migrations_stand_alone(tree: ast.Module) -> Iterator[Breach]:
    """A migration means the same for ever, whatever becomes of the code around it."""
    for node, name in _imports(tree):
        if _is_or_is_in(name, PACKAGES) and not _is_or_is_in(name, ("storage.migrations",)):
            yield node, f"A migration imports nothing of ours, and here it imports {name}."


@rule(within=("okr/client/remote.py", "okr/client/remote"))
def the_remote_client_stays_remote(tree: ast.Module) -> Iterator[Breach]:
    """A client of the service needs neither the application nor a database."""
    for node, name in _imports(tree):
        if _is_or_is_in(name, ("okr.application", "storage")):
            yield node, f"The remote client works without {name}: go through the service."


TEXT_MAKERS = {"Content", "Label", "Segment", "Segments", "Static", "Text", "from_markup", "notify"}
TEXT_PLACES = {"border_subtitle", "border_title", "placeholder", "sub_title", "title", "tooltip"}


@rule(within=("tui",), exempt=("tui/widgets/drawn.py",))
def text_reaches_widgets_through_the_brush(tree: ast.Module) -> Iterator[Breach]:
    """What others wrote is cleaned where it is drawn: only the brush hands text to Textual.

    Textual reads strings as markup, and passes control characters on to the terminal, in most of its own widgets.
    """
    way = "draw lines of pieces (tui.lines); tui.widgets.field.Field takes what is typed."
    for node, name in _imports(tree):
        package, _, last = name.rpartition(".")
        if _is_or_is_in(name, ("rich", "textual.content", "textual.markup", "textual.command")):
            yield node, f"{name} turns text into what is shown: {way}"
        elif package == "textual.widgets":
            yield node, f"Textual's {last} takes text as it comes: {way}"
    for call in _nodes(tree, ast.Call):
        called = _dotted(call.func).rpartition(".")[2]
        if called in TEXT_MAKERS:
            yield call, f"{called} takes text as it comes: {way}"
    for function in _nodes(tree, ast.FunctionDef):
        if function.name == "render":
            yield function, f"A widget that renders by itself: {way}"
    for assignment in _nodes(tree, ast.Assign):
        for target in assignment.targets:
            is_place = isinstance(target, ast.Attribute) and target.attr in TEXT_PLACES
            if is_place and not isinstance(assignment.value, ast.Constant):
                yield assignment, f"Only words of our own stand in a {_dotted(target).rpartition('.')[2]}: {way}"


VERB = r"(?!(?:focus|status|less|basis|class|process|times)\b)[a-z]+s\b"
NAMED_KEY = re.compile(
    r"\bctrl\+[a-z]\b|\besc\b|\btab\b"
    rf"|(?:^\s?|[.,;:]\s|\(|\b(?:and|or|but)\s)(?:[A-Za-z]|enter|space)\s{VERB}"
    rf"|[.,;:]\s[+?/!=]\s{VERB}|[.,;:]\s(?:[b-zB-Z]|enter|space)\s(?:on|to)\b"
    r"|(?:^|[.,;:]\s)[1-8]\s(?:opens|shows|lists|leads|goes)\b"
    r"|\b(?:[Pp]ress|with|and|then)\s(?:[b-zB-Z]|enter|space)(?=[\s.,;:)]|$)"
    r"|\((?:[A-Za-z]|enter|space)\)|:\s[A-Za-z]$"
)
"""How a key is named in a sentence."""
ONE_KEY = re.compile(r"[A-Za-z0-9/?!+]|enter|space|tab|esc|ctrl\+[a-z]")


@rule(within=("tui",), exempt=("tui/documentation.py", "tui/keymap.py", "tui/actions.py"))
def keys_are_named_by_the_table(tree: ast.Module) -> Iterator[Breach]:
    """Whoever gives an action another key is told that one everywhere, also in sentences."""
    way = 'take it from the table (Look.key("app.undo"), or Look.said("{app.undo} takes it back")).'
    told = {id(statement.value) for statement in _nodes(tree, ast.Expr)}  # docstrings
    for constant in _nodes(tree, ast.Constant):
        words = constant.value
        if isinstance(words, str) and " " in words and id(constant) not in told and NAMED_KEY.search(words):
            yield constant, f'"{words.strip()[:40]}" names a key that may be another one: {way}'
    for choice in _nodes(tree, ast.Tuple):
        match choice.elts:
            case [_, ast.Constant(value=str(key)), ast.Constant(value=str(words))] if " " in words:
                if ONE_KEY.fullmatch(key):
                    yield choice, f'"{key}" may be another key: {way}'


# -------------------------------------------------------------------------------------------------- reading the syntax


def _nodes(tree: ast.AST, kind: type[Kind]) -> Iterator[Kind]:
    return (node for node in ast.walk(tree) if isinstance(node, kind))


def _names_everything(expression: ast.expr) -> bool:
    if isinstance(expression, ast.Tuple):
        return any(map(_names_everything, expression.elts))
    return _dotted(expression).removeprefix("builtins.") in {"Exception", "BaseException"}


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass | ast.Continue)


def _dotted(expression: ast.expr) -> str:
    """The dotted name that an expression spells, or what of it can be spelt."""
    match expression:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{_dotted(value)}.{name}"
    return ""


def _imports(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    for plain in _nodes(tree, ast.Import):
        yield from ((plain, alias.name) for alias in plain.names)
    for chosen in _nodes(tree, ast.ImportFrom):
        yield from ((chosen, f"{chosen.module}.{alias.name}") for alias in chosen.names)


def _is_or_is_in(name: str, packages: Iterable[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _below(path: PurePosixPath, places: Iterable[str]) -> bool:
    return any(path.is_relative_to(place) for place in places)


def _sources(root: Path) -> Iterator[PurePosixPath]:
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            yield PurePosixPath(path.relative_to(root).as_posix())


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent))
