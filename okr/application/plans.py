"""Goals as a plan in text: exported; the rest is beside this."""

from okr.application.case import ReadCase
from okr.application.handlers import reads
from okr.application.plans_export import write_plan
from okr.contract.plans import ExportPlan, Plan


@reads(ExportPlan)
def export_plan(case: ReadCase, query: ExportPlan) -> Plan:
    """The goals of a unit's subtree and a cycle as a plan, as far as the acting person may see them."""
    return write_plan(case, query)
