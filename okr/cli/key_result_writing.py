"""`okr kr new|edit|feed|unfeed`: key results are written and changed."""

from collections.abc import Sequence
from decimal import Decimal

import click

from okr.cli.groups import command
from okr.cli.key_result_views import key_result_parts
from okr.cli.options import (
    NUMBER,
    Function,
    Word,
    clear_option,
    edit,
    effective_option,
    key_option,
    request,
    version_option,
)
from okr.cli.output import print_one
from okr.cli.session import Session
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import FeedMethod, KeyResultState, Metric, Source, SurveyKind

VALUES = ("baseline", "target", "stretch", "lower", "upper", "amber_lower", "amber_upper")


def _measured(function: Function) -> Function:
    """The options that say what is measured."""
    options = [
        click.option(
            "--unit-of-measure", "--in", "unit_of_measure", metavar="TEXT", help="What it counts: hours, %, EUR, ..."
        ),
        click.option("--baseline", "--from", "baseline", metavar="NUMBER", help="Where it starts."),
        click.option("--target", "--to", "target", metavar="NUMBER", help="Where it is to end."),
        click.option("--stretch", metavar="NUMBER", help="What would be more than the target."),
        click.option("--at-least", "lower", metavar="NUMBER", help="The lower limit that is to be kept."),
        click.option("--at-most", "upper", metavar="NUMBER", help="The upper limit that is to be kept."),
        click.option("--amber-lower", metavar="NUMBER", help="Below this, inside the limits, it is at risk."),
        click.option("--amber-upper", metavar="NUMBER", help="Above this, inside the limits, it is at risk."),
        click.option(
            "--checkpoint",
            "checkpoints",
            multiple=True,
            metavar="DAY=NUMBER",
            help="What is expected on a day; repeatable.",
        ),
        click.option(
            "--milestone",
            "milestones",
            multiple=True,
            metavar="TEXT",
            help="'TITLE', 'TITLE|WEIGHT' or 'TITLE|WEIGHT|DAY'.",
        ),
        click.option("--starts", "starts_on", metavar="DAY", help="The first day; the goal's if left out."),
        click.option("--due", "due_on", metavar="DAY", help="The last day; the goal's if left out."),
        click.option("--cadence", metavar="WORD", help="How often to check in: weekly, monthly, ... or an RRULE."),
        click.option("--grace-days", type=click.IntRange(0, 60), metavar="N", help="Days a check-in may be late."),
        click.option("--weight", type=NUMBER, metavar="NUMBER", help="Its weight in the goal."),
        click.option("--owner", metavar="PERSON", help="Who answers for it; the goal's owner if left out."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@command(
    "new",
    answers="key_results.KeyResultView",
    examples=(
        "okr kr new CARE-7 'Median time to a first reply' --from 24 --to 4 --in hours",
        "okr kr new CARE-7 'Answered in time' --at-least 95% --cadence weekly --guardrail",
        "okr kr new CARE-7 'Pilot' --milestone 'Contract signed' --milestone 'Live|2|2026-05-31'",
        "okr kr new CARE-7 'Which touchpoint hurts most' --metric baseline",
    ),
)
@click.argument("goal")
@click.argument("title")
@click.option("--metric", type=Word(Metric), help="How it is measured; follows from the numbers where it can.")
@_measured
@click.option("--survey", type=Word(SurveyKind), help="The survey score that it holds.")
@click.option("--minimum-answers", type=click.IntRange(min=0), metavar="N", help="Fewer answers cannot turn it green.")
@click.option("--source", type=Word(Source), help="Where its readings come from; typed in if left out.")
@click.option("--guardrail", is_flag=True, help="Broken, it lets its goal show at best at risk.")
@click.option("--external-id", metavar="TEXT", help="Its id in another system.")
@effective_option("the key result")
@key_option()
@click.pass_obj
def new(
    session: Session,
    /,
    goal: str,
    title: str,
    metric: Metric | None,
    idempotency_key: str | None,
    guardrail: bool,
    effective_on: str | None,
    **given: object,
) -> None:
    """Add a key result to a goal.

    It goes from a baseline to a target, keeps limits, counts milestones, or is a yes or no.
    """
    from okr.contract.key_results import CreateKeyResult

    fields = _definition(session, given, _text(given.get("unit_of_measure")))
    wanted = {
        "title": title,
        "metric": metric or _metric(fields),
        "guardrail": guardrail or None,
        "effective_on": session.day(effective_on, name="date"),
        **fields,
    }
    kept = {name: value for name, value in wanted.items() if value is not None and value != ()}
    view = session.call(request(CreateKeyResult, goal=goal, key_result=kept), key=idempotency_key)
    print_one(session, view, lambda look: key_result_parts(view, look))


@command(
    "edit",
    answers="key_results.KeyResultView",
    examples=(
        "okr kr edit CARE-7.2 --to 6 --reason 'the new team starts in May'",
        "okr kr edit CARE-7.2 --state achieved",
        "okr kr edit CARE-7.2 --clear stretch --version 3",
    ),
)
@click.argument("key_result")
@click.option("--title", metavar="TEXT", help="A new title.")
@_measured
@click.option("--guardrail/--no-guardrail", default=None, help="Whether it caps its goal while it is broken.")
@click.option("--state", type=Word(KeyResultState), help="Close it, give it up, or open it again.")
@click.option("--reason", metavar="TEXT", help="Why it changes; needed for what is in the target ledger.")
@clear_option("stretch", "amber_lower", "amber_upper", "checkpoints", "owner", "starts_on", "due_on", "unit_of_measure")
@effective_option()
@version_option()
@key_option()
@click.pass_obj
def edit_key_result(
    session: Session,
    /,
    key_result: str,
    idempotency_key: str | None,
    clear: tuple[str, ...],
    version: int | None,
    reason: str | None,
    effective_on: str | None,
    **given: object,
) -> None:
    """Change a key result; what is left out stays.

    Once its goal is active, a change of baseline, target, limits, weight, owner or due day needs a reason and is
    written to the target ledger. Before that, --from and --to given together may turn an increase into a decrease.
    """
    from okr.contract.key_results import EditKeyResult

    day = session.day(effective_on, name="date")
    unit = _text(given.get("unit_of_measure")) or _known_unit(session, key_result, given)
    changes = _definition(session, given, unit) | {"unit_of_measure": given.get("unit_of_measure")}
    fixed = {"key": key_result, "version": version, "reason": reason, "effective_on": day}
    change = edit(EditKeyResult, changes, fixed=fixed, cleared=clear)
    view = session.call(change, key=idempotency_key)
    print_one(session, view, lambda look: key_result_parts(view, look))


@command(
    "feed",
    answers="key_results.KeyResultView",
    examples=("okr kr feed CARE-7.1 ACME-1.2 --method sum", "okr kr feed CARE-8.1 ACME-1.2 --weight 2"),
)
@click.argument("child")
@click.argument("parent")
@click.option("--method", type=Word(FeedMethod), help="How the values become one; sum if left out.")
@click.option("--weight", type=NUMBER, metavar="NUMBER", help="Its weight in a weighted mean.")
@effective_option("the feed")
@key_option()
@click.pass_obj
def feed(
    session: Session,
    /,
    child: str,
    parent: str,
    effective_on: str | None,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Let a key result feed another one of the same unit of measure (R3)."""
    from okr.contract.key_results import FeedKeyResult

    day = session.day(effective_on, name="date")
    wanted = request(FeedKeyResult, child=child, parent=parent, effective_on=day, **given)
    view = session.call(wanted, key=idempotency_key)
    print_one(session, view, lambda look: key_result_parts(view, look))


@command("unfeed", answers="key_results.KeyResultView", examples=("okr kr unfeed CARE-7.1 ACME-1.2",))
@click.argument("child")
@click.argument("parent")
@effective_option()
@key_option()
@click.pass_obj
def unfeed(session: Session, /, child: str, parent: str, effective_on: str | None, idempotency_key: str | None) -> None:
    """Stop a key result from feeding another one."""
    from okr.contract.key_results import UnfeedKeyResult

    day = session.day(effective_on, name="date")
    view = session.call(request(UnfeedKeyResult, child=child, parent=parent, effective_on=day), key=idempotency_key)
    print_one(session, view, lambda look: key_result_parts(view, look))


def _definition(session: Session, given: dict[str, object], unit: str | None) -> dict[str, object]:
    """What is measured, with numbers and days read."""
    fields = dict(given)
    for name in VALUES:
        text = _text(fields.get(name))
        if text is not None:
            fields[name], unit = _value(text, unit, name.replace("_", "-"))
    fields["unit_of_measure"] = unit
    fields["checkpoints"] = tuple(_checkpoint(session, text, unit) for text in _texts(given.get("checkpoints")))
    fields["milestones"] = tuple(_milestone(session, text) for text in _texts(given.get("milestones")))
    for name in ("starts_on", "due_on"):
        fields[name] = session.day(_text(given.get(name)), name=name.removesuffix("_on"), future=True)
    return fields


def _value(text: str, unit: str | None, field: str) -> tuple[Decimal, str | None]:
    """The number, and the unit of measure: a percent sign says that it is %, where nothing else does."""
    from okr.domain.quantities import parse_value

    known = unit if unit is not None else "%" if text.rstrip().endswith(("%", "%)")) else None
    return parse_value(text, unit=known or "", field=field), known


def _checkpoint(session: Session, text: str, unit: str | None) -> dict[str, object]:
    day, sign, value = text.partition("=")
    if not sign:
        raise InvalidInput("checkpoint: it says no value", hint="write it like 2026-05-31=20", field="checkpoint")
    return {"day": session.day(day, name="checkpoint", future=True), "value": _value(value, unit, "checkpoint")[0]}


def _milestone(session: Session, text: str) -> dict[str, object]:
    from okr.domain.quantities import parse_number

    title, _, rest = text.partition("|")
    weight, _, day = rest.partition("|")
    fields: dict[str, object] = {"title": title.strip()}
    if weight.strip():
        fields["weight"] = parse_number(weight, field="milestone").value
    if day.strip():
        fields["due_on"] = session.day(day, name="milestone", future=True)
    return fields


def _metric(fields: dict[str, object]) -> Metric:
    """How it is measured, where the numbers leave no doubt."""
    baseline, target = fields.get("baseline"), fields.get("target")
    if fields.get("milestones"):
        return Metric.MILESTONES
    if fields.get("lower") is not None or fields.get("upper") is not None:
        both = fields.get("lower") is not None and fields.get("upper") is not None
        return Metric.BETWEEN if both else Metric.AT_LEAST if fields.get("lower") is not None else Metric.AT_MOST
    if isinstance(target, Decimal):
        start = baseline if isinstance(baseline, Decimal) else Decimal(0)
        return Metric.DECREASE if target < start else Metric.INCREASE
    words = ", ".join(metric.value.replace(" ", "-") for metric in Metric)
    raise InvalidInput(
        "what is measured is not said",
        hint=f"give --from and --to, --at-least or --at-most, --milestone, or --metric ({words})",
        field="metric",
    )


def _known_unit(session: Session, key: str, given: dict[str, object]) -> str | None:
    """The unit of measure that the key result has, asked for only where a value is given."""
    if all(given.get(name) is None for name in VALUES) and not given.get("checkpoints"):
        return None
    from okr.contract.key_results import ShowKeyResult

    return session.call(ShowKeyResult(key=key)).unit_of_measure or ""


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> Sequence[str]:
    return value if isinstance(value, tuple) else ()
