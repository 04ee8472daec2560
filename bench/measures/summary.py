"""The top's summary: the home of an executive against the aggregates that no summary of a whole company can do without.

The floor is what the summary has to ask the database whatever is made of it, as two bare statements through the driver: how many active
goals of the cycle have which status, and how their check-ins were kept. Everything else on the screen (the tops with their numbers, the
risks by their leverage, the heat map, what moved, and the rights on all of it) is the product's own and has to fit beside. The top goal
alone, whose numbers the roll-up keeps, is measured too: adding it up when it is asked for would take the bare sum over all key results.
"""

from collections.abc import Iterator, Sequence

from bench.company import Company
from bench.figures import Figure, median_ms
from okr.contract.goals import ShowGoal
from okr.contract.homes import ShowHome

ROUNDS = 7
BAR = 2.0
AGGREGATES = (
    """
    SELECT p.shown, count(*), count(CASE WHEN p.stale THEN 1 END)
    FROM goals g JOIN goal_progress p ON p.goal_id = g.id
    WHERE g.state = 'active' GROUP BY p.shown
    """,
    """
    SELECT sum(p.on_time), sum(p.late), sum(p.missed)
    FROM goals g JOIN key_result_progress p ON p.goal_id = g.id
    WHERE g.state = 'active'
    """,
)
SUM_OF_ALL = (
    """
    SELECT sum(counted_weight), sum(CAST(counted_weight AS BIGINT) * progress_raw_ppm),
        sum(CAST(counted_weight AS BIGINT) * expected_ppm)
    FROM key_result_progress WHERE counts
    """,
)


def measure(company: Company, database: str) -> Iterator[Figure]:
    """The home of an executive, then the top goal."""
    home = median_ms(lambda _: company.backend.call(ShowHome(role="executive")), ROUNDS, warm_up=2)
    yield Figure(f"the top's summary [{database}]", home, "ms", _bare_ms(company, AGGREGATES), BAR)
    top = median_ms(lambda _: company.backend.call(ShowGoal(key=company.goal_keys[0])), ROUNDS, warm_up=2)
    yield Figure(f"the top goal with its numbers [{database}]", top, "ms", _bare_ms(company, SUM_OF_ALL), BAR)


def _bare_ms(company: Company, statements: Sequence[str]) -> float:
    """Milliseconds of bare statements, one after the other, fetched through the driver."""
    raw = company.store.engine.raw_connection()
    try:
        cursor = raw.cursor()

        def ask(_: int) -> None:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

        return median_ms(ask, ROUNDS, warm_up=2)
    finally:
        raw.close()
