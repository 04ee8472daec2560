"""Steps of a reorganisation are read from tables as people write them, and what is wrong is named with its row."""

from datetime import date
from pathlib import Path

import pytest

from okr.contract.reorgs import ReorgAction
from okr.domain.errors import InvalidInput
from okr.exchange.reorgs import read_steps

HEADER = "what,who,action,to,date,name\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "reorg.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_row_is_a_step_with_its_place(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEADER
        + "person,dana,leaves,@kim,2026-03-31,\n\nUnit,HELP,Splits off,CHAT,,Chat Team\ngoal,HELP-3,owner,kim,,\n",
    )
    first, second, third = read_steps(path)
    assert (first.what, first.who, first.action, first.to) == ("person", "dana", ReorgAction.LEAVES, "@kim")
    assert (first.on, first.place) == (date(2026, 3, 31), "reorg.csv:1")
    assert (second.what, second.action, second.to, second.name) == ("unit", ReorgAction.SPLIT, "CHAT", "Chat Team")
    assert (third.what, third.action, third.on) == ("goal", ReorgAction.OWNER, None)


def test_a_file_may_leave_out_columns_and_reorder_them(tmp_path: Path) -> None:
    (step,) = read_steps(written(tmp_path, "Who;Action;What\ndana;leaves;person\n"))
    assert (step.who, step.action, step.to) == ("dana", ReorgAction.LEAVES, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what,who\nperson,dana\n", 'no column "action"'),
        (HEADER.replace("date", "dat") + "person,dana,leaves,,,\n", 'column "dat" means nothing here'),
        (HEADER + "team,HELP,merge,CARE,,\n", 'reorg.csv:1: "team" is not a person'),
        (HEADER + "person,dana,leaves,,,\nperson,,leaves,,,\n", "reorg.csv:2: who is left out"),
        (HEADER + "person,dana,leavs,,,\n", 'reorg.csv:1: "leavs" is no action'),
        (HEADER + "person,dana,leaves,,31st,\n", "reorg.csv:1: date"),
        (HEADER, "holds no step"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_steps(written(tmp_path, text))
