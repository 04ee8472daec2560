"""Locks on what has no row of its own: the graphs that must stay free of cycles."""

from functools import cache
from typing import Any, Literal

from sqlalchemy import Select, select

from storage.compiled import Question
from storage.tables.organisation import graph_locks
from storage.unit_of_work import WriteWork

Graph = Literal["goals", "key results", "people", "units"]


def lock_graph(work: WriteWork, name: Graph) -> None:
    """Be the only one who changes a graph until the transaction ends; take the graphs in the order of their names.

    Whoever adds or moves an edge holds it, so that two changes that together close a cycle cannot both pass their check. On
    SQLite the transaction is alone anyway.
    """
    if work.is_postgresql:
        work.connection.execute(select(graph_locks.c.name).where(graph_locks.c.name == name).with_for_update()).one()


def both_graphs() -> Question:
    """What locks the graphs of goals and of key results, to be asked with what is read under them."""
    return Question(_both_graphs(), locks=True)


@cache
def _both_graphs() -> Select[*tuple[Any, ...]]:
    names: tuple[Graph, ...] = ("goals", "key results")
    table = graph_locks.c
    return select(table.name).where(table.name.in_(names)).order_by(table.name).with_for_update()
