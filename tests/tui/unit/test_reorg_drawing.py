"""What follows from a reorganisation is read whole in 80 columns."""

from tui.drawing.reorg import reorg_rows
from tui.lines import Look
from tui.view_models.people import Reorg, ReorgEffectLine


def test_what_follows_is_not_cut_where_the_title_can_give_way():
    effect = ReorgEffectLine(
        kind="goal", key="CHAT-1", title="Answer chats within 2 minutes, from 48",
        loses="weight", before="2 of 8 from CHAT-2", after="the same, with marta",
    )  # fmt: skip
    plan = Reorg(applied=False, counts={}, changes=(), effects=(effect,), notes=(), hidden=0, state="")
    lines = [row.draw(78).text for row in reorg_rows(plan, look=Look())]
    assert any(line.rstrip().endswith("weight: 2 of 8 from CHAT-2 → the same, with marta") for line in lines)
    assert any("Answer c" in line for line in lines)
