"""Working days: Monday to Friday. What waits for people's answers is counted in them."""

from datetime import date, timedelta

WORKING_DAYS_A_WEEK = 5


def is_working_day(day: date) -> bool:
    """Whether a day is one from Monday to Friday."""
    return day.weekday() < WORKING_DAYS_A_WEEK


def after_working_days(day: date, count: int) -> date:
    """The working day that is so many working days after a day: 3 after a Wednesday is the Monday.

    A day at the weekend counts from its Friday; 0 is the day itself, or the Monday after a weekend.
    """
    if count == 0:
        return day if is_working_day(day) else day + timedelta(days=7 - day.weekday())
    weekday = min(day.weekday(), WORKING_DAYS_A_WEEK - 1)
    start = day - timedelta(days=day.weekday() - weekday)
    weeks, rest = divmod(weekday + count, WORKING_DAYS_A_WEEK)
    return start + timedelta(days=7 * weeks + rest - weekday)
