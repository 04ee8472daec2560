"""Recording what stands in the grid, and what stands there already where somebody was faster."""

from collections.abc import Sequence

from okr.client.backend import Backend
from okr.contract.check_ins import CheckInView, ListCheckIns, NewCheckIn, RecordCheckIns, SkippedCheckIn
from okr.contract.organisation import WhoAmI
from okr.domain.errors import OkrError
from tui.drafting import rows_refused
from tui.reading.check_ins import check_in, recorded
from tui.view_models.check_ins import CheckInItem, Overtaken, Reading, Recorded, Skipped

MOST_LOOKED_AT = 20
"""So many refused rows are looked at for what others recorded: one question each."""
NEWEST = 100
"""So many check-ins of a row are read for the one with the highest number: the newest by day may be an older one."""


def record(
    backend: Backend, drafts: Sequence[Reading], skipped: Sequence[Skipped], *, key: str
) -> Recorded | Overtaken:
    """Write readings, all or nothing; what others recorded since is answered, any other refusal raised."""
    rows = tuple(
        NewCheckIn(
            key=draft.key,
            value=draft.value,
            confidence=draft.confidence,
            note=draft.note,
            blocker=draft.blocker,
            corrects=draft.corrects,
            after=draft.after,
        )
        for draft in drafts
    )
    left = tuple(SkippedCheckIn(key=one.key, reason=one.reason) for one in skipped)
    try:
        return recorded(backend.call(RecordCheckIns(check_ins=rows, skipped=left), key=key))
    except OkrError as error:
        found = _by_others(backend, [drafts[row] for row in rows_refused(error.message) if row < len(drafts)])
        if not found:
            raise
        return Overtaken(found, error.message, error.field)


def _by_others(backend: Backend, refused: Sequence[Reading]) -> dict[str, CheckInItem]:
    """By key the newest check-in of the refused rows in which there is one that was not seen."""
    found: dict[str, CheckInItem] = {}
    for draft in [draft for draft in refused if draft.after is not None][:MOST_LOOKED_AT]:
        newest = max(backend.call(ListCheckIns(key=draft.key, limit=NEWEST)).items, key=_number, default=None)
        if newest is not None and draft.after is not None and newest.number > draft.after:
            found[draft.key] = check_in(newest, me=backend.call(WhoAmI()).handle)
    return found


def _number(view: CheckInView) -> int:
    return view.number
