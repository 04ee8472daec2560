"""`okr paths`: where okr keeps its files."""

import click

from okr.cli.groups import command
from okr.cli.output import print_json, print_parts
from okr.cli.session import Session
from okr.cli.table import Column, cell, table

PATHS = {
    "place": "the place that the settings name, without its password",
    "default_company": "the company that is opened when nothing names a place",
    "demo": "the made-up company of okr demo",
    "config_file": "the settings; it need not exist",
    "data_folder": "where companies are kept",
    "state_folder": "what the interface remembers",
    "cache_folder": "what can be made again",
    "report_folder": "reports of errors inside okr",
}


@command("paths", fields=PATHS, examples=("okr paths", "okr paths --json"))
@click.pass_obj
def paths(session: Session, /) -> None:
    """Where okr keeps its files: settings, companies, reports of errors."""
    from okr.cli.store import shown_place
    from okr.client.places import default_url, demo_url
    from okr.settings import cache_folder, config_file, data_folder, report_folder, state_folder

    found = {
        "place": shown_place(session.settings.url),
        "default_company": default_url(),
        "demo": demo_url(),
        "config_file": str(config_file()),
        "data_folder": str(data_folder()),
        "state_folder": str(state_folder()),
        "cache_folder": str(cache_folder()),
        "report_folder": str(report_folder()),
    }
    if session.wants_json:
        print_json(found)
        return
    rows = [(cell(name.replace("_", " "), "dim"), cell(path)) for name, path in found.items()]
    print_parts(session, [table((Column("What"), Column("Where", flexible=True)), rows, empty="", headings=False)])
