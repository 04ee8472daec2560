"""What was carried at another time is tied to what is carried now: children that went ahead, and feeds in both directions."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from okr.application.carrying_rows import NewGoal
from okr.application.case import WriteCase
from okr.application.feeds import feed_key_result
from okr.application.links import link_goal
from okr.contract.goals import LinkGoal
from okr.contract.key_results import FeedKeyResult
from okr.domain.errors import NotAllowed, NotFound, RuleViolation
from okr.domain.numbers import weight_of
from storage import carrying as statements

_REFUSED = (NotAllowed, NotFound, RuleViolation)
"""What keeps a tie from being made again, each with its reason in words."""


def join(case: WriteCase, goals: Sequence[NewGoal], *, cycle_id: UUID) -> Mapping[UUID, list[str]]:
    """Tie again what was tied before; answers what to say of each goal, by the goal that it came from.

    Each tie passes the rules that people pass; one that they refuse is said and left out.
    """
    said: dict[UUID, list[str]] = {}
    new = {one.source.id: one for one in goals}
    for link in statements.children_ahead(case.work, new, cycle_id):
        goal = new[link.parent_id]
        command = LinkGoal(
            child=link.child_key, parent=str(goal.row["key"]), kind=link.kind, weight=weight_of(link.weight_units)
        )
        try:
            link_goal(case, command)
        except _REFUSED as refused:
            said.setdefault(link.parent_id, []).append(
                f"What went ahead of it is not tied to it again: {refused.message}"
            )
        else:
            said.setdefault(link.parent_id, []).append(f"{link.child_key}, which went ahead, is tied to it again.")
    results = {result.source.id: (one, str(result.row["key"])) for one in goals for result in one.results}
    for feed in statements.feeds_across(case.work, results, cycle_id):
        here = results[feed.here_id]
        child, parent = (here[1], feed.there_key) if feed.is_child else (feed.there_key, here[1])
        try:
            feed_key_result(
                case,
                FeedKeyResult(child=child, parent=parent, method=feed.feed_method, weight=weight_of(feed.weight_units)),
            )
        except _REFUSED as refused:
            words = f"What fed or was fed is not tied again: {refused.message}"
        else:
            words = f"{child} feeds {parent} again."
        said.setdefault(here[0].source.id, []).append(words)
    return said
