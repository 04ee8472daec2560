"""What a reorganisation means for what it does not change: who reviews a goal, who sees it, what hangs on it above."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from okr.application.reorgs_draft import Draft, Line, weight_words
from okr.application.reorgs_leaving import first_lead
from okr.application.reorgs_sight import members, no_longer_members, restricted_below, restricted_rows, visibility
from okr.contract.reorgs import Loss, ReorgEffect
from okr.domain.policy import Action, may
from okr.domain.vocabulary import LinkKind, ObjectKind, Visibility
from storage import reorgs as statements
from storage.imports import Row
from storage.policy import load_actor, load_goal_facts

NAMED = 6
"""Of the goals that carry a goal above, so many are named."""
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Around:
    """The goals that a reorganisation concerns without changing them, read once."""

    restricted: list[Row]
    below: list[Row]
    """Restricted goals whose line of managers or leads changes."""
    waiting: list[Row]
    links: list[Row]
    members: list[tuple[Line, Row, list[Row]]]
    """Who no longer is a member of what: the line, the unit, and the goals that are meant for its members."""

    def goal_ids(self) -> set[UUID]:
        """All of them that anything changes for; what they contribute to is the same as before."""
        found = {row["id"] for row in (*self.restricted, *self.waiting)}
        found |= {row["parent_id"] for row in self.links if row["visibility"] is not Visibility.ORGANISATION}
        return found | {row["id"] for _, _, rows in self.members for row in rows}

    def asked_about(self) -> set[UUID]:
        """All goals that an effect may name."""
        return self.goal_ids() | {row["id"] for row in self.below} | {row["parent_id"] for row in self.links}


def look_around(draft: Draft) -> Around:
    """Read the goals that a planned reorganisation concerns."""
    restricted = restricted_rows(draft)
    known = {row["id"] for row in restricted}
    return Around(
        restricted=restricted,
        below=[row for row in restricted_below(draft) if row["id"] not in known],
        waiting=_waiting(draft),
        links=statements.parents_of_goals(draft.case.work, _new_owners(draft)),
        members=list(members(draft)),
    )


def effects(draft: Draft, around: Around, visible: frozenset[UUID]) -> list[ReorgEffect]:
    """Everything that follows, for the goals that the acting person may see."""
    links = [row for row in around.links if {row["parent_id"], row["child_id"]} <= visible]
    found = [
        *visibility(draft, _among(around.restricted, visible), _among(around.below, visible)),
        *_reviewers(draft, _among(around.waiting, visible)),
        *_parents(draft, [row for row in links if row["visibility"] is not Visibility.ORGANISATION]),
        *_weights(draft, links),
        *no_longer_members(around.members, visible),
    ]
    order = {loss: place for place, loss in enumerate(Loss)}
    return sorted(found, key=lambda one: (order[one.loses], one.key))


def _among(rows: list[Row], visible: frozenset[UUID]) -> list[Row]:
    return [row for row in rows if row["id"] in visible]


def _waiting(draft: Draft) -> list[Row]:
    """The goals that wait for a reviewer whose owner, or whose owner's manager, or whose unit's lead changes."""
    touched = set(draft.leaving) | {
        row_id for kind, row_id, column in draft.lines
        if kind is ObjectKind.PERSON and column == "manager_id" and isinstance(row_id, UUID)
    }  # fmt: skip
    rows = {row["id"]: row for row in statements.goals_waiting_of(draft.case.work, touched)}
    led = {row_id for kind, row_id, column in draft.lines
           if kind is ObjectKind.UNIT and column == "lead_id" and isinstance(row_id, UUID)}  # fmt: skip
    for row in statements.goals_in_units(draft.case.work, led):
        if row["state"] in statements.WAITING_STATES:
            rows[row["id"]] = row
    return sorted(rows.values(), key=lambda row: (row["prefix"], row["number"]))


def _reviewers(draft: Draft, rows: list[Row]) -> Iterable[ReorgEffect]:
    for row in rows:
        before, after = _reviewer_before(draft, row), _reviewer_after(draft, row)
        if before != after:
            yield ReorgEffect(
                kind=ObjectKind.GOAL,
                key=row["key"],
                title=row["title"],
                loses=Loss.REVIEWER,
                before=before,
                after=after,
            )


def _reviewer_before(draft: Draft, row: Row) -> str:
    owner = row["owner_id"]
    manager = None if owner is None else draft.known(ObjectKind.PERSON, owner)["manager_id"]
    lead = draft.known(ObjectKind.UNIT, row["unit_id"])["lead_id"]
    found = manager or (None if lead == owner else lead)
    return NOBODY if found is None else str(draft.known(ObjectKind.PERSON, found)["handle"])


def _reviewer_after(draft: Draft, row: Row) -> str:
    now = draft.planned(ObjectKind.GOAL, row)
    owner = now["owner_id"]
    above = () if owner is None else draft.managers_above(owner)
    found = next((one for one in above if draft.stays(one)), None) or first_lead(draft, now["unit_id"], but=owner)
    return NOBODY if found is None else str(draft.known(ObjectKind.PERSON, found)["handle"])


def _new_owners(draft: Draft) -> dict[UUID, object]:
    return {
        row_id: line.after
        for (kind, row_id, column), line in draft.lines.items()
        if kind is ObjectKind.GOAL and column == "owner_id" and isinstance(row_id, UUID)
    }


def _parents(draft: Draft, links: list[Row]) -> Iterable[ReorgEffect]:
    """New owners who would not see what their goal contributes to."""
    owners = _new_owners(draft)
    facts = load_goal_facts(draft.case.work, {row["parent_id"] for row in links})
    for row in links:
        owner = owners[row["child_id"]]
        if not isinstance(owner, UUID):
            continue
        if not may(load_actor(draft.case.work, owner), Action.SEE_GOAL, facts[row["parent_id"]]):
            child = draft.standing[ObjectKind.GOAL, row["child_id"]]
            handle = draft.known(ObjectKind.PERSON, owner)["handle"]
            yield ReorgEffect(
                kind=ObjectKind.GOAL,
                key=child["key"],
                title=child["title"],
                loses=Loss.PARENT,
                before=row["key"],
                after=f"linked to {row['key']}, which {handle} does not see",
            )


def _weights(draft: Draft, links: list[Row]) -> Iterable[ReorgEffect]:
    """How much of each goal above rests on goals of leavers, and would be lost with them; who carries it from now on."""
    carried: dict[UUID, list[Row]] = {}
    for row in links:
        line = draft.lines[ObjectKind.GOAL, row["child_id"], "owner_id"]
        if row["kind"] is LinkKind.CONTRIBUTES and row["weight_units"] and row["counts"] and line.loses is Loss.OWNER:
            carried.setdefault(row["parent_id"], []).append(row)
    for rows in carried.values():
        keys = [str(draft.standing[ObjectKind.GOAL, row["child_id"]]["key"]) for row in rows]
        lines = [draft.lines[ObjectKind.GOAL, row["child_id"], "owner_id"] for row in rows]
        heirs = sorted({draft.text("owner_id", line.after) or NOBODY for line in lines})
        share = weight_words(sum(row["weight_units"] for row in rows))
        yield ReorgEffect(
            kind=ObjectKind.GOAL,
            key=rows[0]["key"],
            title=rows[0]["title"],
            loses=Loss.WEIGHT,
            before=f"{share} of {weight_words(rows[0]['weight_all'])} from {_few(keys)}",
            after=f"the same, with {_few(heirs)}",
        )


def _few(words: list[str]) -> str:
    more = f" and {len(words) - NAMED} more" if len(words) > NAMED else ""
    return ", ".join(words[:NAMED]) + more
