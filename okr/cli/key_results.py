"""`okr kr`: which commands there are; each lives in the module beside it and is loaded when it is named."""

import click

from okr.cli.groups import OkrGroup

LAZY = {
    "new": ("okr.cli.key_result_writing:new", "Add a key result to a goal."),
    "edit": ("okr.cli.key_result_writing:edit_key_result", "Change a key result; what is left out stays."),
    "feed": ("okr.cli.key_result_writing:feed", "Let a key result feed another one of the same unit of measure."),
    "unfeed": ("okr.cli.key_result_writing:unfeed", "Stop a key result from feeding another one."),
    "list": ("okr.cli.key_result_reading:list_key_results", "Key results by key."),
    "show": ("okr.cli.key_result_reading:show_key_result", "One key result with its numbers."),
}


@click.group(
    "kr",
    cls=OkrGroup,
    lazy=LAZY,
    examples=(
        "okr kr new CARE-7 'First reply' --from 24 --to 4 --in hours",
        "okr kr list --goal CARE-7",
        "okr kr show CARE-7.2 --json",
    ),
)
def key_result() -> None:
    """Key results: what is measured, from where to where, by when."""
