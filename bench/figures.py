"""A measured figure, how it is printed, and the clock."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured. `ratio` is value / floor; `bar` is what it has to hold, for the ratio where there is a floor, else for the value."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    bar: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        return None if self.floor is None else self.value / self.floor

    @property
    def holds(self) -> bool | None:
        """Whether the bar holds; None without a bar."""
        if self.bar is None:
            return None
        compared = self.value if self.ratio is None else self.ratio
        return compared >= self.bar if self.at_least else compared <= self.bar

    def document(self) -> dict[str, object]:
        """The figure as `results.json` has it."""
        document = asdict(self)
        del document["at_least"]
        return {**document, "ratio": self.ratio, "holds": self.holds}

    def line(self) -> str:
        """The figure as it is printed."""
        parts = [f"{self.name:<52} {self.value:>11,.3f} {self.unit:<4}"]
        parts.append(f"{self.floor:>10,.3f} {self.ratio:>7.2f} x" if self.floor is not None else " " * 20)
        if self.bar is not None:
            parts.append(
                f"  bar {'>=' if self.at_least else '<='} {self.bar:<8g} {'holds' if self.holds else 'FALLS SHORT'}"
            )
        return " ".join(parts).rstrip()


def times_ms(run: Callable[[int], object], rounds: int, *, warm_up: int = 5) -> list[float]:
    """Milliseconds of each round; the rounds before them only warm up. The round's number is handed over."""
    for number in range(warm_up):
        run(number)
    measured = []
    for number in range(warm_up, warm_up + rounds):
        started = time.perf_counter()
        run(number)
        measured.append((time.perf_counter() - started) * 1000)
    return measured


def median_ms(run: Callable[[int], object], rounds: int, *, warm_up: int = 5) -> float:
    """The median of the rounds in milliseconds."""
    return statistics.median(times_ms(run, rounds, warm_up=warm_up))


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
