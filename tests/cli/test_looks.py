"""How output looks: styled and fitted on a terminal, plain and uncut in a pipe; settings decide."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from okr.cli.cells import bar_cell, status_cell
from okr.cli.goal_views import goal_parts, goal_table
from okr.cli.look import Look, look_of
from okr.cli.table import Column, cell, plain_lines, table
from okr.cli.terminal import STYLES, draw
from okr.domain.text import cell_width
from okr.domain.wording import BarRole, Tone
from okr.settings import Settings, load_settings
from tests.cli.samples import goal_row, goal_view, key_result

LONG = "A very long title that goes on and on " * 10


def test_plain_columns_are_aligned_by_the_width_of_their_cells() -> None:
    rows = [(cell("日本語"), cell("1")), (cell("a"), cell("12,345"))]
    assert plain_lines(table((Column("Name"), Column("Count", "right")), rows, empty="")) == [
        "NAME     COUNT",
        "日本語       1",
        "a       12,345",
    ]


def test_plain_output_is_never_cut(capsys: pytest.CaptureFixture[str]) -> None:
    assert LONG.strip() in "\n".join(plain_lines(goal_table([goal_row(title=LONG)], Look())))


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_tables_on_a_terminal_fit_its_width(capsys: pytest.CaptureFixture[str], width: int) -> None:
    look = Look(terminal=True, color=False, width=width)
    draw(goal_table([goal_row(title=LONG), goal_row(title="日本語" * 40)], look), look)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all(cell_width(line) <= width for line in map(without_styles, lines))
    assert "CARE-7" in lines[1]
    assert "on track" in lines[1]


def without_styles(line: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", line)


def test_markup_in_a_title_is_only_text_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    look = Look(terminal=True, color=True, width=120)
    for part in (
        goal_table([goal_row(title="[red]x[/nope] :smile:")], look),
        *goal_parts(goal_view(title="[/]", why="[b]"), look),
    ):
        draw(part, look)
    out = without_styles(capsys.readouterr().out)
    assert "[red]x[/nope] :smile:" in out
    assert "[/]" in out
    assert "[b]" in out


def test_no_color_leaves_no_colour(capsys: pytest.CaptureFixture[str]) -> None:
    for color in (True, False):
        look = Look(terminal=True, color=color, width=120)
        draw(goal_table([goal_row(status="off track")], look), look)
        assert ("\x1b[1;31m" in capsys.readouterr().out) is color


def test_every_tone_and_bar_role_has_a_style() -> None:
    assert {*Tone, *BarRole} <= set(STYLES)


def test_status_is_never_by_colour_alone() -> None:
    assert status_cell(goal_row(status="at risk"), Look()).text == "▲ at risk"
    assert status_cell(goal_row(status="at risk"), Look(ascii_only=True)).text == "! at risk"
    stale = status_cell(goal_row(stale=True), Look())
    assert stale.text == "● on track  ◌ stale"
    assert stale.pieces[0].style == Tone.WARNING


def test_an_override_stands_beside_the_computed_status() -> None:
    by = {"handle": "dana", "name": "Dana"}
    override = {"status": "at risk", "computed": "on track", "reason": "late", "by": by, "until": None}
    row = goal_row(status="at risk", override=override)
    assert status_cell(row, Look(), override=row.override).text == "▲ at risk  † computed: on track"
    assert status_cell(row, Look(terminal=True, width=70), override=row.override).text == "▲ at risk †"
    same = goal_row(status="at risk", override={**override, "computed": "at risk"})
    assert status_cell(same, Look(), override=same.override).text == "▲ at risk  † set by hand"


def test_a_key_result_that_is_only_tracked_has_no_status() -> None:
    assert status_cell(key_result(status=None), Look()).text == "–"


def test_the_bar_has_its_tick_and_is_left_out_without_drawings() -> None:
    assert bar_cell(500_000, 750_000, Look(), width=8).text == "━━━━──┼─"
    assert bar_cell(500_000, 750_000, Look(ascii_only=True), width=8).text == "====--|-"
    assert bar_cell(500_000, 750_000, Look(drawings=False)).text == ""


# ----------------------------------------------------------------------------------------------------------- settings


def test_flags_come_before_variables_before_the_file(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('url = "file.sqlite"\nas = "file"\ntoday = 2026-01-01\nascii = true\n')
    environment = {"OKR_CONFIG": str(config), "OKR_AS": "variable", "OKR_URL": "variable.sqlite"}
    settings = load_settings({"url": "flag.sqlite"}, environment)
    assert (settings.url, settings.acting_as, str(settings.today), settings.ascii_only) == (
        "flag.sqlite",
        "variable",
        "2026-01-01",
        True,
    )
    assert settings.warnings == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('\nurl = "x"\nurk = "y"\n', 'line 3: there is no setting "urk"; did you mean url?'),
        ("ascii = 3\n", "line 1: ascii: is neither yes nor no; write true or false"),
        ("\n\nurl = 5\n", 'line 3: url: is not a text; write it like url = "..."'),
        ('today = "soon"\n', "line 1: today"),
        ("[table]\nx = 1\n", 'line 1: there is no setting "table"'),
        ("url = \n", "is not TOML"),
        ("\xff\xfe", "is not UTF-8"),
    ],
)
def test_a_wrong_config_file_is_a_warning_that_names_file_line_and_key(tmp_path: Path, text: str, said: str) -> None:
    config = tmp_path / "config.toml"
    config.write_bytes(text.encode("latin-1"))
    settings = load_settings({}, {"OKR_CONFIG": str(config)})
    (warning,) = settings.warnings
    assert warning.startswith(str(config))
    assert said in warning
    assert settings.url in {None, "x"}


def test_tables_of_the_interface_are_left_to_it(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[interface]\ntheme = "x"\n[keys]\n')
    assert load_settings({}, {"OKR_CONFIG": str(config)}).warnings == ()


def test_the_program_starts_in_spite_of_a_wrong_config_file(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("nonsense = 1\n")
    environment = {**os.environ, "OKR_CONFIG": str(config)}
    done = subprocess.run([sys.executable, "-m", "okr", "paths"], capture_output=True, text=True, env=environment)
    assert done.returncode == 0
    assert done.stderr.count('there is no setting "nonsense"') == 1


def test_a_wrong_variable_is_refused_by_name(tmp_path: Path) -> None:
    environment = {**os.environ, "OKR_TODAY": "31.12."}
    done = subprocess.run([sys.executable, "-m", "okr", "paths"], capture_output=True, text=True, env=environment)
    assert done.returncode == 2
    assert done.stderr.startswith("okr: OKR_TODAY: ")


def test_a_pipe_is_plain_and_so_is_a_dumb_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not look_of(Settings(), json=False).terminal
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert look_of(Settings(), json=False).terminal
    assert not look_of(Settings(plain=True), json=False).terminal
    assert not look_of(Settings(plain=True), json=False).drawings
    monkeypatch.setenv("TERM", "dumb")
    assert not look_of(Settings(), json=False).terminal


def test_on_a_real_terminal_tables_are_styled(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "90"}
    done = subprocess.Popen(
        [sys.executable, "-m", "okr", "paths"], stdout=slave, stderr=slave, stdin=slave, env=environment
    )
    os.close(slave)
    seen = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        seen += chunk
    os.close(master)
    assert done.wait(20) == 0
    assert b"\x1b[2m" in seen


def test_an_output_that_cannot_carry_the_glyphs_gets_ascii() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "okr", "doctor", "--json"], capture_output=True, text=True, env=environment
    )
    assert '"output"' in done.stdout
    assert "ASCII glyphs" in done.stdout
