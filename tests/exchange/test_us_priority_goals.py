"""The US bundle brings in the whole tree, and progress by R1 equals what was published, quarter by quarter."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

from okr.domain.definitions import KeyResultDefinition, validate_definition
from okr.domain.progress import position_of, progress_raw_ppm
from okr.domain.readings import Reading
from okr.domain.vocabulary import LinkKind, Metric
from tests.exchange.real_data import json_rows, needs, records

NAME = "us-agency-priority-goals"
pytestmark = needs(NAME)

QUARTER_ENDS = {"1": date(2021, 12, 31), "2": date(2022, 3, 31), "3": date(2022, 6, 30), "4": date(2022, 9, 30)}
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)
START, DUE = date(2021, 10, 1), date(2023, 9, 30)


def definitions():
    """Each key result as the rules see it."""
    return {
        made.external_id: KeyResultDefinition(
            metric=made.metric, starts_on=START, due_on=DUE, baseline=made.baseline, target=made.target, lower=made.lower, upper=made.upper, cadence=made.cadence or "quarterly"
        )
        for made in records(NAME).key_results
    }  # fmt: skip


def readings_of():
    """The readings of each key result."""
    found: dict[str, list[Reading]] = {}
    for number, made in enumerate(records(NAME).check_ins, start=1):
        found.setdefault(made.key_result, []).append(
            Reading(number=number, effective_on=made.effective_on, value=made.value, recorded_at=RECORDED)
        )
    return found


def key_result_of_row():
    """The key result that each row of the file belongs to, found by the places of readings and of key results."""
    by_place = {made.place.row: made.key_result for made in records(NAME).check_ins}
    for made in records(NAME).key_results:
        by_place.setdefault(made.place.row, made.external_id)
    return by_place


def published(kinds):
    """Row number, key result, day and published progress of all rows of some types with a current value."""
    of_row = key_result_of_row()
    day_and_text: dict[tuple[str, ...], str] = {}
    for number, row in enumerate(json_rows(NAME, "target.json"), start=1):
        if row.get("indicator_type") in kinds and row["value_current"].strip():
            # Of two equal rows of a quarter only the first has a reading of its own.
            words = tuple(
                row[name] for name in ("related_goal_id", "indicator", "target", "value_target", "fiscal_qtr")
            )
            key = of_row.get(number) or day_and_text[words]
            day_and_text[words] = key
            yield number, key, QUARTER_ENDS[row["fiscal_qtr"]], Decimal(row["progress_pct"])


def test_progress_equals_the_published_in_all_413_measurable_rows():
    known, readings = definitions(), readings_of()
    rows = list(published({"Measurable increase", "Measurable decrease"}))
    assert len(rows) == 413
    differing = []
    for number, key, day, expected in rows:
        raw = progress_raw_ppm(known[key], readings[key], day)
        assert raw is not None
        if abs(Decimal(raw) / 1_000_000 - expected) > Decimal("0.000001"):
            differing.append((number, key, raw, expected))
    assert differing == []


def test_progress_equals_the_published_in_61_of_62_milestone_rows():
    known, readings = definitions(), readings_of()
    rows = list(published({"Complete milestone"}))
    equal = [
        number
        for number, key, day, expected in rows
        if progress_raw_ppm(known[key], readings[key], day) == int(expected * 1_000_000)
    ]
    assert (len(rows), len(equal)) == (62, 61)


def test_thresholds_are_met_where_the_file_says_so():
    known, of_row = definitions(), key_result_of_row()
    judged = 0
    for number, row in enumerate(json_rows(NAME, "target.json"), start=1):
        if row.get("progress_threshold"):
            met = position_of(known[of_row[number]], Decimal(row["value_current"])) != "outside"
            assert met is row["progress_threshold"].startswith("Target met"), number
            judged += 1
    assert judged == 23


def test_what_has_no_target_is_tracked_and_never_counts():
    known, of_row = definitions(), key_result_of_row()
    undefined = {
        of_row[number]
        for number, row in enumerate(json_rows(NAME, "target.json"), start=1)
        if row.get("indicator_type") == "Target undefined" and number in of_row
    }
    assert undefined
    assert {known[key].metric for key in undefined} == {Metric.TRACKED}


def test_every_definition_is_one_that_the_rules_can_work_with():
    for definition in definitions().values():
        validate_definition(definition)


def test_nothing_is_refused_and_the_counts_are_those_of_the_file():
    made = records(NAME)
    assert [finding for finding in made.findings if finding.level == "refused"] == []
    assert len(made.people) == 124
    assert len(made.units) == 26 - 1
    assert len(made.key_results) == 230
    assert Counter(goal.external_id[3:6] for goal in made.goals if "/" not in goal.external_id)["APG"] == 90
    assert (
        len({goal.external_id for goal in made.goals} & {row.get("goal_id") for row in json_rows(NAME, "goals.json")})
        == 460
    )
    assert (
        sum(1 for row in json_rows(NAME, "target.json") if row.get("value_current", "").strip())
        == len(made.check_ins) + made.merged["check_ins"]
    )


def test_the_same_indicator_with_two_targets_is_two_key_results():
    rates = [made for made in records(NAME).key_results if made.title == "Electronic payment rate"]
    assert sorted(str(made.target) for made in rates) == ["96.37", "96.56"]


def test_every_reference_within_the_set_is_found():
    made = records(NAME)
    units, people, goals = ({record.external_id for record in kind} for kind in (made.units, made.people, made.goals))
    areas = {area.external_id for area in made.focus_areas}
    for goal in made.goals:
        assert goal.unit in units
        assert {goal.owner, *goal.contributors} - {None} <= people
        assert {link.parent for link in goal.parents} <= goals
        assert goal.focus_area is None or goal.focus_area in areas
    assert {person.unit for person in made.people} <= units
    assert {key_result.goal for key_result in made.key_results} <= goals
    assert {reading.key_result for reading in made.check_ins} <= {
        key_result.external_id for key_result in made.key_results
    }


def test_objectives_contribute_to_the_strategic_goal_of_their_agency():
    made = {goal.external_id: goal for goal in records(NAME).goals}
    objectives = [row for row in json_rows(NAME, "goals.json") if row.get("goal_type") == "SG"]
    assert len(objectives) == 351
    for row in objectives:
        (above,) = [link.parent for link in made[row["goal_id"]].parents if link.kind is LinkKind.CONTRIBUTES]
        assert made[above].unit == row["organization_abbreviation"]
        assert " ".join(made[above].title.split()) == " ".join(row["goal_name"].split())


def test_the_first_leader_owns_a_goal_and_the_others_contribute():
    rows = {row.get("goal_id"): row for row in json_rows(NAME, "goals.json")}
    names = {person.external_id: person.name for person in records(NAME).people}
    led = [goal for goal in records(NAME).goals if goal.owner]
    assert len(led) == 79
    for goal in led:
        leaders = [
            leader.strip().rsplit("-", 2)[0].replace("-", " ")
            for leader in rows[goal.external_id]["leaders4"].split(",")
        ]
        assert [names[person] for person in (goal.owner, *goal.contributors) if person] == list(dict.fromkeys(leaders))


def test_goals_about_customers_bear_their_focus_area():
    tagged = {
        row["goal_id"]
        for row in json_rows(NAME, "goals.json")
        if "PMA - Customer Experience" in row.get("applied_tags", "")
    }
    made = {goal.external_id for goal in records(NAME).goals if goal.focus_area == "PMA - Customer Experience"}
    assert tagged <= made
    assert len(tagged) == 14 + 47 + 4
