"""What a cycle lacks is said whole where the terminal has room for it."""

from okr.domain.vocabulary import GapKind
from tui.drawing.cycle import gap_rows
from tui.lines import Look
from tui.view_models.cycles import GapGroup, GapItem

SAID = "is draft; Inês Carvalho submits it to Samir Haddad, who approves"
GAP = GapItem(
    "CARE-11",
    "Answer every customer on the same day, from 20 hours down to 9",
    None,
    f"{SAID}: okr goal submit CARE-11",
)


def drawn(width: int) -> str:
    rows = gap_rows(GapGroup(GapKind.UNAPPROVED, 1, (GAP,)), look=Look())
    return next(text for row in rows if "CARE-11" in (text := row.draw(width).text))


def test_a_reason_stands_whole_on_a_wide_screen_and_leaves_the_title_its_room() -> None:
    wide = drawn(196)
    assert SAID in wide
    assert GAP.title in wide
    assert "okr goal" not in wide


def test_where_there_is_less_room_it_is_cut_with_an_ellipsis_and_the_line_fits() -> None:
    for width in (108, 116, 140):
        line = drawn(width)
        assert len(line) <= width
        assert "…" in line
