"""What people tell each other about goals: blockers and their answers, dependencies, comments, notices."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from okr.domain.vocabulary import BlockerState, DependencyKind, ObjectKind
from storage.tables.base import metadata, one_of, reference, word
from storage.types import Id, Moment

blockers = Table(
    "blockers",
    metadata,
    reference("key_result_id", "key_results.id", primary_key=True),
    Column("number", Integer, primary_key=True),
    word("state", BlockerState),
    reference("owner_id", "people.id", nullable=True),
    Column("answer_due_on", Date, nullable=False),
    Column("climbed_on", Date),
    Column("answer", Text),
    Column("answered_by_id", Id()),
    Column("answered_at", Moment()),
    Column("version", Integer, nullable=False),
    one_of("state", BlockerState),
    ForeignKeyConstraint(["key_result_id", "number"], ["check_ins.key_result_id", "check_ins.number"]),
    CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered_when_not_open"),
    Index(None, "owner_id", "state"),
    Index(None, "state", "answer_due_on"),
)
"""A blocker is raised by the check-in with this number, which holds its words. `owner_id` is who has to answer now: it climbs to
the manager when the answer is not there on `answer_due_on`."""

dependencies = Table(
    "dependencies",
    metadata,
    Column("id", Id(), primary_key=True),
    reference("goal_id", "goals.id"),
    reference("on_goal_id", "goals.id"),
    word("kind", DependencyKind),
    Column("note", Text),
    Column("by_id", Id(), nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    Column("ended_at", Moment()),
    Column("version", Integer, nullable=False),
    one_of("kind", DependencyKind),
    CheckConstraint("goal_id <> on_goal_id", name="of_two_goals"),
    Index(None, "goal_id"),
    Index(None, "on_goal_id"),
)
"""`goal_id` needs `on_goal_id`, or is blocked by it."""

comments = Table(
    "comments",
    metadata,
    Column("id", Id(), primary_key=True),
    reference("goal_id", "goals.id"),
    Column("number", Integer, nullable=False),
    reference("key_result_id", "key_results.id", nullable=True),
    Column("check_in_number", Integer),
    reference("contribution_id", "contributions.id", nullable=True),
    Column("text", Text, nullable=False),
    Column("by_id", Id(), nullable=False),
    Column("recorded_at", Moment(), nullable=False),
    Column("withdrawn_at", Moment()),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["key_result_id", "check_in_number"], ["check_ins.key_result_id", "check_ins.number"]),
    UniqueConstraint("goal_id", "number"),
    Index(None, "key_result_id"),
    Index(None, "contribution_id"),
)
"""What is said about a goal, one of its check-ins, or a contribution to it; the goal decides who may read it."""

mentions = Table(
    "mentions",
    metadata,
    reference("comment_id", "comments.id", primary_key=True),
    reference("person_id", "people.id", primary_key=True),
    Index(None, "person_id"),
)
"""People that a comment names with @handle."""

notices = Table(
    "notices",
    metadata,
    Column("id", Id(), primary_key=True),
    reference("person_id", "people.id"),
    word("object_kind", ObjectKind),
    Column("object_key", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("by_id", Id()),
    Column("recorded_at", Moment(), nullable=False),
    Column("read_at", Moment()),
    one_of("object_kind", ObjectKind),
    Index(None, "person_id", "read_at"),
)
"""What a person is told of: being asked, answered, mentioned, depended on."""
