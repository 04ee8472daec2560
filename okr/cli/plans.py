"""`okr export plan`, `okr plan` and `okr apply`: goals as a text that is edited, reviewed and brought in."""

from pathlib import Path

import click

from okr.cli.groups import OkrGroup, command
from okr.cli.output import print_json
from okr.cli.session import Session


@click.group(
    "export",
    cls=OkrGroup,
    lazy={"plan": ("okr.cli.plans:export_plan", "Goals as a plan file, to be edited and applied.")},
    examples=("okr export plan --unit CARE --cycle 2026-Q4 > plan.yaml",),
)
def export() -> None:
    """Write what is in okr into files."""


@command(
    "plan",
    answers="plans.Plan",
    examples=(
        "okr export plan --unit CARE --cycle 2026-Q4 > plan.yaml",
        "okr export plan --with-organisation -o company.yaml",
    ),
)
@click.option("--unit", metavar="UNIT", help="Only the goals of this unit and of those below it.")
@click.option("--cycle", metavar="CYCLE", help="Only the goals of this cycle.")
@click.option(
    "--with-organisation",
    is_flag=True,
    help="Add the units, people, cycles and focus areas that the goals refer to, for a company that lacks them.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it here.")
@click.pass_obj
def export_plan(
    session: Session, /, unit: str | None, cycle: str | None, with_organisation: bool, output: Path | None
) -> None:
    """Goals as a plan file: one text with all that is decided about them, in an order that never varies.

    `okr plan FILE` says what a changed file would do, `okr apply FILE` does it.
    """
    from okr.contract.plans import ExportPlan
    from okr.exchange.plan.writing import plan_text

    plan = session.call(ExportPlan(unit=unit, cycle=cycle, with_organisation=with_organisation))
    if session.wants_json:
        print_json(plan.model_dump(mode="json", exclude_unset=True))
        return
    text = plan_text(plan)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
