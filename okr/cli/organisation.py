"""`okr init`, `okr whoami` and `okr org`: the company itself and who is asking."""

from typing import TYPE_CHECKING

import click

from okr.cli.cells import count_cell, person_words
from okr.cli.groups import CONTEXT, OkrGroup, command
from okr.cli.look import Look
from okr.cli.options import clear_option, edit, key_option, request, version_option
from okr.cli.output import Printable, lines, print_one
from okr.cli.session import Session
from okr.cli.table import Lines, cell, facts
from okr.domain.wording import counted

if TYPE_CHECKING:
    from okr.contract.organisation import InitOrganisation, Me, OrganisationView


@command(
    "init",
    does="organisation.init",
    answers="organisation.OrganisationView",
    examples=(
        "okr init Acme --owner 'Ada Berg' --email ada@acme.example --time-zone Europe/Berlin",
        "okr init Acme --url ./acme.sqlite --prefix ACME --vision 'Customers who come back'",
    ),
)
@click.argument("name")
@click.option(
    "--owner", "owner_name", metavar="NAME", help="Who owns the company here; this machine's user if left out."
)
@click.option("--email", "owner_email", metavar="ADDRESS", help="The owner's e-mail address.")
@click.option("--handle", "owner_handle", metavar="WORD", help="The owner's handle; made from the name if left out.")
@click.option(
    "--prefix", "unit_prefix", metavar="WORD", help="Begins the keys of the company's own goals, such as ACME."
)
@click.option("--time-zone", metavar="ZONE", help="The company's time zone, such as Europe/Berlin; UTC if left out.")
@click.option("--vision", metavar="TEXT", help="What all of it is for.")
@click.option("--value", "service_values", multiple=True, metavar="TEXT", help="A service value; repeatable.")
@click.option(
    "--fiscal-month",
    "fiscal_year_starts_month",
    type=click.IntRange(1, 12),
    metavar="N",
    help="The first month of its year.",
)
@click.option("--cadence", metavar="WORD", help="How often to check in unless said otherwise; weekly if left out.")
@click.option("--cycle", "cycle_key", metavar="KEY", help="The key of the first cycle, such as 2026-Q1.")
@key_option()
@click.pass_obj
def init(session: Session, /, owner_name: str | None, idempotency_key: str | None, **given: object) -> None:
    """Create a company, its first cycle and its owner.

    It is kept in a file of its own in the data folder, or where --url or OKR_URL says.
    """
    from okr.contract.organisation import InitOrganisation

    wanted = request(InitOrganisation, owner_name=owner_name or _user_of_this_machine(), **given)
    place, view = _found(session, wanted, idempotency_key)
    print_one(session, view, lambda look: [*_organisation_parts(view, look), _next_steps(view, place)])


@command("whoami", answers="organisation.Me", examples=("okr whoami", "okr whoami --as dana --json"))
@click.pass_obj
def whoami(session: Session, /) -> None:
    """The acting person, and the facts that give rights."""
    from okr.contract.organisation import WhoAmI

    me = session.call(WhoAmI())
    print_one(session, me, lambda look: _me_parts(me, look))


@click.group(
    "org",
    cls=OkrGroup,
    context_settings=CONTEXT,
    lazy={
        "tree": ("okr.cli.org_tree:tree", "The organisation as a tree of units."),
        "show": ("okr.cli.organisation:show", "The organisation and its settings."),
        "edit": ("okr.cli.organisation:edit_organisation", "Change settings of the organisation."),
    },
    examples=("okr org tree --people", "okr org edit --time-zone Europe/Berlin"),
)
def org() -> None:
    """The organisation: its tree and its settings."""


@command("show", answers="organisation.OrganisationView", examples=("okr org show", "okr org show --json"))
@click.pass_obj
def show(session: Session, /) -> None:
    """The organisation and its settings."""
    from okr.contract.organisation import ShowOrganisation

    view = session.call(ShowOrganisation())
    print_one(session, view, lambda look: _organisation_parts(view, look))


@command(
    "edit",
    answers="organisation.OrganisationView",
    examples=(
        "okr org edit --vision 'Customers who come back'",
        "okr org edit --grace-days 3",
        "okr org edit --clear service-values",
    ),
)
@click.option("--name", metavar="TEXT", help="A new name.")
@click.option("--vision", metavar="TEXT", help="What all of it is for.")
@click.option("--value", "service_values", multiple=True, metavar="TEXT", help="All service values; repeatable.")
@click.option("--time-zone", metavar="ZONE", help="Such as Europe/Berlin.")
@click.option(
    "--fiscal-month",
    "fiscal_year_starts_month",
    type=click.IntRange(1, 12),
    metavar="N",
    help="The first month of its year.",
)
@click.option("--cadence", metavar="WORD", help="How often to check in unless said otherwise.")
@click.option("--grace-days", type=click.IntRange(0, 60), metavar="N", help="Days a check-in may be late.")
@click.option(
    "--reminder-days",
    type=click.IntRange(0, 60),
    metavar="N",
    help="Working days after which a missing answer is reminded of.",
)
@click.option(
    "--minimum-answers", type=click.IntRange(min=0), metavar="N", help="Fewer answers cannot turn a survey green."
)
@clear_option("vision", "service_values")
@version_option()
@key_option()
@click.pass_obj
def edit_organisation(
    session: Session,
    /,
    clear: tuple[str, ...],
    version: int | None,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Change settings of the organisation; what is left out stays."""
    from okr.contract.organisation import EditOrganisation

    change = edit(EditOrganisation, given, fixed={"version": version}, cleared=clear)
    view = session.call(change, key=idempotency_key)
    print_one(session, view, lambda look: _organisation_parts(view, look))


def _found(session: Session, wanted: "InitOrganisation", key: str | None) -> tuple[str | None, "OrganisationView"]:
    """Makes the database and the company in it; where the company is refused, no new file stays behind."""
    from okr.cli.store import create, discard

    if not session.is_local:
        return session.settings.url, session.call(wanted, key=key)
    place, made = create(session.settings.url)
    try:
        return place, session.call(wanted, key=key)
    except BaseException:  # Ctrl+C too leaves no company that is half founded
        session.close()
        if made is not None:
            discard(made)
        raise


def _user_of_this_machine() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "owner"


def _organisation_parts(view: "OrganisationView", look: Look) -> list[Printable]:
    owner = person_words(view.owner)
    return [
        Lines((cell(view.name, "strong"),)),
        facts(
            [
                ("vision", cell(view.vision)),
                ("service values", cell(", ".join(view.service_values))),
                ("owner", owner),
                ("root unit", cell(view.root_unit.key, "accent") + cell(f"  {view.root_unit.name}")),
                ("time zone", cell(f"{view.time_zone}, today is {view.today}")),
                ("year starts in", cell(f"month {view.fiscal_year_starts_month}")),
                ("check-ins", cell(f"{view.cadence}, {counted(view.grace_days, 'day')} of grace")),
                ("fewest answers", cell(f"{view.minimum_answers} in a survey")),
                ("reminders", cell(f"after {view.reminder_days} working days without an answer")),
                ("people", count_cell(view.people)),
                ("goals", count_cell(view.goals)),
                ("up to date to", cell(view.turned_to)),
                ("version", cell(view.version, "dim")),
            ]
        ),
    ]


def _next_steps(view: "OrganisationView", place: str | None) -> Lines:
    return lines(
        f"kept in {place}",
        f"next: okr goal new 'What you want to reach' --unit {view.root_unit.key}, or okr alone for the interface",
        style="dim",
    )


def _me_parts(me: "Me", look: Look) -> list[Printable]:
    return [
        Lines((cell(me.name, "strong") + cell(f"  {me.handle}", "dim"),)),
        facts(
            [
                ("e-mail", cell(me.email)),
                ("unit", cell(f"{me.unit.name}  {me.unit.key}") if me.unit else cell("")),
                ("leads", cell(", ".join(unit.name for unit in me.leads))),
                ("reports", count_cell(me.reports)),
                ("administrator", cell("yes" if me.is_administrator else "no")),
                ("opens at", cell(f"the {me.home} home")),
            ]
        ),
    ]
