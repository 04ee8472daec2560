"""`okr initiative new|edit|done|remove|list`: the work under goals and key results."""

import click

from okr.cli.blockers import one_scope
from okr.cli.conversation_views import initiative_parts, initiative_table
from okr.cli.groups import OkrGroup, command
from okr.cli.options import clear_option, edit, key_option, request, version_option
from okr.cli.output import lines, print_one, print_page
from okr.cli.session import Session


@click.group(
    "initiative",
    cls=OkrGroup,
    lazy={
        "new": ("okr.cli.initiatives:new", "Write an initiative under a goal or key result."),
        "edit": ("okr.cli.initiatives:edit_initiative", "Change an initiative; what is left out stays."),
        "done": ("okr.cli.initiatives:done", "Say that an initiative is done, or with --not that it is not."),
        "remove": ("okr.cli.initiatives:remove", "Take away an initiative that was written by mistake."),
        "list": ("okr.cli.initiatives:list_initiatives", "What is to be done."),
    },
    examples=("okr initiative new CARE-7.2 'Hire two agents' --due 2026-05-29", "okr initiative done CARE-7~1"),
)
def initiative() -> None:
    """Initiatives: the work under goals and key results.

    It never counts towards progress: results do. CARE-7~2 is number 2 of CARE-7.
    """


@command(
    "new",
    answers="initiatives.InitiativeView",
    examples=("okr initiative new CARE-7.2 'Hire two agents' --owner dana --due 2026-05-29",),
)
@click.argument("of")
@click.argument("title")
@click.option("--owner", metavar="PERSON", help="Who has it to do; the acting person if left out.")
@click.option("--due", "due_on", metavar="DAY", help="The day by which it is to be done.")
@click.option("--external-id", metavar="TEXT", help="Its id in another system.")
@key_option()
@click.pass_obj
def new(session: Session, /, due_on: str | None, idempotency_key: str | None, **given: object) -> None:
    """Write an initiative under a goal or key result.

    OF is its key: CARE-7 or CARE-7.2.
    """
    from okr.contract.initiatives import CreateInitiative

    day = session.day(due_on, name="due", future=True)
    view = session.call(request(CreateInitiative, due_on=day, **given), key=idempotency_key)
    print_one(session, view, lambda look: initiative_parts(view, look))


@command(
    "edit",
    answers="initiatives.InitiativeView",
    examples=("okr initiative edit CARE-7~1 --due 2026-06-05", "okr initiative edit CARE-7~1 --clear owner"),
)
@click.argument("initiative")
@click.option("--title", metavar="TEXT", help="What it is.")
@click.option("--owner", metavar="PERSON", help="Who has it to do.")
@click.option("--due", "due_on", metavar="DAY", help="The day by which it is to be done.")
@click.option("--of", "key_result", metavar="KEY", help="The key result of the same goal that it is for.")
@click.option("--external-id", metavar="TEXT", help="Its id in another system.")
@clear_option("owner", "due_on", "key_result", "external_id")
@version_option()
@key_option()
@click.pass_obj
def edit_initiative(
    session: Session,
    /,
    initiative: str,
    due_on: str | None,
    clear: tuple[str, ...],
    version: int | None,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Change an initiative; what is left out stays."""
    from okr.contract.initiatives import EditInitiative

    changes = {**given, "due_on": session.day(due_on, name="due", future=True)}
    wanted = edit(EditInitiative, changes, fixed={"key": initiative, "version": version}, cleared=clear)
    view = session.call(wanted, key=idempotency_key)
    print_one(session, view, lambda look: initiative_parts(view, look))


@command(
    "done",
    answers="initiatives.InitiativeView",
    examples=("okr initiative done CARE-7~1", "okr initiative done CARE-7~1 --date yesterday"),
)
@click.argument("initiative")
@click.option("--date", "done_on", metavar="DAY", help="The day on which it was done; today if left out.")
@click.option("--not", "reopens", is_flag=True, help="It is not done after all.")
@version_option()
@key_option()
@click.pass_obj
def done(
    session: Session,
    /,
    initiative: str,
    done_on: str | None,
    reopens: bool,
    version: int | None,
    idempotency_key: str | None,
) -> None:
    """Say that an initiative is done, or with --not that it is not."""
    from okr.contract.initiatives import EditInitiative

    if reopens and done_on is not None:
        raise click.UsageError("--not takes no --date", click.get_current_context())
    day = None if reopens else session.day(done_on, name="date") or session.today()
    given = {"key": initiative, "done_on": day} | ({} if version is None else {"version": version})
    view = session.call(EditInitiative.model_validate(given), key=idempotency_key)
    print_one(session, view, lambda look: initiative_parts(view, look))


@command("remove", answers="base.Done", examples=("okr initiative remove CARE-7~1",))
@click.argument("initiative")
@version_option()
@key_option()
@click.pass_obj
def remove(session: Session, /, initiative: str, version: int | None, idempotency_key: str | None) -> None:
    """Take away an initiative that was written by mistake."""
    from okr.contract.initiatives import RemoveInitiative

    done = session.call(RemoveInitiative(key=initiative, version=version), key=idempotency_key)
    print_one(session, done, lambda look: [lines(done.message)])


@command(
    "list",
    lists="initiatives.InitiativeView",
    examples=("okr initiative list", "okr initiative list --key CARE-7", "okr initiative list --team --within 14"),
)
@click.option("--mine", is_flag=True, help="What I have to do; so if left out.")
@click.option("--team", is_flag=True, help="My team's: of the units that I lead and of those who report to me.")
@click.option("--all", "everything", is_flag=True, help="All that I may see, on one page.")
@click.option("--person", metavar="PERSON", help="What this person has to do.")
@click.option("--key", metavar="KEY", help="Of this goal or key result, what is done too.")
@click.option("--done", "done", is_flag=True, help="What is done.")
@click.option("--within", "within_days", type=click.IntRange(0, 366), metavar="DAYS", help="Due by then.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, metavar="N", help="Items on a page."
)
@click.option("--cursor", metavar="TEXT", help="Where the page before this one ended.")
@click.pass_obj
def list_initiatives(
    session: Session, /, mine: bool, team: bool, everything: bool, done: bool, **given: object
) -> None:
    """What is to be done: mine, with --team my team's, with --all all that I may see.

    The longest due comes first.
    """
    from okr.contract.initiatives import ListInitiatives

    scope = one_scope(mine, team, everything, named=bool(given.get("person")))
    wanted = request(ListInitiatives, scope=scope, done=done or None, **given)
    print_page(session, wanted, everything=everything, draw=initiative_table)
