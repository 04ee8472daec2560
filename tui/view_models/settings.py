"""What holds for the whole organisation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrganisationSettings:
    """Its name and vision, how often to check in, and how long one waits for what."""

    name: str
    vision: str | None
    cadence: str
    grace_days: int
    reminder_days: int
    minimum_answers: int
    version: int
