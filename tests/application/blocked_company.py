"""What is in the way in a company, for tests: raised by check-ins, listed and told."""

from datetime import date
from decimal import Decimal

from okr.contract.base import PersonRef
from okr.contract.blockers import BlockerView, ListBlockers
from okr.contract.check_ins import RecordCheckIn
from okr.contract.notices import ListNotices
from okr.domain.vocabulary import ObjectKind
from tests.application.companies import Company
from tests.application.goal_company import make_goal

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
BATTERIES = "Waiting for 120 batteries"


def who(person: PersonRef | None) -> str | None:
    return None if person is None else person.handle


def active(company: Company, **fields: object) -> str:
    """The key of a key result of emil's that takes check-ins."""
    return f"{make_goal(company, activate=True, **fields).key}.1"


def check_in(company: Company, key: str, value: int = 8, *, by: str = "emil", **fields: object) -> str:
    """The key of a check-in, and of the blocker that it raises."""
    given = {"key": key, "value": None if "voids" in fields else Decimal(value)} | fields
    result = company.call(RecordCheckIn.model_validate(given), by=by)
    return f"{key}#{result.check_in.number}"


def blocked(
    company: Company, key: str, text: str = BATTERIES, value: int = 8, *, by: str = "emil", **fields: object
) -> str:
    return check_in(company, key, value, by=by, blocker=text, **fields)


def listed(company: Company, by: str = "olivia", *, on: date | None = None, **asked: object) -> list[BlockerView]:
    return list(company.call(ListBlockers.model_validate({"scope": "all"} | asked), by=by, on=on).items)


def one(company: Company, key: str, *, on: date | None = None) -> BlockerView:
    (found,) = [row for row in listed(company, key=key.partition("#")[0], on=on) if row.key == key]
    return found


def told(company: Company, by: str) -> list[str]:
    """What a person was told of blockers, the newest first."""
    notices = company.call(ListNotices(), by=by).items
    return [notice.text for notice in notices if notice.kind is ObjectKind.BLOCKER]
