"""The one MetaData, its naming convention, and the column shapes that recur."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, MetaData

from storage.types import Id, Word

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def reference(name: str, target: str, *, nullable: bool = False, primary_key: bool = False) -> Column[object]:
    """A column that points at the id of another row; deleting what is pointed at is refused."""
    return Column(name, Id(), ForeignKey(target), nullable=nullable, primary_key=primary_key)


def late_reference(name: str, target: str, *, closes_ring: bool = False) -> Column[object]:
    """A reference that may be empty and is checked only when the transaction ends.

    For trees and rings (a unit's lead works in a unit), so that an import may write the rows in any order. What
    `closes_ring` is made after both tables, where the database wants them in order.
    """
    key = ForeignKey(target, deferrable=True, initially="DEFERRED", use_alter=closes_ring)
    return Column(name, Id(), key, nullable=True)


def word(name: str, vocabulary: type[StrEnum], *, nullable: bool = False) -> Column[object]:
    """A column that holds a word of the vocabulary."""
    return Column(name, Word(vocabulary), nullable=nullable)


def one_of(name: str, vocabulary: type[StrEnum]) -> CheckConstraint:
    """The constraint that keeps a word column inside its vocabulary."""
    words = ", ".join(f"'{item.value}'" for item in vocabulary)
    return CheckConstraint(f"{name} IN ({words})", name=f"{name}_is_a_word")
