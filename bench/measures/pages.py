"""Reading: a page of 50 goals against the bare query for it, and the expansion of one node of the cascade."""

import random
from collections.abc import Iterator

from bench.company import Company
from bench.figures import Figure, median_ms
from okr.contract.goals import ListGoals, ShowGoalTree

ROUNDS = 60
BARS = {"sqlite": 15.0, "postgresql": 6.0}
EXPANSION_BAR_MS = 20.0
BARE = """
SELECT g.*, p.*, o.handle, o.name, u.prefix, u.name, c.key
FROM goals g JOIN goal_progress p ON p.goal_id = g.id JOIN people o ON o.id = g.owner_id
JOIN units u ON u.id = g.unit_id JOIN cycles c ON c.id = g.cycle_id
ORDER BY g.prefix, g.number LIMIT 50
"""
"""One statement for what the rows of a page show, fetched through the driver."""


def measure(company: Company, database: str) -> Iterator[Figure]:
    """The page, then the node."""
    page = median_ms(lambda _: company.backend.call(ListGoals(limit=50)), ROUNDS)
    yield Figure(f"page of 50 goals [{database}]", page, "ms", _bare_page_ms(company), BARS[database])
    chooser = random.Random(11)
    inner = company.goal_keys[: max(1, len(company.goal_keys) // 10)]
    expansion = median_ms(lambda _: company.backend.call(ShowGoalTree(key=chooser.choice(inner), depth=1)), ROUNDS)
    yield Figure(f"expansion of one node [{database}]", expansion, "ms", bar=EXPANSION_BAR_MS)


def _bare_page_ms(company: Company) -> float:
    raw = company.store.engine.raw_connection()
    try:
        cursor = raw.cursor()

        def query(_: int) -> None:
            cursor.execute(BARE)
            cursor.fetchall()

        return median_ms(query, ROUNDS)
    finally:
        raw.close()
