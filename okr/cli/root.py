"""`okr` itself: what there is, each loaded when it is named; alone it opens the full-screen interface."""

import click

from okr.cli.groups import OkrGroup
from okr.cli.interface import interface_options, open_interface
from okr.cli.session import Session

LAZY = {
    "init": ("okr.cli.organisation:init", "Create a company, its first cycle and its owner."),
    "demo": ("okr.cli.demo:demo", "Open the interface on a made-up company, in its own file."),
    "goal": ("okr.cli.goals:goal", "Goals: write, change, list, show, cascade, decide."),
    "kr": ("okr.cli.key_results:key_result", "Key results: what is measured, from where to where, by when."),
    "grade": ("okr.cli.grading:grade", "Grade a goal while its cycle is graded."),
    "contribution": ("okr.cli.contribution_reading:contribution", "What goals ask of others, and what is offered."),
    "smart": ("okr.cli.smart:smart", "The SMART check of a goal, letter by letter."),
    "checkin": ("okr.cli.check_ins:checkin", "Record a reading of a key result, or many from standard input."),
    "checkins": ("okr.cli.check_ins:checkins", "The check-ins of a key result or goal, the newest first."),
    "due": ("okr.cli.due:due", "Check-ins that are due: mine, my team's, or all."),
    "notices": ("okr.cli.notices:notices", "What you are told of: being asked, answered."),
    "blocker": ("okr.cli.blockers:blocker", "Blockers: what is in the way, and who has to answer."),
    "nudge": ("okr.cli.nudges:nudge", "Tell whoever answers for something that it waits."),
    "initiative": ("okr.cli.initiatives:initiative", "Initiatives: the work under goals and key results."),
    "comment": ("okr.cli.comments:comment", "Comments on goals, key results, check-ins and contributions."),
    "acknowledge": ("okr.cli.acknowledging:acknowledge", "Say that you have read a check-in."),
    "agenda": ("okr.cli.agenda:agenda", "What two people have to talk about, as Markdown."),
    "home": ("okr.cli.home:home", "What needs you now, as an employee, a lead or an executive."),
    "why": ("okr.cli.why:why", "Why a number or a status is what it is."),
    "accountability": ("okr.cli.accountability:accountability", "Who answers for what, and how it is kept."),
    "calibration": ("okr.cli.grading:calibration", "How well confidence came true."),
    "ledger": ("okr.cli.ledger:ledger", "What goals aim at, as it was changed after the start."),
    "alignment": ("okr.cli.alignment:alignment", "Is everyone pulling the same way?"),
    "undo": ("okr.cli.undo:undo", "Take back the last change that you made."),
    "search": ("okr.cli.search:search", "Find goals, key results, people and units."),
    "org": ("okr.cli.organisation:org", "The organisation: its tree and its settings."),
    "unit": ("okr.cli.units:unit", "Units: divisions, departments, teams."),
    "person": ("okr.cli.people:person", "People: who they are and whom they report to."),
    "area": ("okr.cli.focus_areas:area", "Focus areas: what customer focus means here."),
    "reorg": ("okr.cli.reorg:reorg", "People come and go, teams move and merge: planned, then applied."),
    "cycle": ("okr.cli.cycles:cycle", "Cycles: years, quarters, months."),
    "whoami": ("okr.cli.organisation:whoami", "The acting person."),
    "import": ("okr.cli.imports:import_", "Import spreadsheets and other files, by a small mapping file."),
    "export": ("okr.cli.plans:export", "Write goals into files."),
    "plan": ("okr.cli.plans:plan", "What a plan file would do, written nowhere."),
    "apply": ("okr.cli.plans:apply", "Bring goals in line with a plan file."),
    "verify": ("okr.cli.verification:verify", "Recompute everything and compare; there must be no difference."),
    "turn": ("okr.cli.verification:turn", "Bring what moves with the calendar to today."),
    "db": ("okr.cli.database:database", "The database: upgrade it, back it up."),
    "screenshot": ("okr.cli.screenshot:screenshot", "A picture of a screen, for documents."),
    "doctor": ("okr.cli.doctor:doctor", "Is everything in order on this machine?"),
    "paths": ("okr.cli.paths:paths", "Where okr keeps its files."),
    "completion": ("okr.cli.completion:completion", "Completion of commands and options for the shell."),
}

SECTIONS = {
    "Start": ("init", "demo"),
    "Goals": ("goal", "kr", "contribution", "smart", "grade", "initiative"),
    "Check-ins": (
        "checkin",
        "checkins",
        "due",
        "acknowledge",
        "blocker",
        "comment",
        "nudge",
        "agenda",
        "notices",
        "undo",
    ),
    "See": ("home", "why", "accountability", "ledger", "alignment", "calibration", "search"),
    "Organisation": ("org", "unit", "person", "reorg", "area", "cycle", "whoami"),
    "Data": ("import", "export", "plan", "apply", "verify", "turn", "db"),
    "This machine": ("screenshot", "doctor", "paths", "completion"),
}


def _print_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from okr import __version__

        print(f"okr {__version__}")
        context.exit()


@click.group(
    "okr",
    cls=OkrGroup,
    lazy=LAZY,
    sections=SECTIONS,
    invoke_without_command=True,
    examples=(
        "okr init Acme --owner 'Ada Berg'                            a company of your own",
        "okr goal new 'Answer customers within a day'                a goal",
        "okr kr new ACME-1 'First reply' --from 30 --to 24 --in hours",
        "okr checkin ACME-1.1 28                                     a check-in",
        "okr why ACME-1                                              why it stands where it stands",
    ),
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
@interface_options
@click.pass_context
def root(context: click.Context, theme: str | None, screen: str | None) -> None:
    """Cascade a company's goals, check in, and see them move.

    Without a command, okr opens the full-screen interface.
    """
    if context.invoked_subcommand is not None:
        if theme or screen:
            raise click.UsageError("--theme and --screen are of the interface: okr alone, or okr demo", context)
        return
    session = context.find_object(Session)
    if session is not None:
        open_interface(session, theme=theme, screen=screen)
