"""From what is typed about goals and key results to what is sent, and what the SMART check says of it meanwhile."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from okr.domain.errors import InvalidInput
from okr.domain.quantities import parse_date, parse_number, parse_value, show_number
from okr.domain.smart import check_smart
from okr.domain.smart_facts import SmartGoal, SmartKeyResult
from okr.domain.text import accept_short, accept_title
from okr.domain.vocabulary import DIRECTED_METRICS, Metric
from tui.format import counted
from tui.view_models.goal_card import Letter
from tui.view_models.goal_writing import NewResult
from tui.view_models.goals import Milestone

AUTO = "auto"
"""The kind of a key result that follows from its numbers."""
KINDS: tuple[tuple[str, str], ...] = (
    (AUTO, "by its numbers"),
    (Metric.INCREASE.value, "increase"),
    (Metric.DECREASE.value, "decrease"),
    (Metric.AT_LEAST.value, "keep at least"),
    (Metric.AT_MOST.value, "keep at most"),
    (Metric.BETWEEN.value, "keep between"),
    (Metric.MILESTONES.value, "milestones"),
    (Metric.YES_NO.value, "yes or no"),
    (Metric.BASELINE.value, "find the baseline"),
    (Metric.TRACKED.value, "tracked only"),
)
WIDEST_WEIGHT = Decimal(1000)
RIGHT_DAYS = "write it like 31 Dec, 2026-12-31, tomorrow, +3d, +2w or fri"
"""Days as the forms take them: first as every screen shows them."""
_TWO = re.compile(r"(\S.*?)\s*(?:\.\.+|\u2026|\bto\b)\s*(\S.*)")


@dataclass(frozen=True, slots=True)
class ResultDraft:
    """A key result as it is typed."""

    title: str = ""
    kind: str = AUTO
    baseline: str = ""
    target: str = ""
    measure: str = ""
    due: str = ""
    steps: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.title or self.baseline or self.target or self.measure or self.due or self.steps)

    @property
    def milestones(self) -> str:
        """The milestones as they are typed: in a field of their own, or where a target stands otherwise."""
        return self.steps.strip() or self.target.strip()


def read_day(text: str, *, field: str, today: date | None) -> date:
    """The day that is typed, such as 2026-12-31, 31 Dec, +2w or fri; `today=None` knows days with their year alone."""
    near = None if today is None else _without_year(text, today)
    styles = ("%d %b %Y", "%d %B %Y", "%d.%m.%Y")
    try:
        return near or parse_date(text, today=today, styles=styles, weekdays="future", field=field)
    except InvalidInput as error:
        raise InvalidInput(error.message, hint=error.hint and RIGHT_DAYS, field=field) from None


def _without_year(text: str, today: date) -> date | None:
    """The next such day where only day and month are typed, as in 31 Dec or 31.12."""
    words = " ".join(text.split())
    for year in (today.year, today.year + 1):
        whole = f"{words}{year}" if words.endswith(".") else f"{words} {year}"
        try:
            found = parse_date(whole, today=None, styles=("%d %b %Y", "%d %B %Y", "%d.%m.%Y"))
        except InvalidInput:
            return None
        if found >= today:
            return found
    return None


def read_value(text: str, measure: str, *, field: str) -> Decimal:
    """A number as it is typed for a unit of measure."""
    return parse_value(text, unit=measure, field=field)


def read_weight(text: str) -> Decimal:
    """A weight from 0 to 1,000."""
    value = parse_number(text, field="weight").value
    if not 0 <= value <= WIDEST_WEIGHT:
        raise InvalidInput("weight: is a number from 0 to 1,000", hint="1 is usual, 2 counts twice", field="weight")
    return value


def metric_of(draft: ResultDraft, *, prefix: str) -> Metric:
    """What is measured: as chosen, or as the numbers say (a rise, a fall, a limit such as "<= 5", two as "3 to 5", or none)."""
    if draft.kind != AUTO:
        return Metric(draft.kind)
    target = draft.target.strip()
    if draft.steps.strip():
        return Metric.MILESTONES
    if limits_of(target) is not None:
        return Metric.BETWEEN
    if target.startswith((">=", "\u2265")):
        return Metric.AT_LEAST
    if target.startswith(("<=", "\u2264")):
        return Metric.AT_MOST
    if not target and not draft.baseline.strip():
        return Metric.YES_NO
    if not target or not draft.baseline.strip():
        return Metric.INCREASE
    rise = _limit(draft, prefix=prefix) >= read_value(draft.baseline, draft.measure, field=f"{prefix}baseline")
    return Metric.INCREASE if rise else Metric.DECREASE


def _limit(draft: ResultDraft, *, prefix: str) -> Decimal:
    return read_value(draft.target.lstrip("<>=\u2264\u2265 "), draft.measure, field=f"{prefix}target")


def read_result(draft: ResultDraft, *, prefix: str, today: date) -> NewResult:
    """A key result as it is sent; InvalidInput names the field, with `prefix` before it."""
    title = accept_title(draft.title, field=f"{prefix}title")
    return read_numbers(draft, prefix=prefix, today=today, title=title)


def read_numbers(draft: ResultDraft, *, prefix: str, today: date, title: str) -> NewResult:
    """The same but for its title, which may still be missing while one types."""
    metric = metric_of(draft, prefix=prefix)
    measure = accept_short(draft.measure, field=f"{prefix}measure", required=False) or None
    due = read_day(draft.due, field=f"{prefix}due", today=today) if draft.due.strip() else None
    new = NewResult(title, metric, measure, due_on=due)
    if metric in DIRECTED_METRICS:
        return _directed(new, draft, prefix=prefix)
    if metric in {Metric.AT_LEAST, Metric.AT_MOST}:
        if not draft.target.strip():
            raise InvalidInput(
                f"{prefix}target: which limit is to be kept?", hint="such as 95", field=f"{prefix}target"
            )
        limit = _limit(draft, prefix=prefix)
        return replace(new, lower=limit) if metric is Metric.AT_LEAST else replace(new, upper=limit)
    if metric is Metric.BETWEEN:
        return _between(new, draft, prefix=prefix)
    if metric is Metric.MILESTONES:
        field = f"{prefix}{'steps' if draft.steps.strip() else 'target'}"
        return replace(new, milestones=read_milestones(draft.milestones, field=field, today=today))
    return new


def limits_of(text: str) -> tuple[str, str] | None:
    """The two limits that are typed as "90 to 95" or "90..95"; None where it is something else."""
    found = _TWO.fullmatch(text.strip())
    return (found[1], found[2]) if found is not None else None


def _between(new: NewResult, draft: ResultDraft, *, prefix: str) -> NewResult:
    limits = limits_of(draft.target)
    if limits is None:
        raise InvalidInput(
            f"{prefix}target: between which two limits?", hint="such as 90 to 95", field=f"{prefix}target"
        )
    lower, upper = (read_value(one, draft.measure, field=f"{prefix}target") for one in limits)
    if lower >= upper:
        raise InvalidInput("target: the lower limit comes first", hint="such as 90 to 95", field=f"{prefix}target")
    return replace(new, lower=lower, upper=upper)


def read_milestones(text: str, *, field: str, today: date) -> tuple[Milestone, ...]:
    """Milestones, one a line or parted by semicolons: "Contract signed", "Live | 2" or "Live | 2 | 31 Oct"."""
    found = []
    for line in re.split(r"[;\n]", text):
        title, _, rest = (part.strip() for part in line.partition("|"))
        weight, _, day = (part.strip() for part in rest.partition("|"))
        if not title:
            continue
        found.append(
            Milestone(
                accept_title(title, field=field),
                parse_number(weight, field=field).value if weight else Decimal(1),
                read_day(day, field=field, today=today) if day else None,
            )
        )
    if not found:
        raise InvalidInput(
            "milestones: which ones?", hint="one a line, such as Contract signed | 2 | 31 Oct", field=field
        )
    return tuple(found)


def milestone_lines(milestones: Sequence[Milestone]) -> str:
    """Milestones as they are typed, one a line."""
    return "\n".join(
        " | ".join(
            part
            for part in (
                one.title,
                show_number(one.weight) if one.weight != 1 or one.due_on else "",
                one.due_on.isoformat() if one.due_on else "",
            )
            if part
        )
        for one in milestones
    )


def _directed(new: NewResult, draft: ResultDraft, *, prefix: str) -> NewResult:
    for name, text in (("baseline", draft.baseline), ("target", draft.target)):
        if not text.strip():
            words = "from where?" if name == "baseline" else "to where?"
            raise InvalidInput(f"{name}: {words}", hint="a number, such as 12 or 85 %", field=f"{prefix}{name}")
    baseline = read_value(draft.baseline, draft.measure, field=f"{prefix}baseline")
    target = _limit(draft, prefix=prefix)
    if baseline == target:
        raise InvalidInput(
            "target: is where it starts", hint="write >= or <= before it to keep it there", field=f"{prefix}target"
        )
    if (target > baseline) is not (new.metric is Metric.INCREASE):
        side, other = ("above", Metric.DECREASE) if new.metric is Metric.INCREASE else ("below", Metric.INCREASE)
        start = show_number(baseline, new.measure or "")
        raise InvalidInput(
            f"{prefix}target: {_with_article(new.metric)} aims {side} its baseline, {start}",
            hint=f"swap the two, or choose {other}",
            field=f"{prefix}target",
        )
    return replace(new, baseline=baseline, target=target)


def _with_article(metric: Metric) -> str:
    return f"an {metric}" if metric is Metric.INCREASE else f"a {metric}"


def in_words(new: NewResult) -> str:
    """A key result as a sentence: "increase from 30 to 45 %"."""
    unit = new.measure or ""
    if new.baseline is not None and new.target is not None:
        return f"{new.metric.value} from {show_number(new.baseline)} to {show_number(new.target, unit)}"
    if new.milestones:
        return f"{counted(len(new.milestones), 'milestone')}: {', '.join(one.title for one in new.milestones)}"
    if new.lower is not None and new.upper is not None:
        return f"keep between {show_number(new.lower)} and {show_number(new.upper, unit)}"
    limit = new.lower if new.lower is not None else new.upper
    if limit is not None:
        return f"keep {new.metric.value} {show_number(limit, unit)}"
    return {Metric.BASELINE: "find out where it stands", Metric.TRACKED: "tracked only"}.get(new.metric, "yes or no")


def smart_result(
    draft: ResultDraft, *, name: str, has_past: bool, days: tuple[date | None, date | None], today: date
) -> SmartKeyResult:
    """A key result as the SMART check sees it, as far as it can be read."""
    try:
        new = read_numbers(draft, prefix="", today=today, title=draft.title)
    except InvalidInput:
        new = _as_far_as_read(draft)
    return SmartKeyResult(
        key=name,
        title=new.title,
        metric=new.metric,
        baseline=new.baseline,
        target=new.target,
        unit_of_measure=new.measure or "",
        starts_on=days[0],
        due_on=new.due_on or days[1],
        has_history=has_past,
        lower=new.lower,
        upper=new.upper,
    )


def _as_far_as_read(draft: ResultDraft) -> NewResult:
    """What is right of a key result of which something cannot be read; two numbers the wrong way round are both read."""
    chosen = Metric(draft.kind) if draft.kind != AUTO else None
    metric = chosen or (Metric.INCREASE if draft.baseline or draft.target else Metric.YES_NO)
    new = NewResult(draft.title, metric, draft.measure)
    if metric not in DIRECTED_METRICS:
        return new
    baseline, target = (_read_or_none(text, draft.measure) for text in (draft.baseline, draft.target))
    if chosen is None and baseline is not None and target is not None and target < baseline:
        new = replace(new, metric=Metric.DECREASE)
    return replace(new, baseline=baseline, target=target)


def _read_or_none(text: str, measure: str) -> Decimal | None:
    try:
        return read_value(text.lstrip("<>=\u2264\u2265 "), measure, field="target") if text.strip() else None
    except InvalidInput:
        return None


def letters_of(goal: SmartGoal) -> tuple[Letter, ...]:
    """What the SMART check says of a goal that is not written yet."""
    return tuple(Letter(one.letter, one.verdict, one.reason, one.proposal, one.key) for one in check_smart(goal))


def result_drafts(texts: Mapping[str, str], count: int) -> Sequence[ResultDraft]:
    """The key results that are typed into fields called r1-title, r1-baseline and so on."""
    return [
        ResultDraft(
            **{name: texts.get(f"r{number}-{name}", "") for name in ("title", "baseline", "target", "measure", "due")},
            kind=texts.get(f"r{number}-kind", AUTO),
        )
        for number in range(1, count + 1)
    ]
