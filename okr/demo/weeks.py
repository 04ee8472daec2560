"""What happened in 13 weeks beyond the plain readings: notes, blockers, doubts, what came late, was wrong, or was moved."""

from collections.abc import Mapping
from dataclasses import dataclass

from okr.domain.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Remark:
    """What a check-in says beside its value; `late_by` are days after the due day on which it was written down."""

    note: str | None = None
    blocker: str | None = None
    confidence: int | None = None
    status: Status | None = None
    late_by: int | None = None


REMARKS: Mapping[tuple[str, int, int], Remark] = {
    ("keep", 1, 4): Remark(note="The price rise of our rival brought some back."),
    ("keep", 1, 9): Remark(note="Notices after the outage of week 8 are in this number."),
    ("keep", 1, 13): Remark(note="Best month in two years; the calls by the welcome team show.", confidence=65),
    ("nps", 1, 6): Remark(note="Comments praise the chat; repairs are named most among the bad ones."),
    ("nps", 1, 13): Remark(note="Those who had a repair answer 22 points lower than the others.", confidence=55),
    ("answer", 1, 3): Remark(note="Chat took over half of the mails."),
    ("answer", 1, 13): Remark(note="Evenings are covered now; Mondays are not yet.", confidence=75),
    ("uptime", 1, 8): Remark(note="Storm on Tuesday: 31,000 homes for up to 6 hours."),
    ("bills", 1, 13): Remark(
        note="The new bill reaches only staff so far.",
        confidence=45,
        blocker="The print shop has no date before January.",
    ),
    ("network", 1, 8): Remark(note="Cabinets flooded in the storm.", confidence=40),
    ("network", 1, 13): Remark(
        note="Batteries arrive six weeks late.", confidence=35, blocker="Waiting for 120 batteries from the supplier."
    ),
    ("repair", 1, 10): Remark(note="Two technicians are ill.", confidence=35),
    ("repair", 1, 13): Remark(
        note="We work through the backlog of the storm.",
        confidence=30,
        blocker="Spare modems are out of stock until Friday.",
    ),
    ("repair", 2, 13): Remark(note="15 vans wait for shelves.", blocker="The workshop fits one van a week."),
    ("phone", 1, 10): Remark(note="The new roster starts soon.", confidence=80, status=Status.ON_TRACK),
    ("phone", 1, 11): Remark(note="Roster moved by a week; we will catch up.", confidence=80, status=Status.ON_TRACK),
    ("phone", 1, 12): Remark(note="Still sure that the roster brings it.", confidence=80, status=Status.ON_TRACK),
    ("phone", 1, 13): Remark(note="All good, the roster is nearly there.", confidence=80, status=Status.ON_TRACK),
    ("core", 1, 13): Remark(note="Too many false alarms hide the true ones.", confidence=45),
    ("app", 1, 12): Remark(note="Release held back.", blocker="The app shop wants another review."),
    ("derek-call", 1, 13): Remark(note="Monday calls double since the price letter.", confidence=30),
    ("priya-alarm", 1, 13): Remark(
        note="Rules for routing need a week without changes.",
        confidence=50,
        blocker="No quiet week in the plan of changes.",
    ),
    ("salma-parts", 1, 9): Remark(note="Parts for old routers are no longer made.", confidence=45),
    ("salma-parts", 1, 13): Remark(note="Shelves first, then parts.", confidence=40),
    ("tom-chat", 1, 7): Remark(note="The article on port forwarding saves me five chats a day."),
    ("tom-chat", 1, 13): Remark(note="Two weeks in a row over 70 %.", confidence=80),
    ("zara-hello", 1, 13): Remark(note="Emil took my mails, so that I could call.", confidence=95),
    ("wifi", 1, 10): Remark(note="Reached: the new software did more than we thought.", confidence=95),
    ("training", 2, 5): Remark(note="Published on the staff pages; 140 readers on the first day."),
    ("ken-radio", 2, 8): Remark(note="Merged and rolled out in release 8.2."),
    ("welcome", 1, 5): Remark(late_by=4),
    ("shop", 1, 6): Remark(late_by=4),
    ("shop", 2, 6): Remark(late_by=4),
    ("network", 2, 9): Remark(late_by=5),
    ("omar-save", 1, 7): Remark(late_by=3),
    ("derek-call", 1, 11): Remark(late_by=4, note="Wrote it down too late.", confidence=45),
}
"""By goal, number of the key result, and week."""

STILL_TRUE = "Nothing has changed since last week."
"""The note where one is asked for and nothing new is to say."""

NO_CHECK_IN = frozenset(
    {
        *(("app", 2, week) for week in (4, 8)),
        *(("billing", 2, week) for week in (3, 7, 11, 12, 13)),
        *(("derek-call", 1, week) for week in (4, 6, 12)),
        *(("south", 2, week) for week in (5, 6)),
        *(("priya-alarm", 2, week) for week in (9, 10, 11, 12, 13)),
        *(("office", 2, week) for week in (10, 11, 12, 13)),
        *(("phone", 2, week) for week in (9, 13)),
        *(("chat", 2, week) for week in (13,)),
        *(("tom-chat", 2, week) for week in (13,)),
        *(("success", 3, week) for week in (12, 13)),
        *(("save", 2, week) for week in (13,)),
        *(("shop", 2, week) for week in (13,)),
        *(("eva-form", number, 13) for number in (1, 2)),
        *(("gus-first", 2, week) for week in (13,)),
    }
)
"""Weeks in which nobody checked in: missed, due now, or stale."""

MISTYPED = ("chat", 1, 5)
"""Typed the wrong way round and corrected on the same day."""
MISTYPED_AS = "220"
WRONG_PLACE = ("install", 2, 7)
"""A reading that belonged elsewhere and was voided."""
WRONG_PLACE_VALUE = "4"
MOVED_GOALPOST = ("network", 1, 8)
"""In which week which target was moved, and by the owner."""
MOVED_TO = "32"
MOVED_BECAUSE = "The storm in week 8 took eleven cabinets; agreed with Naomi that 23 outages are out of reach."
OVERRIDDEN = "bills"
"""Whose status somebody set by hand."""
OVERRIDE_BECAUSE = "The new bill goes to a tenth of the customers next week; the pilot halved the questions."
FED = ("install", 1, (("north", 1), ("south", 1)))
"""The key result that is the sum of others."""
ACKNOWLEDGED = (
    (("tom-chat", 1, 7), "marta", "Good idea; show it to the phone team."),
    (("repair", 1, 13), "bruno", "I call the workshop today."),
    (("network", 1, 8), "naomi", None),
    (("bills", 1, 13), "ada", "Bring it to us on Monday."),
)
"""Which check-ins were read by whom."""
