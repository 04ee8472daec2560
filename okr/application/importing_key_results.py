"""Key results of an import, each definition checked as a whole."""

from dataclasses import dataclass, field
from uuid import UUID

from okr.application.importing_goals import Goals, require_days
from okr.application.importing_plan import Sheet, given_columns
from okr.application.key_result_definitions import accept_unit_of_measure, definition_of_columns
from okr.contract.imports import ImportedKeyResult
from okr.domain.cadence import normalise_cadence
from okr.domain.definitions import validate_definition
from okr.domain.errors import OkrError, RuleViolation
from okr.domain.numbers import WEIGHT_SCALE, decimal_text, require_storable, weight_units
from okr.domain.text import accept_title
from okr.domain.vocabulary import DIRECTED_METRICS, KeyResultState, Metric, ObjectKind, Source
from storage import imports as statements
from storage import schema
from storage.imports import Row
from storage.types import new_id

TYING = frozenset({"metric", "unit_of_measure"})
"""What key results that feed each other have to agree on (R3)."""
_VALUES = ("baseline", "target", "stretch", "lower", "upper")


@dataclass(slots=True)
class KeyResults:
    """The key results that an import knows or makes."""

    goals: Goals
    sheet: Sheet = field(init=False)
    _numbers: dict[UUID, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sheet = Sheet("key_results", schema.key_results, ObjectKind.KEY_RESULT, self.goals.report)

    def load(self, ids: set[str]) -> None:
        """Read the key results that the records make or change, and hold them."""
        work = self.goals.case.work
        for row in statements.rows_where(work, schema.key_results.c.external_id, sorted(ids), locked=True):
            self.sheet.know(row["external_id"], row)

    def plan(self) -> None:
        """Plan the key results."""
        for record in self.goals.command.key_results:
            try:
                one = self.sheet.claim(record.external_id, record.place)
                self._plan_one(record, one)
            except OkrError as error:
                value = getattr(record, error.field, None) if error.field else None
                self.goals.report.refuse("key_results", record.place, error, value=value)

    def write(self) -> None:
        """Write the key results, and the next numbers of their goals."""
        self.sheet.write(self.goals.case)
        statements.set_next_numbers(self.goals.case.work, schema.goals.c.next_key_result_number, dict(self._numbers))

    def _plan_one(self, record: ImportedKeyResult, one: str) -> None:
        goal = self.goals.sheet.require(record.goal, name="goal", noun="goal")
        before = self.sheet.rows.get(one)
        given = self._columns(record)
        if before is None:
            row = self._new_row(record, given, goal, one)
            self._require_sound(row, goal)
            if goal["id"] not in self.goals.sheet.new:
                self.goals.frame.guard.new_in(goal["cycle_id"], what=goal["key"])
            number: int = self._numbers.get(goal["id"]) or goal["next_key_result_number"]
            self._numbers[goal["id"]] = number + 1
            row |= {"number": number, "key": f"{goal['key']}.{number}"}
            self.sheet.create(one, row)
            return
        if before["goal_id"] != goal["id"]:
            raise RuleViolation(
                f"goal: {before['key']} belongs to another goal, and stays there: its key names it.",
                hint="Give the key result another external id, or the goal that it has.",
                field="goal",
            )
        if record.metric is Metric.TRACKED and before["target"] is not None:
            raise RuleViolation(
                f"target: {before['key']} aims at {decimal_text(before['target'])}, and the row gives nothing to aim at.",
                hint="Give a baseline and another target.",
                field="target",
            )
        changed = {name for name, value in given.items() if before[name] != value}
        if changed:
            self._require_sound({**before, **given}, goal)
        if changed & TYING:
            self._require_no_feed(before, given)
        of_goal = self.goals.sheet.changed.get(goal["id"])
        self.goals.frame.guard.change_of_key_result(before, given, goal if of_goal is None else of_goal.before)
        self.sheet.settle(record.place, one, given)

    def _require_no_feed(self, before: Row, given: Row) -> None:
        """Refuse another unit of measure, or another metric, of what feeds or is fed (R3)."""
        tied = statements.tied_by_feeds(self.goals.case.work, [before["id"]]).get(before["id"])
        if tied is None:
            return
        name = "metric" if before["metric"] is not given.get("metric") else "unit_of_measure"
        raise RuleViolation(
            f"{name}: {before['key']} and {tied} are tied by a feed, which needs one unit of measure and the metric that "
            "they have.",
            hint="Take the feed away first: okr kr unfeed.",
            field=name,
        )

    def _columns(self, record: ImportedKeyResult) -> Row:
        given = given_columns(record, "metric", *_VALUES, "starts_on", "due_on", "grace_days", "survey", "state")
        given["title"] = accept_title(record.title)
        if record.guardrail:
            given["guardrail"] = True
        if record.unit_of_measure is not None:
            given["unit_of_measure"] = accept_unit_of_measure(record.unit_of_measure)
        if record.cadence is not None:
            given["cadence"] = normalise_cadence(record.cadence)
        if record.weight is not None:
            given["weight_units"] = weight_units(record.weight)
        owner = self.goals.organisation.person_for(record.owner, name="owner")
        if owner is not None:
            given["owner_id"] = owner
        return given

    def _new_row(self, record: ImportedKeyResult, given: Row, goal: Row, one: str) -> Row:
        settings = self.goals.case.settings
        starts_on = record.starts_on or goal["starts_on"]
        return {
            **dict.fromkeys(_VALUES),
            "id": new_id(),
            "goal_id": goal["id"],
            "key": one,
            "unit_of_measure": None,
            "amber_lower": None,
            "amber_upper": None,
            "checkpoints": [],
            "milestones": [],
            "starts_on": starts_on,
            "due_on": goal["due_on"],
            "cadence": normalise_cadence(settings.cadence),
            "grace_days": settings.grace_days,
            "weight_units": WEIGHT_SCALE,
            "owner_id": goal["owner_id"],
            "source": Source.TYPED,
            "feed_method": None,
            "survey": None,
            "minimum_answers": settings.minimum_answers if record.survey is not None else None,
            "guardrail": False,
            "state": KeyResultState.ACTIVE,
            "imported": True,
            "owed_from": self.goals.case.today,
            "external_id": one,
            "effective_on": min(starts_on, self.goals.case.today),
            "recorded_at": self.goals.case.now,
            "version": 1,
            **given,
        }

    def _require_sound(self, row: Row, goal: Row) -> None:
        """Refuse what the rules cannot work with."""
        require_days(row, self.goals.frame.cycle(goal["cycle_id"]))
        validate_definition(definition_of_columns(row))
        if row["stretch"] is not None:
            _require_stretch(row)


def _require_stretch(row: Row) -> None:
    """Refuse a stretch that asks for no more than the target."""
    stretch = require_storable(row["stretch"], field="stretch")
    if row["metric"] not in DIRECTED_METRICS:
        raise RuleViolation("stretch: only increase and decrease have one.", field="stretch")
    further = stretch > row["target"] if row["metric"] is Metric.INCREASE else stretch < row["target"]
    if not further:
        raise RuleViolation(
            f"stretch: {decimal_text(stretch)} asks for no more than the target {decimal_text(row['target'])}.",
            field="stretch",
        )
