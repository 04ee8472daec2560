"""Each house rule: a planted fault is found where the rule holds, and what is fit beside it is left alone."""

from pathlib import Path, PurePosixPath

import pytest

from tools.house_lint import RULES, check_source, main

BRUSH = "text-reaches-widgets-through-the-brush"
KEYS = "keys-are-named-by-the-table"

FAULTS = [
    ("no-silent-except", "okr/cli/goals.py", "try:\n    x = 1\nexcept:\n    raise\n"),
    ("no-silent-except", "tui/app.py", "try:\n    x = 1\nexcept Exception:\n    pass\n"),
    (
        "no-silent-except",
        "storage/engine.py",
        "for y in z:\n    try:\n        x = 1\n    except (OSError, BaseException):\n        continue\n",
    ),
    ("no-silent-except", "okr/exchange/csv.py", "try:\n    x = 1\nexcept Exception as error:\n    ...\n"),
    ("no-silent-except", "okr/exchange/csv.py", "with contextlib.suppress(Exception):\n    x = 1\n"),
    ("only-the-unit-of-work-commits", "okr/application/goals.py", "work.connection.commit()\n"),
    ("only-the-unit-of-work-commits", "storage/goals.py", "def f(session):\n    session.commit()\n"),
    ("the-domain-has-no-clock", "okr/domain/pace.py", "today = date.today()\n"),
    ("the-domain-has-no-clock", "okr/domain/pace.py", "now = datetime.datetime.now(tz)\n"),
    ("the-domain-has-no-clock", "okr/domain/pace.py", "now = datetime.utcnow()\n"),
    ("the-domain-has-no-clock", "okr/domain/pace.py", "now = time.time()\n"),
    ("the-domain-has-no-clock", "okr/domain/pace.py", "clock = date.today\n"),
    ("the-domain-has-no-clock", "okr/domain/pace.py", "from time import time\n"),
    ("migrations-stand-alone", "storage/migrations/versions/0001_start.py", "from storage import schema\n"),
    ("migrations-stand-alone", "storage/migrations/env.py", "import storage.schema\n"),
    ("migrations-stand-alone", "storage/migrations/env.py", "from okr.domain.vocabulary import GoalState\n"),
    ("the-remote-client-stays-remote", "okr/client/remote.py", "from okr.application import pipeline\n"),
    ("the-remote-client-stays-remote", "okr/client/remote.py", "import storage.engine\n"),
    (BRUSH, "tui/screens/goal.py", "from textual.widgets import Static\n"),
    (BRUSH, "tui/screens/goal.py", "from rich.text import Text\n"),
    (BRUSH, "tui/dialogs/why.py", "from textual.content import Content\n"),
    (BRUSH, "tui/screens/goal.py", "self.app.notify(goal.title)\n"),
    (BRUSH, "tui/screens/goal.py", "yield widgets.Static(goal.title)\n"),
    (BRUSH, "tui/screens/goal.py", "from textual.widgets import Input\n"),
    (BRUSH, "tui/screens/goal.py", "box.border_title = goal.title\n"),
    (BRUSH, "tui/widgets/card.py", "class Card(Widget):\n    def render(self):\n        return self.goal.title\n"),
    (KEYS, "tui/screens/goal.py", "self.flash('The past is not changed; D comes back.')\n"),
    (KEYS, "tui/screens/goal.py", "self.flash(f'{name} is told; u takes it back.')\n"),
    (KEYS, "tui/screens/goal.py", "self.flash('Leave without saving? esc again leaves it.')\n"),
    (KEYS, "tui/drawing/goal.py", "empty = 'Nobody has said anything yet. t opens the talk.'\n"),
    (KEYS, "tui/drawing/goal.py", "empty = 'Nothing is in the way (c) yet.'\n"),
    (KEYS, "tui/drawing/goal.py", "empty = 'Open a goal and press o for it.'\n"),
    (KEYS, "tui/drawing/goal.py", "note = 'and more: 5 lists all'\n"),
    (KEYS, "tui/screens/goal.py", "choices = [('app.add', 'a', 'write the first one')]\n"),
]

FIT = [
    (
        "tui/drawing/goal.py",
        'note = look.said("Nothing is due. {app.check-in} checks in. A focus stays; a goal leads on.")\n',
    ),
    ("tui/drawing/goal.py", '"""Where s begins it, and esc leaves."""\n'),
    ("okr/cli/goals.py", "try:\n    x = 1\nexcept ValueError:\n    pass\n"),
    ("tui/app.py", "try:\n    x = 1\nexcept Exception as error:\n    show(error)\n"),
    ("okr/exchange/csv.py", "with contextlib.suppress(FileNotFoundError):\n    x = 1\n"),
    ("storage/unit_of_work.py", "connection.commit()\n"),
    ("storage/migrations/env.py", "connection.commit()\n"),
    ("okr/application/goals.py", "today = date.today()\n"),
    ("okr/domain/pace.py", "day = date.fromordinal(1) + timedelta(days=1)\nself.today = 1\n"),
    ("storage/migrations/env.py", "import sqlalchemy\nfrom storage.migrations import steps\n"),
    ("storage/goals.py", "from storage import schema\n"),
    ("okr/client/remote.py", "from okr.contract import goals\n"),
    ("tui/widgets/drawn.py", "from rich.segment import Segment\nSegment(clean(text))\n"),
    (
        "tui/screens/goal.py",
        "from textual.widget import Widget\nbox.border_title = None\n",
    ),
    ("okr/cli/goals.py", "from rich.text import Text\nText(clean(title))\n"),
]


@pytest.mark.parametrize(("rule", "path", "source"), FAULTS)
def test_a_planted_fault_is_found(rule, path, source):
    assert [finding.rule for finding in check_source(PurePosixPath(path), source)] == [rule]


@pytest.mark.parametrize(("path", "source"), FIT)
def test_what_is_fit_is_left_alone(path, source):
    assert check_source(PurePosixPath(path), source) == []


def test_every_rule_has_its_planted_fault():
    assert {rule.name for rule in RULES} == {rule for rule, _, _ in FAULTS}


def test_a_fault_in_the_tree_is_named_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    source = tmp_path / "okr" / "domain" / "pace.py"
    source.parent.mkdir(parents=True)
    source.write_text("from datetime import date\n\ntoday = date.today()\n")
    assert main(tmp_path) == 1
    assert capsys.readouterr().out == (
        "okr/domain/pace.py:3: The domain is told what day it is and does not call date.today. "
        "[the-domain-has-no-clock]\n"
    )
    source.write_text("def pace(today):\n    return today\n")
    assert main(tmp_path) == 0
