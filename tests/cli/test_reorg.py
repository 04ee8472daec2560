"""`okr reorg`: options and files become steps; the plan is shown, and nothing is applied without being asked for."""

import json
from datetime import date
from pathlib import Path

import pytest

from okr.contract.reorgs import ApplyReorg, Loss, PlanReorg, ReorgAction, ReorgChange, ReorgEffect, ReorgPlan, ReorgStep
from okr.domain.vocabulary import ObjectKind
from tests.cli.conftest import FakeBackend, Run

STATE = "20260216090000000000-0123456789abcdef0123456789abcdef"
PLAN = ReorgPlan(
    applied=False,
    state=STATE,
    changes=(
        ReorgChange(
            kind=ObjectKind.GOAL,
            key="HELP-1",
            title="Answer within a day",
            field="owner",
            before="emil",
            after="tess",
            why="emil leaves on 2026-02-16",
            loses=Loss.OWNER,
        ),
    ),
    effects=(
        ReorgEffect(
            kind=ObjectKind.GOAL,
            key="HELP-2",
            title="Keep it quiet",
            loses=Loss.VISIBILITY,
            before="emil; above: dan",
            after="above: dan",
        ),
    ),
    counts={"leavers": 1, "goals": 1},
    notes=("emil leaves later",),
    hidden=2,
)


def asked(run: Run, backend: FakeBackend, *words: str) -> tuple[ReorgStep, ...]:
    backend.answers[PlanReorg] = PLAN
    assert run("reorg", "plan", *words).code == 0
    request = backend.asked[-1]
    assert isinstance(request, PlanReorg)
    return request.steps


def brief(steps: tuple[ReorgStep, ...]) -> list[tuple[str, str, str, str | None]]:
    return [(step.what, step.who, step.action.value, step.to) for step in steps]


def test_the_plan_shows_what_changes_what_follows_and_how_to_apply_it(run: Run, backend: FakeBackend) -> None:
    backend.answers[PlanReorg] = PLAN
    ran = run("reorg", "plan", "--person", "emil", "--leaves", "2026-02-16")
    assert ran.code == 0
    assert "OTHERWISE WITHOUT" in ran.out
    for words in (
        "leavers: 1, goals: 1",
        "HELP-1",
        "emil leaves on 2026-02-16",
        "above: dan",
        "includes 2 goals that are not shown",
        f"--state {STATE}",
    ):
        assert words in ran.out


def test_a_leaver_of_the_options_is_one_step(run: Run, backend: FakeBackend) -> None:
    (step,) = asked(run, backend, "--person", "emil", "--leaves", "2026-02-16", "--to", "@tess")
    assert (step.who, step.action, step.to, step.on) == ("emil", ReorgAction.LEAVES, "@tess", date(2026, 2, 16))


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        (("--person", "emil", "--manager", "dan"), [("person", "emil", "manager", "dan")]),
        (
            ("--person", "emil", "--manager", "dan", "--into", "CARE"),
            [("person", "emil", "manager", "dan"), ("person", "emil", "unit", "CARE")],
        ),
        (("--unit", "HELP", "--parent", "SALES"), [("unit", "HELP", "parent", "SALES")]),
        (("--unit", "HELP", "--merge-into", "SALES"), [("unit", "HELP", "merge", "SALES")]),
        (
            ("--unit", "HELP", "--split", "CHAT", "--lead", "emil", "--with", "@emil", "--with", "HELP-3"),
            [
                ("unit", "HELP", "split", "CHAT"),
                ("unit", "CHAT", "lead", "emil"),
                ("person", "@emil", "unit", "CHAT"),
                ("goal", "HELP-3", "unit", "CHAT"),
            ],
        ),
    ],
)
def test_options_become_steps(
    run: Run, backend: FakeBackend, words: tuple[str, ...], steps: list[tuple[str, str, str, str | None]]
) -> None:
    assert brief(asked(run, backend, *words)) == steps


def test_a_file_holds_the_steps(run: Run, backend: FakeBackend, tmp_path: Path) -> None:
    path = tmp_path / "reorg.csv"
    path.write_text("what,who,action,to\nunit,HELP,merge,SALES\nperson,emil,leaves,\n", encoding="utf-8")
    assert brief(asked(run, backend, str(path))) == [
        ("unit", "HELP", "merge", "SALES"),
        ("person", "emil", "leaves", None),
    ]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--person", "emil"),
        ("--unit", "HELP"),
        ("--unit", "HELP", "--leaves", "2026-02-16"),
        ("--person", "emil", "--leaves", "2026-02-16", "--parent", "CARE"),
        ("--unit", "HELP", "--parent", "CARE", "--with", "emil"),
    ],
)
def test_what_does_not_fit_together_is_wrong_usage(run: Run, words: tuple[str, ...]) -> None:
    assert run("reorg", "plan", *words).code == 2


def test_without_a_terminal_nothing_is_applied_unless_it_is_said(run: Run, backend: FakeBackend) -> None:
    backend.answers[ApplyReorg] = PLAN.model_copy(update={"applied": True})
    steps = ("--person", "emil", "--leaves", "2026-02-16")
    assert run("reorg", "apply", *steps).code == 2
    assert not backend.asked
    assert "applied" in run("reorg", "apply", *steps, "--yes").out
    run("reorg", "apply", *steps, "--state", STATE, "--key", "once")
    last = backend.asked[-1]
    assert isinstance(last, ApplyReorg)
    assert (last.state, backend.keys[-1]) == (STATE, "once")


def test_the_document_is_the_plan(run: Run, backend: FakeBackend) -> None:
    backend.answers[PlanReorg] = PLAN
    document = json.loads(run("reorg", "plan", "--person", "emil", "--leaves", "2026-02-16", "--json").out)
    assert document == PLAN.model_dump(mode="json")
