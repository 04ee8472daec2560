"""`okr reorg`: people leave, teams move, merge and split; shown before it is done, then done whole."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okr.cli.groups import OkrGroup, command
from okr.cli.options import Function, key_option
from okr.cli.output import print_one
from okr.cli.reorg_views import plan_parts
from okr.cli.session import Session

if TYPE_CHECKING:
    from okr.contract.reorgs import ReorgStep


@click.group(
    "reorg",
    cls=OkrGroup,
    lazy={
        "plan": ("okr.cli.reorg:plan", "Show what a reorganisation would change."),
        "apply": ("okr.cli.reorg:apply", "Do a reorganisation whole, in one transaction."),
    },
    examples=("okr reorg plan --person dana --leaves 2026-03-31", "okr reorg apply reorg.csv"),
)
def reorg() -> None:
    """People come and go, teams move and merge: planned, then applied."""


def _steps(function: Function) -> Function:
    """What a reorganisation consists of: a file, or one step in options."""
    options = [
        click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        click.option("--person", metavar="PERSON", help="Whom it is about; with --leaves, --manager or --into."),
        click.option("--leaves", metavar="DAY", help="The last day; what they held goes to --to, else to the manager."),
        click.option("--to", metavar="PERSON", help="Who takes over from a leaver."),
        click.option("--manager", metavar="PERSON", help="The new manager."),
        click.option("--into", metavar="UNIT", help="The unit that the person goes to."),
        click.option("--unit", metavar="UNIT", help="Which unit; with --parent, --lead, --merge-into or --split."),
        click.option("--parent", metavar="UNIT", help="The unit that it goes below."),
        click.option("--lead", metavar="PERSON", help="The new lead."),
        click.option("--merge-into", metavar="UNIT", help="The unit that takes up its people, goals and units."),
        click.option("--split", metavar="KEY", help="The key of the new unit that is split off."),
        click.option("--name", metavar="TEXT", help="The name of the new unit."),
        click.option(
            "--with", "others", multiple=True, metavar="KEY", help="A person or goal that goes to it; repeatable."
        ),
        click.option("--date", "effective_on", metavar="DAY", help="The day from which it holds; today if left out."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@command(
    "plan",
    answers="reorgs.ReorgPlan",
    examples=(
        "okr reorg plan reorg.csv",
        "okr reorg plan --person dana --leaves 2026-03-31 --to @kim",
        "okr reorg plan --unit HELP --merge-into CARE --json",
        "okr reorg plan --unit HELP --split CHAT --name 'Chat Team' --with @emil --with HELP-3",
    ),
)
@_steps
@click.pass_obj
def plan(session: Session, /, file: Path | None, **given: object) -> None:
    """Show what a reorganisation would change.

    It says who answers for what then, what would be lost otherwise, and who would still see it; nothing is written.
    FILE is a table with the columns what, who, action, to, date and name.
    """
    from okr.contract.reorgs import PlanReorg

    found = session.call(PlanReorg(steps=_read(session, file, given)))
    print_one(session, found, lambda look: plan_parts(found, look))


@command(
    "apply",
    does="reorgs.apply",
    answers="reorgs.ReorgPlan",
    examples=(
        "okr reorg apply reorg.csv --state 20260216090000000000-0123456789abcdef0123456789abcdef",
        "okr reorg apply --person dana --leaves 2026-03-31 --yes",
    ),
)
@_steps
@click.option(
    "--state", metavar="TEXT", help="The state that the plan printed; refuse where it is another by now (exit 5)."
)
@click.option("--yes", is_flag=True, help="Do not ask; needed where there is no terminal and no --state.")
@key_option()
@click.pass_obj
def apply(
    session: Session, /, file: Path | None, state: str | None, yes: bool, idempotency_key: str | None, **given: object
) -> None:
    """Do a reorganisation whole, in one transaction.

    On a terminal it shows the plan and asks. With --state it is refused where what it touches was changed since.
    """
    from okr.contract.reorgs import ApplyReorg, PlanReorg

    steps = _read(session, file, given)
    if state is None and not yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()) or session.wants_json:
            raise click.UsageError("without a terminal it takes --state, which okr reorg plan prints, or --yes")
        found = session.call(PlanReorg(steps=steps))
        print_one(session, found, lambda look: plan_parts(found, look))
        session.agree("Apply it?", "reorgs.apply")
        state = found.state
    done = session.call(ApplyReorg(steps=steps, state=state), key=idempotency_key)
    print_one(session, done, lambda look: plan_parts(done, look))


def _read(session: Session, file: Path | None, given: dict[str, object]) -> "tuple[ReorgStep, ...]":
    """The steps of the file, or the one that the options say."""
    words = {name: value for name, value in given.items() if isinstance(value, str)}
    if file is not None:
        if words or given["others"]:
            raise click.UsageError("a file holds all steps; leave the other options out")
        from okr.exchange.reorgs import read_steps

        return read_steps(file)
    if "person" in words:
        return _of_person(session, words)
    if "unit" in words:
        others = given["others"]
        return _of_unit(session, words, others if isinstance(others, tuple) else ())
    raise click.UsageError("say what happens: a FILE, --person or --unit")


def _of_person(session: Session, words: dict[str, str]) -> "tuple[ReorgStep, ...]":
    person = words.pop("person")
    if "leaves" in words:
        day = session.day(words.pop("leaves"), name="leaves", future=True)
        _refuse_others(words, "to")
        return (_step("person", person, "leaves", to=words.get("to"), on=day),)
    on = session.day(words.pop("effective_on", None), name="date")
    actions = {"manager": "manager", "into": "unit"}
    steps = tuple(_step("person", person, actions[name], to=words[name], on=on) for name in actions if name in words)
    _refuse_others(words, *actions)
    if not steps:
        raise click.UsageError("--person takes --leaves, --manager or --into")
    return steps


def _of_unit(session: Session, words: dict[str, str], others: tuple[str, ...]) -> "tuple[ReorgStep, ...]":
    unit, on = words.pop("unit"), session.day(words.pop("effective_on", None), name="date")
    actions = {"parent": "parent", "lead": "lead", "merge_into": "merge", "split": "split"}
    _refuse_others(words, *actions, *(("name",) if "split" in words else ()))
    chosen = [name for name in actions if name in words]
    if not chosen or (others and "split" not in chosen):
        raise click.UsageError("--unit takes --parent, --lead, --merge-into, or --split with --name and --with")
    if "split" not in words:
        return tuple(_step("unit", unit, actions[name], to=words[name], on=on) for name in chosen)
    new = words["split"]
    steps = [_step("unit", unit, "split", to=new, on=on, name=words.get("name"))]
    if "lead" in words:
        steps.append(_step("unit", new, "lead", to=words["lead"], on=on))
    steps += [_step("goal" if _is_goal(other) else "person", other, "unit", to=new, on=on) for other in others]
    return tuple(steps)


def _is_goal(text: str) -> bool:
    """Whether a word is the key of a goal (HELP-3) rather than somebody's handle or address."""
    prefix, _, number = text.rpartition("-")
    return not text.startswith("@") and prefix.isalnum() and prefix.isupper() and number.isdigit()


def _step(
    what: str, who: str, action: str, *, to: str | None = None, on: date | None = None, name: str | None = None
) -> "ReorgStep":
    from okr.contract.reorgs import ReorgStep

    return ReorgStep.model_validate({"what": what, "who": who, "action": action, "to": to, "on": on, "name": name})


def _refuse_others(words: dict[str, str], *fitting: str) -> None:
    unfit = sorted(words.keys() - set(fitting))
    if unfit:
        named = ", ".join(f"--{name.replace('effective_on', 'date').replace('_', '-')}" for name in unfit)
        raise click.UsageError(f"{named} does not fit here")
