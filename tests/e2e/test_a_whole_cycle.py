"""The page that takes a target through a whole cycle holds on PostgreSQL too: the commands, and what they print."""

from datetime import date
from pathlib import Path

import pytest

from okr.cli.store import create
from okr.client.local import LocalBackend
from okr.contract.goals import ListGoals
from okr.contract.verification import Verify
from okr.demo.build import build_demo
from okr.domain.vocabulary import GoalState
from tests.docs.walking import walk

PAGE = Path(__file__).parents[2] / "docs/how-to/a-whole-cycle.md"
BEFORE = date(2026, 3, 30)
AFTER = date(2026, 7, 7)


@pytest.mark.timeout(600)  # three quarters of a minute where nothing else runs
def test_a_target_goes_through_a_whole_cycle(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    create(postgresql_url)
    builder = LocalBackend(postgresql_url, turns_days=False)
    build_demo(lambda acting_as, day: builder.acting(acting_as, today=day), today=BEFORE)
    builder.close()
    monkeypatch.chdir(tmp_path)

    walk(PAGE, monkeypatch, capsys, instead={"OKR_URL": postgresql_url})

    backend = LocalBackend(postgresql_url, today=AFTER)
    try:
        assert backend.call(Verify()).difference_count == 0
        carried = backend.call(ListGoals(cycle="2026-Q3")).items
        assert {goal.key for goal in carried if goal.state is GoalState.ACTIVE} == {"STAY-4"}
    finally:
        backend.close()
