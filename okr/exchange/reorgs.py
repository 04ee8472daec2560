"""The steps of a reorganisation from a table: CSV, XLSX or JSON with the columns what, who, action, to, date and name."""

from collections.abc import Mapping
from pathlib import Path

from okr.contract.reorgs import ReorgAction, ReorgStep
from okr.domain.errors import InvalidInput
from okr.domain.quantities import nearest, parse_date
from okr.exchange.files.opening import open_table
from okr.exchange.files.options import FileOptions
from okr.exchange.files.rows import BadRow, Row, shown
from okr.exchange.limits import Limits

COLUMNS = ("what", "who", "action", "to", "date", "name")
"""The columns; `what`, `who` and `action` have to be there."""
MOST_STEPS = 10_000

WORDS: Mapping[str, ReorgAction] = {
    "leaves": ReorgAction.LEAVES,
    "left": ReorgAction.LEAVES,
    "manager": ReorgAction.MANAGER,
    "reports to": ReorgAction.MANAGER,
    "unit": ReorgAction.UNIT,
    "moves to": ReorgAction.UNIT,
    "owner": ReorgAction.OWNER,
    "parent": ReorgAction.PARENT,
    "lead": ReorgAction.LEAD,
    "merge": ReorgAction.MERGE,
    "merges into": ReorgAction.MERGE,
    "split": ReorgAction.SPLIT,
    "splits off": ReorgAction.SPLIT,
}
"""How the actions may be written."""


def read_steps(path: Path, *, limits: Limits | None = None) -> tuple[ReorgStep, ...]:
    """The steps of a file, each with its place; InvalidInput names the row and what would be right."""
    steps: list[ReorgStep] = []
    with open_table(path, FileOptions(), limits or Limits()) as table:
        if table.columns is not None:
            _require_columns(table.file, table.columns)
        for row in table.rows:
            place = f"{table.file}:{row.number}"
            if isinstance(row, BadRow):
                raise InvalidInput(f"{place}: {row.message}")
            step = _step(row, place)
            if step is not None:
                steps.append(step)
            if len(steps) > MOST_STEPS:
                raise InvalidInput(f"{table.file}: has more than {MOST_STEPS} steps", hint="split it")
    if not steps:
        raise InvalidInput(f"{path.name}: holds no step", hint=f"its columns are {', '.join(COLUMNS)}")
    return tuple(steps)


def _require_columns(file: str, columns: tuple[str, ...]) -> None:
    names = {name.strip().lower() for name in columns}
    for needed in COLUMNS[:3]:
        if needed not in names:
            raise InvalidInput(f'{file}: there is no column "{needed}"', hint=f"the columns are {', '.join(COLUMNS)}")
    for name in columns:
        if name.strip().lower() not in COLUMNS:
            near = nearest(name.lower(), COLUMNS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the columns are {', '.join(COLUMNS)}"
            raise InvalidInput(f'{file}: the column "{shown(name)}" means nothing here', hint=hint)


def _step(row: Row, place: str) -> ReorgStep | None:
    cells = {name.strip().lower(): (text or "").strip() for name, text in row.cells.items()}
    if not any(cells.values()):
        return None
    what, who = cells.get("what", "").lower(), cells.get("who", "")
    if what not in {"person", "unit", "goal"}:
        raise InvalidInput(f'{place}: "{shown(what)}" is not a person, a unit or a goal', field="what")
    if not who:
        raise InvalidInput(f"{place}: who is left out", field="who")
    day = cells.get("date", "")
    return ReorgStep.model_validate(
        {
            "what": what,
            "who": who,
            "action": _action(cells.get("action", ""), place),
            "to": cells.get("to") or None,
            "on": parse_date(day, today=None, field=f"{place}: date") if day else None,
            "name": cells.get("name") or None,
            "place": place,
        }
    )


def _action(text: str, place: str) -> ReorgAction:
    word = text.lower().replace("-", " ").replace("_", " ")
    if word in WORDS:
        return WORDS[word]
    near = nearest(word, WORDS, n=1)
    raise InvalidInput(
        f'{place}: "{shown(text)}" is no action',
        hint=f"did you mean {near[0]}?" if near else f"it is one of {', '.join(ReorgAction)}",
        field="action",
    )
