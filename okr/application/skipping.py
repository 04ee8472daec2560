"""Leaving a key result without a reading on purpose: the reason is said on it, in the same step as the readings of others."""

from collections.abc import Sequence

from okr.application.case import WriteCase
from okr.application.check_ins import together
from okr.application.comments import add_comment
from okr.application.finding import find_key_result
from okr.application.skips import WORDS
from okr.contract.check_ins import SkippedCheckIn
from okr.contract.comments import AddComment
from okr.domain.errors import OkrError
from okr.domain.policy import Action
from okr.domain.text import accept_long_text


def skip(case: WriteCase, skipped: Sequence[SkippedCheckIn], *, first: int) -> None:
    """Say why there is no reading of some key results, all or nothing; `first` is the row of the first one, for errors.

    Whoever may check in may say it. A person who is mentioned in the reason is told, as in any comment.
    """
    wrong: list[tuple[int, OkrError]] = []
    for row, one in enumerate(skipped, start=first):
        try:
            found = find_key_result(case, one.key)
            case.require(Action.CHECK_IN, found.goal.facts)
            reason = accept_long_text(one.reason, field="note", required=True)
            add_comment(case, AddComment(on=str(found.row.key), text=f"{WORDS}: {reason}"))
        except OkrError as error:
            wrong.append((row, error))
    if wrong:
        raise together(wrong)
