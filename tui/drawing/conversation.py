"""What is said about a goal as rows: comments with their mentions, blockers, work, dependencies."""

from datetime import date

from okr.domain.mentions import mentioned
from okr.domain.vocabulary import BlockerState
from tui.drawing.rows import Row, blank, heading, paragraph, section, text_row
from tui.format import (
    NAMED_WIDTH,
    SHORT_NAMED_WIDTH,
    ago,
    counted,
    day,
    days_words,
    named_status,
    short_name,
    since,
    status_ink,
)
from tui.lines import Line, Look, Pen, Target, wrap
from tui.view_models.conversation import Blocker, Comment, Conversation, Tie, Work

ROOMY = 60
"""From this width on a line has room for a person and a day beside a text."""
MOST_LINES = 8
"""Lines of a comment; longer ones are read whole with the command."""


def talk_rows(found: Conversation, width: int, *, today: date, look: Look) -> list[Row]:
    """The goal and what was said about it, the newest first."""
    pen = Pen(look).write(found.key, "dim").gap(2).cell(found.title, max(8, width - len(found.key) - 2), "bold")
    line = pen.line()
    rows = [Row(lambda _: line, Target("goal", found.key, found.title)), blank(look)]
    rows.append(heading("Said", look=look, note=f"{look.key('conversation.comment')} says something"))
    if not found.comments:
        words = (
            f"Nobody has said anything yet. {look.key('conversation.comment')} is the first; @handle tells somebody."
        )
        rows.append(text_row(words, "dim", look=look, indent=2))
    for comment in found.comments:
        rows += _comment_rows(comment, width, goal=found.key, today=today, look=look)
    if found.more_comments:
        rows.append(text_row(f"Older ones: okr comment list {found.key}", "dim", look=look, indent=2))
    return [*rows, blank(look)]


def beside_rows(found: Conversation, width: int, *, today: date, look: Look, me: str | None) -> list[Row]:
    """What is in the way, who does what, and which goals need each other."""
    waiting = [one for one in found.blockers if one.state is BlockerState.OPEN]
    settled = [one for one in found.blockers if one.state is not BlockerState.OPEN]
    blockers = [row for one in (*waiting, *settled) for row in _blocker_rows(one, width, today=today, look=look, me=me)]
    done = sum(1 for one in found.work if one.done_on is not None)
    ordered = sorted(found.work, key=lambda one: one.done_on is not None)
    return [
        *section(
            "In the way",
            blockers,
            look=look,
            note=f"{len(waiting)} open" if waiting else "",
            empty="Nothing is in the way. A check-in says when something is.",
        ),
        *section(
            "Work",
            [row for one in ordered for row in _work_rows(one, width, today=today, look=look, me=me)],
            look=look,
            note=f"{done} of {len(found.work)} done" if found.work else "",
            empty=f"No work is written down. {look.key('conversation.add-work')} adds who does what until when.",
        ),
        *_tie_rows(found, width, look=look),
    ]


def _comment_rows(comment: Comment, width: int, *, goal: str, today: date, look: Look) -> list[Row]:
    on = "" if comment.on == goal else f"on {comment.on}"
    who = comment.by.name if comment.by else "somebody"

    def head(width: int) -> Line:
        pen = Pen(look).gap(2).cell(who, min(len(who), max(4, width - 30)), "bold").gap(2)
        pen.write(since(comment.day, today), "dim").gap(2).write(on, "accent")
        return pen.line()

    rows = [Row(head, Target("comment", str(comment.number), comment.text or ""))]
    if comment.text is None:
        return [*rows, text_row("taken back", "dim", look=look, indent=2)]
    handles = {f"@{handle}" for handle in mentioned(comment.text)}
    lines = wrap(comment.text, width - 2)
    cut = len(lines) > MOST_LINES
    rows += [_said_row(line, handles, look=look) for line in lines[: MOST_LINES - 1 if cut else MOST_LINES]]
    if cut:
        rows.append(text_row(f"{look.ellipsis} {counted(len(lines) - MOST_LINES + 1, 'more line')}", "dim", look=look, indent=2))  # fmt: skip
    return [*rows, blank(look)]


def _said_row(line: str, handles: set[str], *, look: Look) -> Row:
    """A line of a comment; who is mentioned in it stands out."""

    def draw(width: int) -> Line:
        pen = Pen(look).gap(2)
        for at, word in enumerate(line.split(" ")):
            named = word.rstrip(".,;:!?)").casefold() in handles
            pen.write(f" {word}" if at else word, "accent" if named else "")
        return pen.line()

    return Row(draw)


def _blocker_rows(blocker: Blocker, width: int, *, today: date, look: Look, me: str | None) -> list[Row]:
    """What is in the way and whose answer it waits for, beside it or where there is little room below it."""
    open_ = blocker.state is BlockerState.OPEN
    late = blocker.days_late > 0
    ink = ("error" if late else "warning") if open_ else "success"
    mine = blocker.owner is not None and blocker.owner.key == me
    who = "you" if mine else short_name(blocker.owner, look) if blocker.owner else "nobody"
    when = f"{days_words(blocker.days_late)} late" if late else f"by {day(blocker.answer_due_on, today=today)}"
    tail = f"{who} {look.dot} {when}" if open_ else "answered"
    roomy = width >= ROOMY

    def head(width: int) -> Line:
        mark = ("!" if look.ascii_only else "\u25a0") if open_ else ("+" if look.ascii_only else "\u2713")
        pen = Pen(look).write(mark, ink).gap(1).write(f".{blocker.key.partition('.')[2]}", "dim").gap(1)
        room = 26 if roomy else 0
        pen.cell(blocker.text, max(6, width - pen.at - room - 1), "" if open_ else "dim").gap(1)
        return pen.cell(tail, room, ink if open_ else "dim", align="right").line()

    rows = [Row(head, Target("blocker", blocker.key, blocker.text))]
    if not roomy and open_:
        rows.append(text_row(f"waits for {tail}", ink, look=look, indent=2))
    rows += paragraph(_blocker_facts(blocker, today=today, look=look), width, look=look, ink="dim", indent=2, at_most=4)
    return rows


def _blocker_facts(blocker: Blocker, *, today: date, look: Look) -> str:
    """Where it climbed to, or what was answered."""
    if blocker.answer:
        by = f"{blocker.answered_by.name}: " if blocker.answered_by else ""
        return f"{by}{blocker.answer}"
    said = [f"raised {since(blocker.raised_on, today)}" + (f" by {blocker.by.name}" if blocker.by else "")]
    if blocker.climbed_on is not None:
        said.append(f"climbed {day(blocker.climbed_on, today=today)}: nobody had answered")
    return f" {look.dot} ".join(said)


def _work_rows(work: Work, width: int, *, today: date, look: Look, me: str | None) -> list[Row]:
    """Who does what until when, in one line, or in two where there is little room."""
    done = work.done_on is not None
    roomy = width >= ROOMY
    mine = work.owner is not None and work.owner.key == me
    ink = "accent" if mine else "dim"

    def draw(width: int) -> Line:
        mark = ("x" if look.ascii_only else "\u2713") if done else ("o" if look.ascii_only else "\u25cb")
        late = work.days_late > 0
        pen = Pen(look).write(mark, "success" if done else "error" if late else "accent").gap(1)
        pen.write(f"~{work.key.partition('~')[2]}", "dim").gap(1)
        when = f"done {ago(work.done_on, today)}" if done else _due_words(work, today)
        room, until = (13, 13) if roomy else (0, 9)
        pen.cell(work.title, max(6, width - pen.at - room - until - 2), "dim" if done else "").gap(1)
        pen.cell("me" if mine else short_name(work.owner, look), room, ink).gap(1 if roomy else 0)
        return pen.cell(when, until, "error" if late and not done else "dim", align="right").line()

    rows = [Row(draw, Target("initiative", work.key, work.title))]
    if not roomy:
        rows.append(text_row("me" if mine else work.owner.name if work.owner else "nobody", ink, look=look, indent=5))
    return rows


def _due_words(work: Work, today: date) -> str:
    if work.due_on is None:
        return "no day"
    if work.days_late > 0:
        return f"{work.days_late} d late"
    return day(work.due_on, today=today)


def _tie_rows(found: Conversation, width: int, *, look: Look) -> list[Row]:
    rows = [row for tie in found.needs for row in _tie(tie, tie.kind.value, width, look=look)]
    rows += [row for tie in found.needed_by for row in _tie(tie, "is needed by", width, look=look)]
    if found.circle:
        words = f" {look.arrow} ".join(found.circle)
        rows += paragraph(f"They wait for each other: {words}", width, look=look, ink="warning", indent=2, at_most=4)
    return section(
        "Goals that need each other",
        rows,
        look=look,
        empty=f"It needs no other goal. {look.key('conversation.need')} says that it does, or is blocked.",
    )


def _tie(tie: Tie, kind: str, width: int, *, look: Look) -> list[Row]:
    """The other goal with its owner beside it, or below it where there is little room; and what for."""
    roomy = width >= ROOMY

    def draw(width: int) -> Line:
        pen = Pen(look).cell(kind, 13, "warning" if kind == "blocked by" else "dim")
        standing = named_status(tie.status, look, words=roomy)
        pen.cell(standing, NAMED_WIDTH if roomy else SHORT_NAMED_WIDTH, status_ink(tie.status)).gap(1)
        pen.write(tie.key, "dim").gap(1)
        owner = 13 if roomy else 0
        pen.cell(tie.title, max(6, width - pen.at - owner - 1)).gap(1)
        return pen.cell(short_name(tie.owner, look), owner, "dim", align="right").line()

    owner = "" if roomy else tie.owner.name if tie.owner else "no owner"
    below = f" {look.dot} ".join(part for part in (owner, tie.note) if part)
    rows = [Row(draw, Target("goal", tie.key, tie.title))]
    return rows + (paragraph(below, width, look=look, ink="dim", indent=13, at_most=3) if below else [])
