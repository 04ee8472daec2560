"""What stands in the first line on the right, and the rows of the dialogs of the frame."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from okr.domain.vocabulary import NoticeAsks
from tui.drawing.rows import Row, blank, paragraph, section, text_row
from tui.format import ago, counted, day, with_days
from tui.lens import Ahead, Lens
from tui.lines import Line, Look, Pen, Target, wrap
from tui.messages import Fact
from tui.view_models.session import Session
from tui.view_models.surroundings import CycleChoice, Notice

SAID_FROM, WHEN = 15, 6
"""Of a notice: the cell where it begins beside what it is about, and the cells in which stands when it came."""
MOST_LINES = 3
"""Lines that a notice takes; what is longer is cut."""
MOST = 100
"""So many notices are counted; more are "100+"."""
EVERY_CYCLE = "every cycle"
"""Stands for the cycle over what does not go by it: a check-in that is due is due whichever cycle one looks at."""
WHAT_HAPPENS = (
    "Every screen then shows that day, and nothing is changed there. Of a large company it is worked out first: today stays, "
    "you go on, and the day opens by itself unless you press a key."
)


def facts(
    session: Session,
    *,
    unread: int,
    changed: str,
    shows_today: bool,
    is_coming: bool = False,
    of_every_cycle: bool = False,
    worked_out: int | None = None,
    ahead: Ahead | None = None,
    stop: str = "",
) -> tuple[Fact, ...]:
    """What is new, which company, who looks, which cycle, as of when; in this order, the weightiest stay longest.

    `worked_out`: how much of the day that is waited for is worked out, in hundredths. `ahead`: the day that nobody
    waits for. `stop`: the key that stops the wait.
    """
    found = []
    if changed:
        found.append(Fact(changed, "warning", "app.refresh", 80))
    if unread:
        words = f"{unread}+ notices" if unread >= MOST else counted(unread, "notice")
        found.append(Fact(words, "accent", "app.notices", 60))
    found.append(Fact(session.organisation, weight=10))
    # On another day rights and numbers are those of that day: who looks stays, and steps of a long way are cut for it.
    found.append(Fact(session.me.name, weight=75 if session.lens.is_back else 20))
    if session.cycle:
        chosen = session.lens.cycle is not None
        words = EVERY_CYCLE if of_every_cycle else session.cycle
        found.append(Fact(words, "warning" if chosen else "dim", "app.cycle", 70 if chosen else 30))
    if ahead is not None:
        found.append(_ahead_fact(ahead, session))
    if worked_out is not None:
        return (*found, Fact(f"working the day out, {worked_out} %: {stop} stops", "bold warning", weight=100))
    if is_coming:  # what stands below is of another day or cycle: it is not said to be of this one
        return (*found, Fact("still loading", "bold warning", weight=100))
    found.append(_day_fact(session, is_partly=shows_today))
    return tuple(found)


def _day_fact(session: Session, *, is_partly: bool) -> Fact:
    words = day(session.today, today=session.calendar_day)
    if session.lens.is_back:
        return Fact(f"{'partly ' if is_partly else ''}as of {words}, read-only", "bold warning", "app.day", 100)
    return Fact(words, action="app.day", weight=90)


def _ahead_fact(ahead: Ahead, session: Session) -> Fact:
    """A day that was chosen and comes, said quietly while one goes on with today."""
    name = day(ahead.day, today=session.calendar_day)
    if ahead.stands:
        return Fact(f"{name} stands ready", "accent", "app.day", 74)
    return Fact(f"{name}: {how_far(ahead)}", action="app.day", weight=74)


def how_far(ahead: Ahead) -> str:
    """How much of a day is worked out, where that can be said."""
    return "being worked out" if ahead.share is None else f"{ahead.share} %"


# The day --------------------------------------------------------------------------------------------------------


def proposed_days(session: Session, typed: date | None) -> list[tuple[date | None, str]]:
    """Days that one may want to look at, each with what it is; None is today. What was typed comes first, then the latest day."""
    today = session.calendar_day
    days: list[tuple[date | None, str]] = [(typed, "")] if typed is not None else []
    days.append((None, "as it stands now"))
    first = today.replace(day=1)
    quarter = first.replace(month=3 * ((first.month - 1) // 3) + 1)
    past: dict[date, list[str]] = {}
    for began, words in ((first.replace(month=1), "year"), (quarter, "quarter"), (first, "month")):
        past.setdefault(began - timedelta(days=1), []).append(f"end of last {words}")
    for back, words in ((1, "yesterday"), (7, "a week ago"), (14, "two weeks ago"), (28, "four weeks ago")):
        past.setdefault(today - timedelta(days=back), []).append(words)
    # A day that is several of these is one line, which names them all: one finds it by the words of any.
    return [*days, *((one, ", ".join(past[one])) for one in sorted(past, reverse=True))]


def matching_days(session: Session, *, typed: date | None, words: str) -> list[tuple[date | None, str, str]]:
    """The proposed days as (day, its name, what it is); of words that name no day, those in which the words stand."""
    today = session.calendar_day
    found = [
        (one, "Today" if one is None else f"{one:%a} {day(one, today=today)}", meaning)
        for one, meaning in proposed_days(session, typed)
    ]
    if typed is not None:
        return found
    wanted = words.casefold()
    return [each for each in found if wanted in each[1].casefold() or wanted in each[2].casefold()]


def day_rows(
    session: Session, *, typed: date | None, words: str, width: int, look: Look, ahead: Ahead | None = None
) -> list[Row]:
    """The days to choose from, the one that comes first, and what happens when one is chosen."""
    rows = [blank(look)]
    if ahead is not None and not words:
        rows += [*_ahead_rows(session, ahead, look), blank(look)]
    found = matching_days(session, typed=typed, words=words)
    if not found:
        rows.append(text_row("Name a past day: 2026-10-03, 3 Oct, -30, 2 weeks ago.", "warning", look=look, indent=2))
        rows.append(blank(look))
        found = matching_days(session, typed=None, words="")
    for one, shown, meaning in found:
        note = meaning or (ago(one, session.calendar_day) if one is not None else "")
        rows.append(
            _choice_row(shown, note, one == session.lens.day, Target("day", one.isoformat() if one else ""), look)
        )
    return [*rows, blank(look), *paragraph(WHAT_HAPPENS, width, look=look, ink="dim", indent=2)]


def _ahead_rows(session: Session, ahead: Ahead, look: Look) -> list[Row]:
    """The day that was chosen: how far it is, and the way to do without it."""
    name = f"{ahead.day:%a} {day(ahead.day, today=session.calendar_day)}"
    if ahead.stands:
        return [_choice_row(name, "stands ready", True, Target("day", ahead.day.isoformat()), look)]
    share = "" if ahead.share is None else f", {ahead.share} %"
    return [
        _choice_row(name, f"is being worked out{share}; wait for it", True, Target("day", ahead.day.isoformat()), look),
        _choice_row("Stop", "do not work it out any further", False, Target("stop", ""), look),
    ]


def _choice_row(words: str, note: str, is_chosen: bool, target: Target, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).gap(2).cell(words, 24, "bold accent" if is_chosen else "")
        return pen.cell(note, max(0, width - pen.at), "dim").line()

    return Row(draw, target)


# The cycle ------------------------------------------------------------------------------------------------------


def cycle_rows(cycles: Sequence[CycleChoice], *, lens: Lens, today: date, look: Look) -> list[Row]:
    """The cycles to choose from, the newest first."""
    rows = [blank(look), _choice_row("The current one", "", lens.cycle is None, Target("cycle", ""), look), blank(look)]
    return [*rows, *(_cycle_row(cycle, lens=lens, today=today, look=look) for cycle in cycles)]


def _cycle_row(cycle: CycleChoice, *, lens: Lens, today: date, look: Look) -> Row:
    def draw(width: int) -> Line:
        chosen = cycle.key == lens.cycle or (lens.cycle is None and cycle.is_current)
        pen = Pen(look).gap(2).cell(cycle.key, 16, "bold accent" if chosen else "")
        pen.cell(cycle.kind, 9, "dim")
        span = f"{day(cycle.starts, today=today)} {look.arrow} {day(cycle.ends, today=today)}"
        pen.cell(span, 28, "dim").cell(cycle.state, 12, "dim")
        return pen.cell(counted(cycle.goals, "goal"), max(0, width - pen.at), "dim", align="right").line()

    return Row(draw, Target("cycle", cycle.key))


# Notices --------------------------------------------------------------------------------------------------------


ASKED = {
    NoticeAsks.ANSWER_BLOCKER: "{dialog.open} opens it; {conversation.answer} answers",
    NoticeAsks.ANSWER_CONTRIBUTION: "{dialog.open} opens it; {agreement.accept} agrees, the last line names the other ways",
    NoticeAsks.REVIEW: "{dialog.open} opens it; {goal.decide} approves it or gives it back",
    NoticeAsks.GRADE: "{app.screen-8} opens the cycle; under Grading {cycle.edit} grades it",
    NoticeAsks.GRADE_SEVERAL: "{app.screen-8} opens the cycle; under Grading {cycle.edit} grades them",
}
"""Where that is done on screen which a notice asks for, and by which keys; the ids of actions stand for these."""


def notice_rows(
    notices: Sequence[Notice],
    *,
    also_read: bool,
    session: Session,
    width: int,
    look: Look,
    key_of: Callable[[str], str],
) -> list[Row]:
    """Notices, the newest first, new ones with the keys that do what they ask for; of a past day those that were there by then."""
    today = session.today
    title = "Notices, read ones too" if also_read else "New for you"
    empty = "Nothing yet; whoever asks you, answers you or acknowledges you is named here."
    if not also_read:
        empty = "Nothing new: you have read everything."
    if session.lens.is_back:
        title += f", as of {day(today, today=session.calendar_day)}"
        empty = "Nothing by then." if also_read else "Nothing was new then: you had read everything."
    lines = []
    for one in notices:
        lines += _notice_rows(one, today, width, look=look)
        if one.asks is not None and not one.is_read and not session.lens.is_back:
            words = re.sub(r"{(.+?)}", lambda found: key_of(found[1]), ASKED[one.asks])
            lines += paragraph(words, width - WHEN - 1, look=look, ink="dim", indent=SAID_FROM)
    return [blank(look), *section(title, lines, look=look, empty=empty)]


def _notice_rows(notice: Notice, today: date, width: int, *, look: Look) -> list[Row]:
    """A notice in as many lines as it takes, up to a few; the cursor stops at the first."""
    said = wrap(with_days(notice.words, today), width - SAID_FROM - WHEN - 1)
    if len(said) > MOST_LINES:
        said = [*said[: MOST_LINES - 1], " ".join(said[MOST_LINES - 1 :])]  # the last one is cut where it is drawn
    target = Target(notice.kind, notice.key, notice.words)
    return [
        _notice_row(notice, line, at == 0, today, look, target if at == 0 else None) for at, line in enumerate(said)
    ]


def _notice_row(notice: Notice, words: str, is_first: bool, today: date, look: Look, target: Target | None) -> Row:
    mark = " " if notice.is_read or not is_first else "*" if look.ascii_only else "\u2022"

    def draw(width: int) -> Line:
        pen = Pen(look).write(f"{mark} ", "accent").cell(notice.key if is_first else "", SAID_FROM - 3, "dim").gap(1)
        pen.cell(words, max(8, width - pen.at - WHEN - 1), "dim" if notice.is_read else "").gap(1)
        when = ago(notice.at.date(), today) if is_first else ""
        return pen.cell(when, max(0, width - pen.at), "dim", align="right").line()

    return Row(draw, target)
