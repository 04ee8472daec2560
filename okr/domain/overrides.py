"""A status that a person set in place of the computed one, with a reason and an end (R7)."""

from dataclasses import dataclass
from datetime import date, datetime

from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What was set, why, by whom (a name or a key) and when; without `until` it holds until the next check-in."""

    status: Status
    reason: str
    set_by: str
    set_at: datetime
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ShownStatus:
    """The status on screen, the computed one beside it, and the override that made the difference (None without one)."""

    shown: Status | None
    computed: Status | None
    override: Override | None = None


def validate_override(override: Override, *, today: date) -> None:
    """Refuse an override without a reason or with an end day that is over."""
    if not override.reason.strip():
        raise RuleViolation("reason: say why the computed status is not the right one.", field="reason")
    if override.until is not None and override.until < today:
        raise RuleViolation(
            f"until: {override.until} is over; choose {today} or later, or leave it out.", field="until"
        )


def is_in_force(override: Override, *, today: date, last_check_in_at: datetime | None) -> bool:
    """Tell whether an override still holds: through its end day or, without one, until a check-in is recorded after it."""
    if override.until is not None:
        return today <= override.until
    return last_check_in_at is None or last_check_in_at <= override.set_at


def shown_status(
    computed: Status | None, override: Override | None, *, today: date, last_check_in_at: datetime | None
) -> ShownStatus:
    """Return what is shown beside what was computed; an override that has run out changes nothing (R7)."""
    if override is None or not is_in_force(override, today=today, last_check_in_at=last_check_in_at):
        return ShownStatus(computed, computed)
    return ShownStatus(override.status, computed, override)
