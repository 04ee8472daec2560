"""The words of okr: every enumeration that the database, the code, the commands and the screens share.

Rules do not live here; they live in the module named after their subject.
"""

from enum import StrEnum


class UnitKind(StrEnum):
    """The level of an organisational unit."""

    COMPANY = "company"
    DIVISION = "division"
    DEPARTMENT = "department"
    TEAM = "team"


class CycleKind(StrEnum):
    """The length of a cycle."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    OTHER = "other"


class CycleState(StrEnum):
    """Where a cycle stands in its life."""

    PLANNING = "planning"
    ACTIVE = "active"
    GRADING = "grading"
    CLOSED = "closed"


class Ambition(StrEnum):
    """Whether a goal must be reached in full or is meant to stretch (R8, R11)."""

    COMMITTED = "committed"
    ASPIRATIONAL = "aspirational"


class Visibility(StrEnum):
    """Who may see a goal."""

    ORGANISATION = "organisation"
    UNIT = "unit"
    NAMED = "named"


class GoalState(StrEnum):
    """A decision of people about a goal; never mixed with the arithmetic status."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    IN_REVIEW = "in review"
    ACTIVE = "active"
    PAUSED = "paused"
    ACHIEVED = "achieved"
    MISSED = "missed"
    CANCELLED = "cancelled"


COUNTING_GOAL_STATES = frozenset({GoalState.ACTIVE, GoalState.ACHIEVED, GoalState.MISSED})
"""Goals in these states count towards their parents (R2)."""


class KeyResultState(StrEnum):
    """A decision of people about a key result."""

    ACTIVE = "active"
    ACHIEVED = "achieved"
    MISSED = "missed"
    CANCELLED = "cancelled"


COUNTING_KEY_RESULT_STATES = frozenset({KeyResultState.ACTIVE, KeyResultState.ACHIEVED, KeyResultState.MISSED})
"""Key results in these states count towards their goal (R2)."""


class Metric(StrEnum):
    """The metric kind of a key result (R1)."""

    INCREASE = "increase"
    DECREASE = "decrease"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    BETWEEN = "between"
    MILESTONES = "milestones"
    YES_NO = "yes or no"
    BASELINE = "baseline"
    TRACKED = "tracked"


MAINTAIN_METRICS = frozenset({Metric.AT_LEAST, Metric.AT_MOST, Metric.BETWEEN})
"""The three forms of *maintain* (R1): inclusive limits, judged period by period."""

DIRECTED_METRICS = frozenset({Metric.INCREASE, Metric.DECREASE})
"""Metrics that move from a baseline to a target (R1)."""


class SurveyKind(StrEnum):
    """Which survey score a survey key result holds (R10)."""

    NPS = "nps"
    CSAT = "csat"
    CES = "ces"


class Source(StrEnum):
    """Where the readings of a key result come from."""

    TYPED = "typed"
    FED = "fed"
    SURVEY = "survey"
    DATA_SOURCE = "data source"


class FeedMethod(StrEnum):
    """How the key results that feed another one become its value (R3)."""

    SUM = "sum"
    MEAN = "mean"
    WEIGHTED_MEAN = "weighted mean"
    MIN = "min"
    MAX = "max"
    LATEST = "latest"


class LinkKind(StrEnum):
    """How a goal is tied to a parent objective (R2)."""

    CONTRIBUTES = "contributes"
    SUPPORTS = "supports"


class Status(StrEnum):
    """The pace status of a key result or an objective: arithmetic, never typed in as a state (R6, R8)."""

    PENDING = "pending"
    ON_TRACK = "on track"
    AT_RISK = "at risk"
    OFF_TRACK = "off track"
    REACHED = "reached"


WORST_FIRST = (Status.OFF_TRACK, Status.AT_RISK, Status.PENDING, Status.ON_TRACK, Status.REACHED)
"""The order of R8, from worst to best."""


class Colour(StrEnum):
    """The colour of a closing score (R11)."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class Timeliness(StrEnum):
    """How a check-in period was kept (R14)."""

    ON_TIME = "on time"
    LATE = "late"
    MISSED = "missed"
    PENDING = "pending"
    NOT_DUE = "not due"


class SmartLetter(StrEnum):
    """The five letters of the SMART check."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ACHIEVABLE = "achievable"
    RELEVANT = "relevant"
    TIME_BOUND = "time-bound"


class Verdict(StrEnum):
    """The outcome of one letter of the SMART check."""

    PASS = "pass"  # noqa: S105  # a verdict, no password
    WARN = "warn"
    FAIL = "fail"


class Severity(StrEnum):
    """How bad the forecast miss is (R9)."""

    NONE = "none"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Relation(StrEnum):
    """The facts that give a person rights on an object (design section 5)."""

    ADMINISTRATOR = "administrator"
    UNIT_LEAD = "lead of the unit or of one above"
    MANAGER = "manager of the owner or above"
    OWNER = "owner"
    SPONSOR = "sponsor"
    CONTRIBUTOR = "contributor"
    DELEGATE = "delegate"
    NAMED_READER = "named reader"
    UNIT_MEMBER = "member of the unit"
    COLLEAGUE = "colleague"
    SELF = "the person"
    ASKER = "whoever asked"
    HOLDER = "whoever it lies with"
    AUTHOR = "author"


class ObjectKind(StrEnum):
    """The kinds of objects that history, ledger and audit speak of."""

    ORGANISATION = "organisation"
    UNIT = "unit"
    PERSON = "person"
    FOCUS_AREA = "focus area"
    CYCLE = "cycle"
    GOAL = "goal"
    KEY_RESULT = "key result"
    INITIATIVE = "initiative"
    LINK = "link"
    FEED = "feed"
    CHECK_IN = "check-in"
    OVERRIDE = "override"
    CONTRIBUTION = "contribution"
    REVIEW = "review"
    GRADE = "grade"
    RETROSPECTIVE = "retrospective"
    BLOCKER = "blocker"
    DEPENDENCY = "dependency"
    COMMENT = "comment"


class ContributionState(StrEnum):
    """Where an agreement about a contribution stands; whose turn it is follows from its last step."""

    OPEN = "open"
    COUNTERED = "countered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ContributionStep(StrEnum):
    """What was done about a contribution."""

    ASKED = "asked"
    OFFERED = "offered"
    COUNTERED = "countered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ShareMode(StrEnum):
    """How what a parent needs is divided among those who are asked."""

    EQUAL = "equal"
    WEIGHT = "weight"
    PEOPLE = "people"
    TYPED = "typed"


class ReviewVerdict(StrEnum):
    """What a reviewer says of a goal before it becomes active."""

    APPROVED = "approved"
    RETURNED = "returned"


class BlockerState(StrEnum):
    """Whether a blocker waits for an answer."""

    OPEN = "open"
    ANSWERED = "answered"


class DependencyKind(StrEnum):
    """How one goal depends on another."""

    NEEDS = "needs"
    BLOCKED_BY = "blocked by"


class GapKind(StrEnum):
    """What is missing before a cycle goes its next step; each goal is named once for each."""

    UNAPPROVED = "not approved"
    NOT_BEGUN = "not begun"
    OWNERLESS = "without an owner"
    UNALIGNED = "without a parent"
    NO_READING = "without a reading"
    UNGRADED = "not graded"
    NO_POST_MORTEM = "missed without a post-mortem"
    OPEN_BELOW = "a cycle below that is not closed"


class NoticeAsks(StrEnum):
    """What a notice asks of whoever reads it."""

    ANSWER_BLOCKER = "answer the blocker"
    ANSWER_CONTRIBUTION = "answer the contribution"
    REVIEW = "review the goal"
    GRADE = "grade the goal"
    GRADE_SEVERAL = "grade several goals"
