"""What is asked where somebody checked in while one typed: who recorded what, when, and whether to record all the same."""

from datetime import datetime, timedelta

from tui.format import measured
from tui.lines import Look
from tui.view_models.check_ins import CheckInItem

IN_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""Minutes stand behind a value, and two numbers in a row are hard to read."""
HOUR_MINUTES = 60


def asks_over(found: CheckInItem, typed: str, now: datetime, *, look: Look) -> str:
    """The question: "Ines recorded 71 two minutes ago; record 69 all the same?"."""
    who = "You" if found.is_mine else found.by or "Somebody"
    value = "".join(piece.text for piece in measured(found.value, "", look))
    did = "took a reading back" if found.value is None else f"recorded {value}"
    when = "" if found.at is None else f" {moments_ago(found.at, now)}"
    return f"{who} {did}{when}; record {typed.strip()} all the same?"


def moments_ago(at: datetime, now: datetime) -> str:
    """When something was recorded, without digits next to the value: "just now", "two minutes ago", "today", "on 12 Nov"."""
    minutes = (now - at) // timedelta(minutes=1)
    if minutes < 1:
        return "just now"
    if minutes <= len(IN_WORDS):
        return f"{IN_WORDS[minutes - 1]} {'minute' if minutes == 1 else 'minutes'} ago"
    if minutes < HOUR_MINUTES:
        return "less than an hour ago"
    day = at.astimezone().date()
    return "today" if day == now.astimezone().date() else f"on {day:%d %b}"
