"""What stands around the screens: themes, remembered state, the config file, starting, ending, and what is imported."""

import ast
import inspect
import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import tui
from tests.tui.unit.test_actions import screens
from tui.app import OkrApp
from tui.dispatch import KeyDispatch
from tui.everywhere import DoneEverywhere
from tui.going import GoingAbout
from tui.kept_drafts import DraftRow, Drafts
from tui.screens.bare import Bare
from tui.settings import config_file, first_of, read_settings
from tui.starting import CRASHED, crash_sentence, no_screen, write_report
from tui.state import Memory, ViewState, state_folder
from tui.theme import PALETTES, after, theme_named
from tui.widgets.board import Board
from tui.widgets.check_in_grid import CheckInGrid
from tui.widgets.drawn import Panel
from tui.widgets.field import Field
from tui.widgets.goal_tree import GoalTree
from tui.widgets.key_line import KeyLine
from tui.widgets.line_view import LineView
from tui.widgets.top_line import TopLine

REPOSITORY = Path(__file__).parents[3]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_what_is_drawn_of_numbers_is_seen_and_quieter_than_words(palette):
    for ground in palette.grounds().values():
        assert 2.5 <= contrast(palette.chart, ground) < contrast(palette.dim, ground)


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_every_ink_reads_on_every_ground(palette):
    wanted = 7 if palette.name == "okr-contrast" else 4.5
    for ground, below in palette.grounds().items():
        for ink, colour in palette.words().items():
            assert contrast(colour, below) >= wanted, f"{ink} on {ground}: {contrast(colour, below):.2f}"


def test_themes_go_round_and_are_found_by_any_of_their_names():
    name = PALETTES[0].name
    seen = [name]
    for _ in PALETTES[1:]:
        seen.append(after(seen[-1]))
    assert len(set(seen)) == len(PALETTES)
    assert after(seen[-1]) == name
    assert theme_named("light") == theme_named("okr-light") == theme_named("Light") == "okr-light"
    assert theme_named("pink") is None


def test_the_view_is_remembered_per_company_and_person():
    state = ViewState(screen="alignment", opened=("A-1", "B-2"), filter="status:off")
    Memory("one.sqlite", "ada").keep_view(state)
    assert Memory("one.sqlite", "ada").view() == state
    assert Memory("two.sqlite", "ada").view() == ViewState()
    assert Memory("one.sqlite", "tom").view() == ViewState()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"screen": 3, "opened": "x"}', '{"rows": {"a": 3}}', "\x00", "[" * 5000]
)
def test_a_spoiled_state_file_counts_as_absent(content):
    memory = Memory("one.sqlite", "ada")
    memory.keep_view(ViewState(screen="alignment"))
    memory.keep_drafts(Drafts("k", {"A-1.1": DraftRow(value="5")}))
    for file in state_folder().iterdir():
        file.write_text(content, encoding="utf-8")
    assert memory.view() == ViewState()
    assert memory.drafts() == Drafts()


def test_state_is_for_this_user_alone_and_holds_no_address():
    Memory("postgresql://ada:secret@host/okr", "ada").keep_view(ViewState())
    folder = state_folder()
    assert folder.stat().st_mode & 0o077 == 0
    assert not any("secret" in file.name + file.read_text(encoding="utf-8") for file in folder.iterdir())


def test_a_state_folder_that_cannot_be_written_does_not_end_the_work(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    memory = Memory("one.sqlite", "ada")
    memory.keep_view(ViewState())
    memory.keep_drafts(Drafts("k", {"A-1.1": DraftRow(value="5")}))
    memory.keep_drafts(Drafts())
    assert memory.view() == ViewState()


def test_drafts_without_rows_leave_no_file():
    memory = Memory("one.sqlite", "ada")
    memory.keep_drafts(Drafts("k", {"A-1.1": DraftRow(value="5", note="ill")}))
    assert memory.drafts().rows["A-1.1"].note == "ill"
    memory.keep_drafts(Drafts())
    assert list(state_folder().glob("*.drafts.json")) == []


def write_config(text: str) -> None:
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text(text, encoding="utf-8")


def test_the_config_file_sets_theme_ascii_and_keys():
    write_config('[interface]\ntheme = "light"\nascii = true\n[keys]\n"app.refresh" = "ctrl+r"\n')
    settings = read_settings()
    assert (settings.theme, settings.ascii_only, settings.complaints) == ("okr-light", True, ())
    assert settings.keymap.keys["app.refresh"] == ("ctrl+r",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[interface", "config.toml: "),
        ('[interface]\ntheme = "pink"\n', "theme must be dark, light"),
        ('[interface]\nascii = "no"\n', "ascii must be true or false"),
        ("keys = 3\n", "keys must be a table"),
        ('[keys]\n"app.nope" = "x"\n', 'no action "app.nope"'),
    ],
)
def test_a_wrong_config_is_named_and_the_interface_still_starts(text, said):
    write_config(text)
    settings = read_settings()
    assert any(said in complaint for complaint in settings.complaints), settings.complaints
    assert settings.keymap.keys["app.quit"] == ("q",)


def test_of_several_wrong_things_the_first_is_said_and_where_the_others_stand():
    write_config('[interface]\ntheme = "pink"\nascii = "no"\n[keys]\n"app.nope" = "x"\n')
    said = first_of(read_settings().complaints)
    assert said.startswith("config.toml: interface: theme must be")
    assert said.endswith("And 2 more: okr doctor names them.")


def test_without_a_terminal_one_sentence_says_so(capsys):
    assert tui.run(url="nowhere.sqlite") == 2
    assert capsys.readouterr().err.startswith("okr needs a terminal for its full-screen interface;")
    assert no_screen() is not None


def test_a_crash_report_holds_no_text_of_the_company():
    secret = "Maria Lopes was told that CARE-1 is cancelled"
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ValueError(secret) from error
    except ValueError as error:
        path = write_report(error, place="HomeScreen")
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_surroundings.py" in text
    assert secret not in text
    assert "Maria" not in text
    assert str(Path.home()) not in text
    assert str(path) in crash_sentence(path)
    assert CRASHED != 0


def loaded_after(code: str) -> set[str]:
    program = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    return set(json.loads(run.stdout))


def test_importing_the_package_loads_nothing_heavy():
    loaded = loaded_after("import tui; tui.run")
    assert not {"textual", "rich", "pydantic", "sqlalchemy", "okr.contract"} & loaded


def test_the_first_paint_waits_for_nothing_that_is_only_for_answers_for_writing_or_for_refusing():
    loaded = loaded_after("import tui.app, tui.screens.home, tui.terminal, tui.starting, tui.head_start")
    ours = {
        name for name in loaded if name.startswith(("tui.view_models", "tui.drawing", "tui.gateways", "tui.reading"))
    }
    assert ours == set()
    assert not {"tui.kept_drafts", "tui.widgets.field", "tui.dialogs", "okr.domain.vocabulary"} & loaded


def test_what_begins_before_the_framework_is_loaded_leaves_out_what_it_may_not_need():
    loaded = loaded_after("import okr.cli.alone, okr.settings, okr.domain.quantities, tui.starting, tui.head_start")
    assert not {"textual", "asyncio", "pickle", "difflib", "calendar", "sqlalchemy"} & loaded


def test_no_screen_widget_or_dialog_loads_the_database_the_application_or_the_contract():
    loaded = loaded_after(
        "import importlib, pkgutil, tui\n"
        "for module in pkgutil.walk_packages(tui.__path__, 'tui.'):\n"
        "    if not module.name.startswith(('tui.reading', 'tui.gateways.')): importlib.import_module(module.name)"
    )
    assert "tui.screens.alignment" in loaded
    assert "tui.gateway" in loaded
    for name in ("sqlalchemy", "storage", "okr.application", "okr.contract", "pydantic", "alembic"):
        assert name not in loaded, name


def test_the_translation_loads_the_contract_and_still_neither_application_nor_database():
    loaded = loaded_after("import tui.reading.session")
    assert "okr.contract.cycles" in loaded
    for name in ("sqlalchemy", "storage", "okr.application"):
        assert name not in loaded, name


def test_no_private_name_of_the_framework_is_taken():
    """A private attribute of ours that Textual also uses breaks it in odd places."""
    ours: list[type] = [
        OkrApp,
        DoneEverywhere,
        GoingAbout,
        KeyDispatch,
        Bare,
        *screens(),
        LineView,
        Board,
        GoalTree,
        CheckInGrid,
        Panel,
        KeyLine,
        TopLine,
        Field,
    ]
    for kind in ours:
        base = next(base for base in kind.__mro__ if base.__module__.startswith("textual."))
        theirs = set(dir(base)) | set(vars(base()))
        tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
        assigned = {
            node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        }
        defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        taken = {name for name in assigned | defined if name.startswith("_") and not name.startswith("__")} & theirs
        assert taken <= MEANT, f"{kind.__qualname__} takes {taken - MEANT}"


MEANT = {"_handle_exception", "_return_code", "_exception", "_extend_compose", "_compositor_refresh"}
"""Overridden on purpose: what happens after a crash, what Textual adds to every screen, and when it draws."""
