"""`okr export plan`, `okr plan`, `okr apply`: the words, the exit codes, and what becomes of the file."""

import io
import json
import sys
from pathlib import Path

import pytest

from okr.exchange.plan.schema import schema_text
from tests.cli.conftest import Okr

NEW = """  - title: Answer on Sundays as on weekdays   # agreed with Dana
    unit: CARE
    cycle: {cycle}
    owner: dana.cho
    why: Who writes on a Sunday waits until Monday
    parents: [{{goal: CARE-1}}]
    key_results:
      - {{title: Answered on Sundays, metric: increase, baseline: 0, target: 40, unit_of_measure: tickets}}
"""


@pytest.fixture
def plan(acme: Okr, tmp_path: Path) -> Path:
    """An export of the whole company."""
    path = tmp_path / "plan.yaml"
    assert acme("export", "plan", "-o", str(path)).code == 0
    return path


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")


def add_goal(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    cycle = text.split("cycle: ")[1].split("\n")[0]
    edit(path, ("\n\n# Written by okr", "\n" + NEW.format(cycle=cycle) + "\n# Written by okr"))


def test_an_export_is_the_same_every_time_and_changes_nothing(acme: Okr, plan: Path) -> None:
    printed = acme("export", "plan")
    assert printed.out == plan.read_text(encoding="utf-8")
    looked = acme("plan", str(plan))
    assert looked.code == 0
    assert "nothing changes; 2 goals stay as they are" in looked.out


def test_json_is_what_the_file_says(acme: Okr) -> None:
    document = json.loads(acme("export", "plan", "--unit", "CARE", "--json").out)
    assert document["unit"] == "CARE"
    assert [goal["key"] for goal in document["goals"]] == ["CARE-1"]
    assert document["goals"][0]["key_results"][0]["target"] == "12"


def test_a_plan_says_what_it_would_do_and_writes_nothing(acme: Okr, plan: Path) -> None:
    add_goal(plan)
    edit(plan, ("target: 12", "target: 10"))
    looked = acme("plan", str(plan), "--reason", "They asked for it")
    assert looked.code == 0
    assert ["changed", "CARE-1.1", "target", "12", "10"] in [line.split() for line in looked.out.split("\n")]
    for words in (
        "created  CARE-2",
        "2 created, 1 changed",
        "draft",
        "SMART",
        "nothing was written",
    ):
        assert words in looked.out
    assert "no goal CARE-2" in acme("goal", "show", "CARE-2").err


def test_what_is_refused_is_named_by_line_and_column_and_ends_with_1(acme: Okr, plan: Path) -> None:
    edit(plan, ("target: 12", "target: 10"))
    looked = acme("plan", str(plan))
    assert looked.code == 1
    line = plan.read_text(encoding="utf-8").split("\n").index("      - key: CARE-1.1") + 1
    assert f"plan.yaml:{line}:9" in looked.out
    assert "needs a reason" in looked.out
    found = json.loads(acme("plan", str(plan), "--json").out)
    assert [(one["line"], one["column"]) for one in found["findings"]] == [(line, 9)]


def test_a_mistake_of_the_file_ends_with_2(acme: Okr, plan: Path) -> None:
    edit(plan, ("target: 12", "traget: 12"))
    looked = acme("plan", str(plan))
    assert looked.code == 2
    assert 'there is no field "traget" here; did you mean target' in looked.err


def test_apply_asks_for_yes_where_nobody_can_be_asked(acme: Okr, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"y\n")))
    refused = acme("apply", str(plan))
    assert refused.code == 2
    assert "say --yes" in refused.err


def test_apply_writes_the_keys_into_the_file_and_leaves_the_rest_of_it(acme: Okr, plan: Path) -> None:
    add_goal(plan)
    before = plan.read_text(encoding="utf-8")
    done = acme("apply", str(plan), "--yes")
    assert done.code == 0, done.out
    assert "applied" in done.out
    after = plan.read_text(encoding="utf-8")
    assert "  - key: CARE-2\n    title: Answer on Sundays as on weekdays   # agreed with Dana\n" in after
    assert "{key: CARE-2.1, title: Answered on Sundays" in after
    kept = [line for line in after.split("\n") if "CARE-2" not in line and not line.startswith(("  CARE-", "  ACME-"))]
    assert set(kept) - set(before.split("\n")) <= {"    title: Answer on Sundays as on weekdays   # agreed with Dana"}
    again = acme("apply", str(plan), "--yes")
    assert again.code == 0
    assert "nothing changes; 3 goals stay as they are" in again.out


def test_the_file_stays_as_it_is_where_that_is_asked_for(acme: Okr, plan: Path) -> None:
    add_goal(plan)
    before = plan.read_text(encoding="utf-8")
    assert acme("apply", str(plan), "--yes", "--leave-file").code == 0
    assert plan.read_text(encoding="utf-8") == before


def test_what_moved_since_ends_with_5_until_it_was_reviewed(acme: Okr, plan: Path) -> None:
    edit(plan, ("Halve the time to a first reply", "Halve the time to each reply"))
    assert acme("goal", "edit", "CARE-1", "--title", "Halve the time to any reply").code == 0
    refused = acme("apply", str(plan), "--yes")
    assert refused.code == 5
    for words in ("Moved since", "CARE-1", "Halve the time to any reply", "--reviewed"):
        assert words in refused.out
    assert "any reply" in acme("goal", "show", "CARE-1").out
    assert acme("plan", str(plan), "--reviewed").code == 0
    assert acme("apply", str(plan), "--yes").code == 0
    assert "each reply" in acme("goal", "show", "CARE-1").out


def test_format_puts_fields_in_order(acme: Okr, plan: Path) -> None:
    before = plan.read_text(encoding="utf-8")
    edit(plan, ("  - key: CARE-1\n    title: Halve the time to a first reply\n", "  - title: Halve the time to a first reply\n    key: CARE-1\n"))  # fmt: skip
    assert acme("plan", str(plan), "--format").code == 0
    assert plan.read_text(encoding="utf-8") == before


def test_the_schema_is_printed(acme: Okr) -> None:
    assert acme("plan", "--schema").out == schema_text()


def test_a_plan_comes_from_standard_input_too(acme: Okr, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(plan.read_bytes())))
    assert "nothing changes" in acme("plan", "-").out


def test_on_a_terminal_it_is_shown_and_asked(acme: Okr, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_goal(plan)
    for answer, code, known in ((b"n\n", 1, False), (b"y\n", 0, True)):
        stdin = io.TextIOWrapper(io.BytesIO(answer))
        monkeypatch.setattr(stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        done = acme("apply", str(plan))
        assert done.code == code, done.err
        assert done.err.count("This cannot be undone: apply the plan that was exported before.") == 1
        assert done.err.index("This cannot be undone") < done.err.index("Apply it?")
        assert ("nothing was done" in done.err) is not known
        assert "interrupted" not in done.err
        assert (acme("goal", "show", "CARE-2").code == 0) is known
