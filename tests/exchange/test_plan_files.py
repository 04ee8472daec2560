"""Plan files: read without guessing, written always alike, changed without touching the rest, and refused with line and column."""

import json
import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from ruamel.yaml import YAML

from okr.contract.plans import Plan, PlanGoal, PlanKey, PlanKeyResult, PlanParent
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import GoalState, LinkKind, Metric
from okr.exchange.limits import Limits
from okr.exchange.plan import marked
from okr.exchange.plan.editing import taken_over
from okr.exchange.plan.formatting import formatted
from okr.exchange.plan.reading import PlanFile, read_plan
from okr.exchange.plan.schema import made_schema, schema_text
from okr.exchange.plan.writing import plan_text

DOCS = Path(__file__).parents[2] / "docs" / "reference"
HANDWRITTEN = """# Our plan for the winter
okr_plan: 1   # the format
cycle: 2026-Q4
goals:
  # The desk first.
  - owner: emil    # he knows it best
    title: Answer faster
    # Why it matters:
    why: |-
      Customers wait.
      # this is text, not a comment

      And wait.
    reason: the old target was too easy
    key: HELP-1
    key_results:
      - target: 4
        # from the survey
        baseline: 9
        metric: decrease
        title: Hours to a first reply
        # the last comment of the key result

  # Then sales.
  - {title: Sell, unit: SALES, owner: sara, key_results: [{title: Sold, metric: increase, baseline: 0, target: 5}]}
  - reason: because
    title: New

unit: HELP
# The end.
"""


@pytest.fixture(params=["the parser in C", "the parser in Python"], autouse=True)
def _each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "the parser in Python":
        monkeypatch.setattr(marked, "CParser", None)
    elif marked.CParser is None:
        pytest.skip("there is no parser in C for this Python")


def read(text: str, *, limits: Limits | None = None) -> PlanFile:
    return read_plan(text.encode(), name="plan.yaml", limits=limits)


def refusal(text: str | bytes, *, limits: Limits | None = None) -> str:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InvalidInput) as caught:
        read_plan(data, name="plan.yaml", limits=limits)
    return caught.value.message


def comments(text: str) -> list[str]:
    return sorted(line.strip() for line in text.split("\n") if line.lstrip().startswith("#"))


# ------------------------------------------------------------------------------------------------------------- reading


def test_words_are_what_their_field_makes_of_them() -> None:
    plan = read(
        'okr_plan: 1\ngoals:\n  - title: no\n    why: 007\n    due_on: 2026-12-31\n    owner: null\n    sponsor: "null"\n'
        "    imported: yes\n    key_results: [{title: on, metric: yes or no, baseline: 0.10, guardrail: false}]\n"
    ).plan
    (goal,) = plan.goals
    (result,) = goal.key_results or ()
    assert (goal.title, goal.why, goal.due_on, goal.owner, goal.sponsor, goal.imported) == (
        "no", "007", date(2026, 12, 31), None, "null", True,
    )  # fmt: skip
    assert (result.title, result.metric, str(result.baseline), result.guardrail) == ("on", Metric.YES_NO, "0.10", False)
    assert "owner" in goal.model_fields_set
    assert "why" not in read("okr_plan: 1\ngoals: [{title: x}]").plan.goals[0].model_fields_set


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("okr_plan: 1\ngoals:\n  - titel: x\n", "3:5", "did you mean title"),
        ("okr_plan: 1\ngoals:\n  - title: x\n    due_on: soon\n", "4:13", "write it like 2026-03-31"),
        ("okr_plan: 1\ngoals: [{title: x, key_results: [{metric: up}]}]\n", "2:43", "increase, decrease"),
        (
            "okr_plan: 1\ngoals:\n  - title: x\n    parents:\n      - {goal: A-1, weight: much}\n",
            "5:29",
            "not a number",
        ),
        ("okr_plan: 1\ngoals:\n  - x\n", "3:5", "mapping"),
        ("okr_plan: 1\ngoals: x\n", "2:8", "not a list"),
        ("okr_plan: 2\n", "1:11", "another format"),
        ("goals: []\n", "1:1", "okr_plan"),
        ("- 1\n", "1:1", "mapping"),
        ("", "1:1", "mapping"),
        ("okr_plan: 1\ngoals: [\n", "", "not YAML"),
        ("okr_plan: 1\nreason: &a x\n", "2:9", "anchor"),
        ("okr_plan: 1\nreason: *a\n", "2:9", "alias"),
        ("okr_plan: 1\nreason: !!python/object/apply:os.system [ls]\n", "2:9", "tag"),
        ("okr_plan: 1\nreason: !mine x\n", "2:9", "tag"),
        ("okr_plan: 1\nreason: x\nreason: y\n", "3:1", "given twice"),
        ("okr_plan: 1\n---\nreason: y\n", "2:1", "one document"),
        ("okr_plan: 1\n? [a]\n: b\n", "2:3", "a key is a word"),
        ("okr_plan: 1\ngoals: " + "[" * 40 + "\n", "2:23", "deeper than 16"),
        ("okr_plan: 1\ngoals: " + "[" * 100_000 + "\n", "2:23", "deeper than 16"),
        ('okr_plan: 1\nreason: "\x07"\n', "2:", "not YAML"),
        ("<<: {a: 1}\nokr_plan: 1\n", "1:1", 'no field "<<"'),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(text: str, place: str, word: str) -> None:
    message = refusal(text)
    assert message.startswith(f"plan.yaml:{place}")
    assert word in message


def test_a_bomb_of_aliases_ends_at_its_first_anchor() -> None:
    bomb = "okr_plan: 1\na: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
    )
    assert "plan.yaml:2:4: an anchor" in refusal(bomb)


def test_what_is_no_utf_8_and_what_is_too_large_is_refused() -> None:
    assert refusal(b"okr_plan: 1\nreason: \xff\n").startswith("plan.yaml:2:9: this is not UTF-8")
    assert "has 28 bytes" in refusal("okr_plan: 1\nreason: long one", limits=Limits(json_document_bytes=20))


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_lines() -> None:
    text = "okr_plan: 1\ngoals:\n" + "  - {titel: x, due_on: soon}\n" * 15
    lines = refusal(text).split("\n")
    assert len(lines) == 21
    assert lines[0].startswith("plan.yaml:3:6")
    assert lines[-1] == "10 more of these"


# ------------------------------------------------------------------------------------------------------------- writing

TEXTS = some.text(
    some.characters(codec="utf-8", exclude_characters="\r"), max_size=60
) | some.sampled_from(
    ["no", "null", "~", "1", "1.5", "2026-01-01", "- a", "a: b", "a #b", "#a", "'", '"', "", " x", "x ", "a\nb", "\n", "a\n\n b\n", "{a}", "[x]", "&a", "*a", "!a", "%a", "@a", "`a", "=", "<<", "a:", ":a", "\u2028", "\x85", "\ufeff", "é: ü", "yes", "On", "c?!*", "b?"]
)  # fmt: skip
GOALS = some.builds(
    PlanGoal,
    title=TEXTS,
    why=TEXTS,
    contributors=some.lists(TEXTS, max_size=3).map(tuple),
    state=some.sampled_from(GoalState),
    due_on=some.dates(),
    parents=some.lists(some.builds(PlanParent, goal=TEXTS, kind=some.sampled_from(LinkKind)), max_size=2).map(tuple),
    key_results=some.lists(
        some.builds(PlanKeyResult, title=TEXTS, target=some.decimals(allow_nan=False, allow_infinity=False, places=3)),
        max_size=2,
    ).map(tuple),
)


def as_given(plan: Plan) -> object:
    return plan.model_dump(mode="json", exclude_defaults=True)


@settings(max_examples=150)
@given(goals=some.lists(GOALS, max_size=3))
def test_what_is_written_is_read_the_same_by_okr_and_by_others(goals: list[PlanGoal]) -> None:
    plan = Plan(company="Acme", goals=tuple(goals), seen={"A-1": "x"})
    text = plan_text(plan)
    again = read(text).plan
    assert as_given(again) == as_given(plan)
    assert plan_text(again) == text
    other = YAML(typ="safe", pure=True).load(text)
    assert [one.get("title", "") for one in other["goals"] or []] == [goal.title for goal in goals]
    assert [one.get("why", "") for one in other["goals"] or []] == [goal.why for goal in goals]


def test_the_schema_is_shipped_and_is_that_of_the_contract() -> None:
    assert schema_text() == made_schema(), "run python -m okr.exchange.plan.schema"
    assert (DOCS / "plan.schema.json").read_text(encoding="utf-8") == made_schema()
    document = json.loads(made_schema())
    assert set(document["properties"]) == set(Plan.model_fields)
    assert document["additionalProperties"] is False
    assert set(document["$defs"]["PlanGoal"]["properties"]) == set(PlanGoal.model_fields)


# ------------------------------------------------------------------------------------------------------------- editing


def test_the_fields_come_in_order_and_the_comments_stay_with_theirs() -> None:
    assert (
        formatted(read(HANDWRITTEN))
        == """# Our plan for the winter
okr_plan: 1   # the format
unit: HELP
cycle: 2026-Q4
goals:
  # The desk first.
  - key: HELP-1
    title: Answer faster
    # Why it matters:
    why: |-
      Customers wait.
      # this is text, not a comment

      And wait.
    owner: emil    # he knows it best
    key_results:
      - title: Hours to a first reply
        metric: decrease
        # from the survey
        baseline: 9
        target: 4
        # the last comment of the key result
    reason: the old target was too easy

  # Then sales.
  - {title: Sell, unit: SALES, owner: sara, key_results: [{title: Sold, metric: increase, baseline: 0, target: 5}]}
  - title: New
    reason: because

# The end.
"""
    )


@settings(max_examples=60)
@given(goals=some.lists(GOALS, min_size=1, max_size=3), seed=some.integers(0, 10**6))
def test_order_never_changes_what_a_file_says_and_loses_no_comment(goals: list[PlanGoal], seed: int) -> None:
    text = shuffled(plan_text(Plan(company="Acme", goals=tuple(goals))), random.Random(seed))
    file = read(text)
    once = formatted(file)
    assert as_given(read(once).plan) == as_given(file.plan)
    assert comments(once) == comments(text)
    assert formatted(read(once)) == once


def shuffled(text: str, chance: random.Random) -> str:
    """The goals' own fields of one line in another order, with comments above some."""
    found: list[str] = []
    run: list[str] = []
    for line in [*text.split("\n"), "end"]:
        if line.startswith("    ") and not line.startswith("     ") and not line.endswith((":", "|-")):
            run.append(line)
            continue
        chance.shuffle(run)
        for one in run:
            found += [f"    # {one.strip()[:5]} {len(found)}"] if chance.random() < 0.3 else []
            found.append(one)
        run = []
        found.append(line)
    return "\n".join(found[:-1])


def test_keys_and_what_was_seen_go_into_the_file_and_reasons_out_of_it() -> None:
    file = read(HANDWRITTEN)
    keys = [
        PlanKey(path=("goals", 0, "key_results", 0), key="HELP-1.1"),
        PlanKey(path=("goals", 1), key="SALES-1"),
        PlanKey(path=("goals", 1, "key_results", 0), key="SALES-1.1"),
        PlanKey(path=("goals", 2), key="HELP-2"),
    ]
    text = taken_over(file, keys=keys, seen={"HELP-1": "abc"})
    assert comments(text) == sorted(
        [
            *comments(HANDWRITTEN),
            "# Written by okr: by these marks it knows what has moved since. Leave them as they are.",
        ]
    )
    plan = read(text).plan
    assert [goal.key for goal in plan.goals] == ["HELP-1", "SALES-1", "HELP-2"]
    assert [[result.key for result in goal.key_results or ()] for goal in plan.goals] == [
        ["HELP-1.1"],
        ["SALES-1.1"],
        [],
    ]
    assert [goal.reason for goal in plan.goals] == [None, None, None]
    assert plan.seen == {"HELP-1": "abc"}
    assert "  - key: HELP-2\n    title: New\n" in text
    again = taken_over(read(text), seen={"HELP-1": "abd", "SALES-1": "x"}, gone=["HELP-1"])
    assert read(again).plan.seen == {"SALES-1": "x"}


def test_decimals_are_exact() -> None:
    plan = read("okr_plan: 1\ngoals: [{title: x, key_results: [{title: y, target: 0.1000000001}]}]").plan
    assert (plan.goals[0].key_results or ())[0].target == Decimal("0.1000000001")
