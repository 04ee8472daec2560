"""What is agreed: contributions that a parent asks for or is offered, and every step on the way to an answer."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, Table, Text

from okr.domain.vocabulary import ContributionState, ContributionStep
from storage.tables.base import metadata, one_of, reference, word
from storage.types import Exact, Id, Moment

contributions = Table(
    "contributions",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("number", Integer, nullable=False),
    reference("parent_goal_id", "goals.id"),
    reference("parent_key_result_id", "key_results.id", nullable=True),
    reference("unit_id", "units.id", nullable=True),
    reference("person_id", "people.id", nullable=True),
    word("state", ContributionState),
    word("last_step", ContributionStep),
    Column("title", Text, nullable=False),
    Column("share", Exact()),
    Column("due_on", Date, nullable=False),
    Column("message", Text),
    reference("asked_by_id", "people.id"),
    Column("answer_due_on", Date),
    reference("child_goal_id", "goals.id", nullable=True),
    reference("child_key_result_id", "key_results.id", nullable=True),
    Column("recorded_at", Moment(), nullable=False),
    Column("version", Integer, nullable=False),
    one_of("state", ContributionState),
    one_of("last_step", ContributionStep),
    CheckConstraint("number >= 1", name="number_from_one"),
    CheckConstraint("(unit_id IS NULL) <> (person_id IS NULL)", name="one_receiver"),
    CheckConstraint("state <> 'accepted' OR child_goal_id IS NOT NULL", name="accepted_has_a_goal"),
    Index(None, "parent_goal_id", "number", unique=True),
    Index(None, "parent_key_result_id"),
    Index(None, "unit_id", "state"),
    Index(None, "person_id", "state"),
    Index(None, "child_goal_id"),
    Index(None, "state", "answer_due_on"),
)
"""The terms in force. `share` is in the unit of measure of the parent's key result, or in per cent of the parent objective;
`answer_due_on` is the day from which a missing answer is reminded of. What was offered names its goal from the beginning, what was
asked for only once it is accepted."""

contribution_steps = Table(
    "contribution_steps",
    metadata,
    reference("contribution_id", "contributions.id", primary_key=True),
    Column("number", Integer, primary_key=True),
    word("step", ContributionStep),
    Column("title", Text, nullable=False),
    Column("share", Exact()),
    Column("due_on", Date, nullable=False),
    Column("text", Text),
    Column("by_id", Id(), nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    one_of("step", ContributionStep),
    CheckConstraint("number >= 1", name="number_from_one"),
)
"""What was asked, countered, declined or accepted, with the terms at the time. Append only, by trigger."""
