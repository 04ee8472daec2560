"""What feeds what by a plan (R3): through the operation for it, and at once where all of it is restored."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from okr.application.case import WriteCase
from okr.application.feeds import feed_key_result
from okr.application.key_result_definitions import definition_of_columns
from okr.application.plans_changing import feeds_in
from okr.application.plans_creating import Creation, is_restored
from okr.application.plans_difference import Difference, NewResult
from okr.application.plans_findings import Findings, Path
from okr.application.plans_names import Names
from okr.contract.key_results import FeedKeyResult
from okr.contract.plans import PlanFeed
from okr.domain.errors import RuleViolation
from okr.domain.feeds import require_feedable
from okr.domain.graph import cycle_in
from okr.domain.numbers import weight_units
from okr.domain.vocabulary import FeedMethod, ObjectKind
from storage import links, schema
from storage import plans as statements
from storage.bulk import insert_many
from storage.types import new_id

Row = dict[str, Any]


class Feeding:
    """Writes feeds, after the links, which they have to fit (R2)."""

    def __init__(self, case: WriteCase, names: Names, findings: Findings, made: Creation) -> None:
        self.case, self.names, self.findings, self.made = case, names, findings, made
        self.methods: dict[str, tuple[Path, FeedMethod]] = {}
        """How key results are to be fed, until something feeds them so."""
        self.restored: set[str] = set()
        self.moved: set[UUID] = set()
        """The key results that are tied by restored feeds, to be rolled up."""

    def write(self, difference: Difference) -> None:
        """Write every feed that is new or has another weight, and how key results are fed."""
        self._read_methods(difference)
        direct: list[Row] = []
        for path, key, feeds in self._wanted(difference):
            for feed in feeds:
                with self.findings.at((*path, "feeds")):
                    if key in self.restored and feed.key_result in self.restored:
                        direct.append(self._row(key, feed))
                    else:
                        self._feed(key, feed)
        self._restore(direct)
        for key, (path, method) in self.methods.items():
            with self.findings.at((*path, "feed_method")):
                self._change_method(key, method)

    def _read_methods(self, difference: Difference) -> None:
        new = [result for goal in difference.new for result in goal.results]
        new += [result for goal in difference.changed for result in goal.new_results]
        for result in new:
            if result.plan.feed_method is not None:
                self.methods[result.key] = (result.path, result.plan.feed_method)
        for goal in difference.changed:
            for changed in goal.results:
                method = changed.wanted.get("feed_method")
                if isinstance(method, FeedMethod):
                    self.methods[changed.standing.key] = (changed.path, method)
        for one in difference.new:
            if is_restored(one.plan):
                self.restored |= {result.key for result in one.results if result.key in self.made.results}

    def _wanted(self, difference: Difference) -> Iterator[tuple[Path, str, Sequence[PlanFeed]]]:
        for new in difference.new:
            yield from (self._of_new(result) for result in new.results)
        for goal in difference.changed:
            yield from (self._of_new(result) for result in goal.new_results)
            for changed in goal.results:
                before = {feed.key_result: feed for feed in feeds_in(changed.standing.fields["feeds"])}
                feeds = [feed for feed in feeds_in(changed.wanted.get("feeds")) if before.get(feed.key_result) != feed]
                yield changed.path, changed.standing.key, feeds

    def _of_new(self, result: NewResult) -> tuple[Path, str, Sequence[PlanFeed]]:
        with self.findings.at((*result.path, "feeds")):
            return result.path, result.key, self.names.feeds(result.plan.feeds)
        return result.path, result.key, ()

    def _feed(self, key: str, feed: PlanFeed) -> None:
        _, method = self.methods.pop(feed.key_result, (None, None))
        wanted = FeedKeyResult(child=key, parent=feed.key_result, weight=feed.weight, method=method)
        feed_key_result(self.case, wanted)

    def _change_method(self, key: str, method: FeedMethod) -> None:
        """Feed a key result in another way, by what feeds it already."""
        child = statements.first_feeding(self.case.work, key)
        if child is None:
            raise RuleViolation(
                f"Nothing feeds {key}, so that it cannot be fed by {method.value}.", field="feed_method"
            )
        feed_key_result(self.case, FeedKeyResult(child=child, parent=key, method=method))

    def _row(self, key: str, feed: PlanFeed) -> Row:
        child, parent = self.made.results[key], self.made.results[feed.key_result]
        if child["goal_id"] == parent["goal_id"]:
            raise RuleViolation(f"{key} and {feed.key_result} count in the same goal, so that one would count twice.")
        require_feedable(
            definition_of_columns(parent),
            parent_unit=parent["unit_of_measure"],
            child_unit=child["unit_of_measure"],
            parent_key=feed.key_result,
            child_key=key,
        )
        if parent["goal_id"] in links.contributes_to(self.case.work, [child["goal_id"]]):
            raise RuleViolation(
                f"{key} cannot feed {feed.key_result}: its goal contributes to that goal, so that it would count twice.",
                hint='Give the link the kind "supports".',
            )
        if feed.key_result not in self.methods and parent["feed_method"] is None:
            raise RuleViolation(f"{feed.key_result} is fed and needs a feed_method, such as sum.", field="feed_method")
        self.methods.pop(feed.key_result, None)
        return {
            "id": new_id(),
            "child_id": child["id"],
            "parent_id": parent["id"],
            "weight_units": weight_units(feed.weight),
            "effective_on": max(child["effective_on"], parent["effective_on"]),
            "recorded_at": self.case.now,
            "version": 1,
        }

    def _restore(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        insert_many(self.case.work, schema.key_result_feeds, rows)
        self.moved = {row[name] for row in rows for name in ("child_id", "parent_id")}
        keys = {row["id"]: key for key, row in self.made.results.items()}
        cycle = cycle_in((row["child_id"], row["parent_id"]) for row in rows)
        if cycle is not None:
            chain = " > ".join(keys[one] for one in cycle)
            self.findings.add("refused", ("goals",), f"The feeds {chain} form a cycle; take one of them away.")
        for row in rows:
            key = f"{keys[row['child_id']]} > {keys[row['parent_id']]}"
            self.case.record(ObjectKind.FEED, row["id"], key, after=row)
