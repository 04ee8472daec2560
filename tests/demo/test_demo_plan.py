"""The made-up company as a plan: exported, brought into an empty database, and exported again to the letter."""

from pathlib import Path

from okr.cli.store import create
from okr.client.local import LocalBackend
from okr.contract.organisation import InitOrganisation, ShowOrganisation
from okr.contract.people import ShowPerson
from okr.contract.plans import ApplyPlan, ExportPlan
from okr.contract.verification import Verify
from okr.exchange.plan.reading import read_plan
from okr.exchange.plan.writing import plan_text
from tests.demo.conftest import TODAY


def test_the_demo_goes_through_a_plan_file_without_loss(company: LocalBackend, tmp_path: Path) -> None:
    text = plan_text(company.call(ExportPlan(with_organisation=True)))
    known = company.call(ShowOrganisation())
    assert known.owner is not None
    owner = company.call(ShowPerson(handle=known.owner.handle))
    create(str(tmp_path / "empty.db"))
    empty = LocalBackend(str(tmp_path / "empty.db"), today=TODAY)
    empty.call(
        InitOrganisation(
            name=known.name,
            unit_prefix=known.root_unit.key,
            owner_name=owner.name,
            owner_handle=owner.handle,
            owner_email=owner.email,
            cycle_key="a cycle of its own",
        )
    )
    plan = read_plan(text.encode(), name="demo.yaml").plan
    report = empty.call(ApplyPlan(plan=plan))
    assert report.written, (report.findings, report.conflicts)
    assert len(plan.goals) > 40
    assert plan_text(empty.call(ExportPlan(with_organisation=True))) == text
    assert empty.call(Verify()).difference_count == 0
    empty.close()
