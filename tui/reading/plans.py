"""Plan reports and outlines as view models."""

import re

from okr.contract.plans import PlanReport
from okr.domain.vocabulary import GoalState, Status
from okr.exchange.outline.building import Outline, counts_of
from tui.reading.basics import clean, text
from tui.view_models.plans import (
    ConflictItem,
    DeedItem,
    EffectItem,
    FieldChange,
    LettersItem,
    OutlineLook,
    PlanLook,
    RemarkItem,
)

_OPTION_HINT = re.compile(r" --[a-z-]+ '\.\.\.'$")
"""The option of a command that would mend it, at the end of a finding; a screen has a field for it."""


def plan_look(report: PlanReport, *, file_text: str, name: str, trouble: str | None = None) -> PlanLook:
    """What a plan does; findings carry "plan.yaml:12:5"."""
    return PlanLook(
        text=file_text,
        written=report.written,
        deeds=tuple(
            DeedItem(
                deed=one.deed.value,
                kind=clean(one.kind),
                key=clean(one.key),
                title=clean(one.title),
                changes=tuple(
                    FieldChange(clean(change.field), text(change.before), text(change.after)) for change in one.changes
                ),
            )
            for one in report.deeds
        ),
        untouched=report.untouched,
        effects=tuple(
            EffectItem(
                key=clean(one.key),
                title=clean(one.title),
                is_above=one.is_ancestor,
                progress_before=one.progress_before,
                progress_after=one.progress_after,
                status_before=_standing(one.state_before, one.status_before),
                status_after=_standing(one.state_after, one.status_after),
            )
            for one in report.effects
        ),
        letters=tuple(
            LettersItem(clean(one.key), clean(one.title), clean(one.letters), tuple(map(clean, one.failing)))
            for one in report.letters
        ),
        contracts=tuple(clean(f"{one.parent}+{one.number} {one.words}") for one in report.contracts),
        conflicts=tuple(
            ConflictItem(clean(one.key), clean(one.field), text(one.now), text(one.planned)) for one in report.conflicts
        ),
        remarks=tuple(
            RemarkItem(
                level=one.level,
                where=clean(f"{name}:{one.line}:{one.column}" if one.line else name),
                message=clean(_OPTION_HINT.sub("", one.message)),
            )
            for one in report.findings
        ),
        trouble=None if trouble is None else clean(trouble),
    )


def outline_look(found: Outline, *, proposal: str, named: frozenset[str]) -> OutlineLook:
    """What was understood of a document; `named` are the roles for which somebody was named."""
    roles = {goal.owner for goal in found.goals} | {one.owner for goal in found.goals for one in goal.results}
    return OutlineLook(
        text=proposal,
        counts=counts_of(found),
        remarks=tuple(map(clean, found.remarks)),
        roles=tuple(sorted({clean(role) for role in roles if role is not None and role not in named})),
    )


def _standing(state: GoalState | None, status: Status | None) -> Status | GoalState | None:
    return status if state in {None, GoalState.ACTIVE} else state
