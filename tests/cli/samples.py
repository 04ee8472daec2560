"""Results as a backend would give them, with what a test says of them changed."""

from datetime import UTC, date, datetime
from decimal import Decimal

from okr.contract.base import PersonRef, UnitRef
from okr.contract.check_ins import CheckInResult, CheckInView, Movement
from okr.contract.goals import GoalRow, GoalView
from okr.contract.key_results import KeyResultView
from okr.contract.organisation import OrganisationView

TODAY = date(2026, 5, 15)
DANA = PersonRef(handle="dana", name="Dana Cho")
CARE = UnitRef(key="CARE", name="Customer Care")

FIGURES: dict[str, object] = {
    "progress": 620_000,
    "progress_raw": 620_000,
    "expected": 500_000,
    "coverage": 1_000_000,
    "status": "on track",
}
ROW: dict[str, object] = FIGURES | {
    "key": "CARE-7",
    "title": "Answer within a day",
    "owner": DANA,
    "unit": CARE,
    "state": "active",
    "ambition": "committed",
    "cycle": "2026-Q2",
    "focus_area": None,
    "starts": date(2026, 4, 1),
    "due": date(2026, 6, 30),
    "parents": (),
    "children": 0,
    "key_results": 1,
    "last_reading_on": date(2026, 5, 12),
    "external_id": None,
    "version": 3,
}
VIEW: dict[str, object] = ROW | {
    "why": None,
    "sponsor": None,
    "delegate": None,
    "contributors": (),
    "visibility": "organisation",
    "readers": (),
    "results": (),
    "child_goals": (),
    "weakest_child": None,
    "broken_guardrails": (),
    "history": (),
    "imported": False,
    "activated_on": date(2026, 4, 1),
    "line_of_sight": (),
    "may": (),
}
KEY_RESULT: dict[str, object] = FIGURES | {
    "key": "CARE-7.2",
    "title": "First reply",
    "goal": "CARE-7",
    "goal_title": "Answer within a day",
    "owner": DANA,
    "unit": CARE,
    "state": "active",
    "metric": "decrease",
    "unit_of_measure": "hours",
    "baseline": 24,
    "target": 4,
    "stretch": None,
    "lower": None,
    "upper": None,
    "amber_lower": None,
    "amber_upper": None,
    "current": Decimal("11.6"),
    "has_reading": True,
    "last_reading_on": date(2026, 5, 12),
    "starts": date(2026, 4, 1),
    "due": date(2026, 6, 30),
    "cadence": "weekly",
    "grace_days": 2,
    "next_due_on": date(2026, 5, 19),
    "overdue": False,
    "weight": 1,
    "counts": True,
    "source": "typed",
    "feed_method": None,
    "survey": None,
    "minimum_answers": None,
    "guardrail": False,
    "guardrail_broken": False,
    "checkpoints": (),
    "milestones": (),
    "parents": (),
    "external_id": None,
    "imported": False,
    "version": 2,
}
CHECK_IN: dict[str, object] = {
    "key": "CARE-7.2",
    "number": 4,
    "effective_on": TODAY,
    "value": Decimal("11.6"),
    "answers": None,
    "confidence": 70,
    "status": None,
    "note": None,
    "blocker": None,
    "corrects": None,
    "voids": None,
    "by": DANA,
    "recorded_at": datetime(2026, 5, 15, 9, 30, tzinfo=UTC),
    "imported": False,
}
ORGANISATION: dict[str, object] = {
    "name": "Acme",
    "vision": "Customers who come back",
    "service_values": (),
    "fiscal_year_starts_month": 1,
    "time_zone": "UTC",
    "cadence": "weekly",
    "grace_days": 2,
    "minimum_answers": 30,
    "owner": DANA,
    "root_unit": UnitRef(key="ACME", name="Acme"),
    "today": TODAY,
    "turned_to": TODAY,
    "is_demo": False,
    "people": 1,
    "goals": 1,
    "version": 1,
}


def goal_row(**changes: object) -> GoalRow:
    return GoalRow.model_validate(ROW | changes)


def goal_view(**changes: object) -> GoalView:
    return GoalView.model_validate(VIEW | changes)


def key_result(**changes: object) -> KeyResultView:
    return KeyResultView.model_validate(KEY_RESULT | changes)


def check_in(**changes: object) -> CheckInView:
    return CheckInView.model_validate(CHECK_IN | changes)


def organisation(**changes: object) -> OrganisationView:
    return OrganisationView.model_validate(ORGANISATION | changes)


def check_in_result(**changes: object) -> CheckInResult:
    moved = Movement.model_validate(
        {
            "key": "CARE-7",
            "title": "Answer within a day",
            "kind": "goal",
            "progress_before": 500_000,
            "progress_after": 620_000,
            "status_before": "at risk",
            "status_after": "on track",
        }
    )
    values: dict[str, object] = {
        "check_in": check_in(),
        "title": "First reply",
        "unit_of_measure": "hours",
        "moved": (moved,),
    }
    return CheckInResult.model_validate(values | changes)
