"""What is put right once all rows of a record are known: directions, missing ends, references to itself, several tops.

Each of these is told as a finding. What needs the database (unknown references, circles) is the importer's business.
"""

from decimal import Decimal

from okr.contract.imports import ImportedGoal, ImportedKeyResult, ImportedPerson, ImportedUnit
from okr.domain.numbers import decimal_text
from okr.domain.vocabulary import DIRECTED_METRICS, Metric
from okr.exchange.files.rows import shown
from okr.exchange.findings import Findings
from okr.exchange.merging import Gathered, changed

_NAMED_TOPS = 5


def settle(gathered: Gathered, findings: Findings) -> None:
    """Put the records of one kind right, with a finding on each thing done."""
    for index, record in enumerate(gathered.records()):
        changes: dict[str, object] = {}
        if isinstance(record, ImportedKeyResult):
            changes = _key_result(record, findings)
        elif isinstance(record, ImportedPerson):
            changes = _person(record, findings)
        elif isinstance(record, ImportedUnit):
            changes = _unit(record, findings)
        elif isinstance(record, ImportedGoal):
            changes = _goal(record, findings)
        if changes:
            gathered.replace(index, changed(record, changes))
    if gathered.kind.name == "people":
        _tops(gathered, findings)


def _key_result(record: ImportedKeyResult, findings: Findings) -> dict[str, object]:
    if record.metric in DIRECTED_METRICS:
        return _directed(record, findings)
    if record.metric is Metric.AT_LEAST and record.lower is None and record.target is not None:
        return {"lower": record.target, "target": None}
    if record.metric is Metric.AT_MOST and record.upper is None and record.target is not None:
        return {"upper": record.target, "target": None}
    if record.metric is Metric.TRACKED and record.target is not None:
        _say(
            findings, record, "note", "target", record.target, "a tracked result has no target; the number is left out"
        )
        return {"target": None}
    if record.metric in {Metric.AT_LEAST, Metric.AT_MOST} and record.lower is None and record.upper is None:
        _say(
            findings,
            record,
            "warning",
            "lower" if record.metric is Metric.AT_LEAST else "upper",
            None,
            f"{record.metric} without a limit: taken as tracked",
        )
        return {"metric": Metric.TRACKED}
    return {}


def _directed(record: ImportedKeyResult, findings: Findings) -> dict[str, object]:
    baseline, target = record.baseline, record.target
    if baseline is None or target is None:
        missing = "baseline" if baseline is None else "target"
        _say(findings, record, "warning", missing, None, f"{record.metric} without a {missing}: taken as tracked")
        return {"metric": Metric.TRACKED, "target": None}
    if baseline == target:
        message = f"{record.metric} from {decimal_text(baseline)} to the same value asks for no change: give another target, or map it to at least or at most"
        _say(findings, record, "warning", "target", target, message + "; taken as tracked")
        return {"metric": Metric.TRACKED, "target": None}
    direction = Metric.INCREASE if target > baseline else Metric.DECREASE
    if direction is record.metric:
        return {}
    _say(
        findings,
        record,
        "warning",
        "metric",
        None,
        f"{record.metric} from {decimal_text(baseline)} to {decimal_text(target)}: taken as {direction}, as the numbers say",
    )
    return {"metric": direction}


def _say(
    findings: Findings, record: ImportedKeyResult, level: str, field: str, value: Decimal | None, message: str
) -> None:
    findings.add(
        record.place,
        "warning" if level == "warning" else "note",
        message,
        kind="key_results",
        field=field,
        value=decimal_text(value) if value is not None else None,
    )


def _person(record: ImportedPerson, findings: Findings) -> dict[str, object]:
    if record.manager != record.external_id:
        return {}
    message = f'"{shown(record.name)}" reports to their own post: taken as without a manager; name the manager'
    findings.add(record.place, "warning", message, kind="people", field="manager", value=record.manager)
    return {"manager": None}


def _unit(record: ImportedUnit, findings: Findings) -> dict[str, object]:
    if record.parent != record.external_id:
        return {}
    message = f'"{shown(record.name)}" lies within itself: taken as without a parent; name the unit above'
    findings.add(record.place, "warning", message, kind="units", field="parent", value=record.parent)
    return {"parent": None}


def _goal(record: ImportedGoal, findings: Findings) -> dict[str, object]:
    changes: dict[str, object] = {}
    others = tuple(link for link in record.parents if link.parent != record.external_id)
    if len(others) != len(record.parents):
        message = "a goal cannot be its own parent: the link is left out; name another goal"
        findings.add(record.place, "warning", message, kind="goals", field="parents", value=record.external_id)
        changes["parents"] = others
    if record.owner is not None and record.owner in record.contributors:
        # Whoever answers for a goal is not listed again among those who help.
        changes["contributors"] = tuple(person for person in record.contributors if person != record.owner)
    return changes


def _tops(gathered: Gathered, findings: Findings) -> None:
    people = [record for record in gathered.records() if isinstance(record, ImportedPerson)]
    tops = [person for person in people if person.manager is None]
    if len(tops) < 2 or len(tops) == len(people):
        return
    named = ", ".join(f'"{shown(person.name, 40)}" (row {person.place.row})' for person in tops[:_NAMED_TOPS])
    more = f" and {len(tops) - _NAMED_TOPS} more" if len(tops) > _NAMED_TOPS else ""
    findings.add(
        tops[1].place,
        "note",
        f"{len(tops)} people report to nobody, so there are several tops: {named}{more}",
        kind="people",
        field="manager",
    )
