"""The rules that the database itself holds, in words: constraint name to the sentence that a person reads."""

import re

from okr.domain.errors import Conflict, OkrError, RuleViolation

RULES = {
    "uq_units_prefix": "Another unit has this key prefix already.",
    "one_root_unit": "There is a unit at the top already; an organisation has one.",
    "uq_people_handle": "Another person has this handle already.",
    "uq_people_email": "Another person has this e-mail address already.",
    "uq_cycles_key": "Another cycle has this key already.",
    "uq_focus_areas_key": "Another focus area has this key already.",
    "uq_organisation_singleton": "There is an organisation here already; a database holds one.",
    "uq_goal_links_child_id_parent_id": "The two goals are linked already.",
    "uq_key_result_feeds_child_id_parent_id": "The one key result feeds the other already.",
    "pk_goal_contributors": "This person is a contributor of the goal already.",
    "pk_goal_readers": "This person is a reader of the goal already.",
    "ck_organisation_month": "The fiscal year starts in a month from 1 to 12.",
    "ck_organisation_grace_not_negative": "Days of grace cannot be negative.",
    "ck_organisation_answers_not_negative": "The least number of answers cannot be negative.",
    "ck_organisation_reminder_days_not_negative": "Working days until a reminder cannot be negative.",
    "ck_units_not_its_own_parent": "A unit cannot be its own parent.",
    "ck_units_depth": "A tree of units has at most 20 levels below its top.",
    "ck_people_not_their_own_manager": "Nobody can be their own manager.",
    "ck_people_depth": "A line of managers has at most 20 levels below its top.",
    "ck_people_employed_in_order": "Employment cannot end before it starts.",
    "ck_cycles_in_order": "A cycle ends after it starts.",
    "ck_cycles_not_its_own_parent": "A cycle cannot be its own parent.",
    "ck_cycles_pace_factors": "The pace factors are percentages, on track not below at risk.",
    "ck_cycles_allowance": "The allowance is a percentage from 0 to 100.",
    "ck_goals_due_after_start": "A goal is due after it starts.",
    "ck_goals_active_has_an_owner": "An active goal needs an owner.",
    "ck_goals_level_not_negative": "A goal's level cannot be negative.",
    "ck_key_results_weight": "A weight is from 0 to 1,000.",
    "ck_key_results_due_after_start": "A key result is due after it starts.",
    "ck_key_results_grace_not_negative": "Days of grace cannot be negative.",
    "ck_key_results_answers_not_negative": "The least number of answers cannot be negative.",
    "ck_key_results_target_differs_from_baseline": (
        "To increase or decrease, a key result needs a baseline and a target that differ; to keep a value, use at least,"
        " at most or between."
    ),
    "ck_key_results_at_least_has_a_limit": "'At least' needs its lower limit.",
    "ck_key_results_at_most_has_a_limit": "'At most' needs its upper limit.",
    "ck_key_results_between_has_two_limits": "'Between' needs a lower and an upper limit.",
    "ck_key_results_guardrail_is_maintain": "Only a key result that keeps a value (at least, at most, between) is a guardrail.",
    "ck_goal_links_not_to_itself": "A goal cannot contribute to itself.",
    "ck_goal_links_weight": "A weight is from 0 to 1,000.",
    "ck_key_result_feeds_not_to_itself": "A key result cannot feed itself.",
    "ck_key_result_feeds_weight": "A weight is from 0 to 1,000.",
    "ck_overrides_in_order": "An override cannot end before it starts.",
    "ck_check_ins_confidence": "Confidence is from 0 to 100 %.",
    "ck_check_ins_number_from_one": "Check-ins are numbered from 1.",
    "ck_check_ins_answers_not_negative": "The number of answers cannot be negative.",
    "ck_check_ins_corrects_an_earlier_one": "A check-in can only correct an earlier one.",
    "ck_check_ins_voids_an_earlier_one": "A check-in can only void an earlier one.",
    "ck_check_ins_corrects_or_voids": "A check-in corrects or voids, not both.",
    "ck_check_ins_has_a_value_unless_it_voids": "A check-in has a value, unless it voids another one.",
    "ck_contributions_number_from_one": "Contributions are numbered from 1.",
    "ck_contributions_one_receiver": "A contribution is asked of one unit or of one person.",
    "ck_contributions_accepted_has_a_goal": "An accepted contribution has a goal.",
    "ck_contribution_steps_number_from_one": "The steps of a contribution are numbered from 1.",
    "ck_reviews_number_from_one": "Reviews are numbered from 1.",
    "ck_grades_computed_within": "A score is from 0 to 1.",
    "ck_grades_given_within": "A score is from 0 to 1.",
    "ck_grades_original_within": "A score is from 0 to 1.",
    "ck_grades_given_with_a_reason": "A score that a person gives needs a reason.",
    "ck_blockers_answered_when_not_open": "A blocker that is answered says when.",
    "ck_dependencies_of_two_goals": "A goal cannot depend on itself.",
    "one_grade_a_goal": "The goal has been graded already.",
    "one_grade_a_key_result": "The key result has been graded already.",
    "fk_check_ins_key_result_id_corrects": "The check-in to correct does not exist.",
    "fk_check_ins_key_result_id_voids": "The check-in to void does not exist.",
    "fk_units_lead_id": "The lead of a unit is not among the people.",
}
"""Rules that a person can break; the sentence is the refusal."""

RACES = {
    "pk_check_ins": "Somebody else checked in to the same key result at this moment; try again.",
    "uq_goals_key": "Somebody else made a goal in the same unit at this moment; try again.",
    "uq_goals_prefix_number": "Somebody else made a goal in the same unit at this moment; try again.",
    "uq_key_results_key": "Somebody else added a key result to the same goal at this moment; try again.",
    "uq_key_results_goal_id_number": "Somebody else added a key result to the same goal at this moment; try again.",
    "ix_contributions_parent_goal_id_number": "Somebody else asked for a contribution at this moment; try again.",
    "pk_contribution_steps": "Somebody else answered the contribution at this moment; try again.",
    "pk_reviews": "Somebody else reviewed the goal at this moment; try again.",
    "pk_retrospectives": "Somebody else wrote the retrospective at this moment; try again.",
    "pk_blockers": "Somebody else raised the blocker at this moment; try again.",
    "uq_initiatives_goal_id_number": "Somebody else added an initiative to the same goal at this moment; try again.",
    "uq_comments_goal_id_number": "Somebody else commented on the same goal at this moment; try again.",
    "pk_idempotency_keys": "The same request is being carried out at this moment; try again.",
    "pk_history": "Somebody else changed the same thing at this moment; try again.",
    "uq_units_number": "Somebody else added a unit at this moment; try again.",
    "uq_people_number": "Somebody else added a person at this moment; try again.",
}
"""What can only break when two do the same at once."""

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (?P<columns>.+)")
_SQLITE_INDEX = re.compile(r"UNIQUE constraint failed: index '(?P<name>\w+)'")
_SQLITE_CHECK = re.compile(r"CHECK constraint failed: (?P<name>\w+)")
_SQLITE_NOT_NULL = re.compile(r"NOT NULL constraint failed: (?P<column>[\w.]+)")
_REFUSAL = re.compile(r"okr: (?P<words>[^\n]+)")


def broken_rule(error: BaseException) -> OkrError:
    """The refusal for an integrity error of either driver; the constraint's own name where no sentence is written for it."""
    text = str(error)
    refusal = _REFUSAL.match(text)
    if refusal:
        return RuleViolation(f"This cannot be changed: {refusal['words']}.")
    name = constraint_name(error)
    if name in RACES:
        return Conflict(RACES[name])
    if name in RULES:
        return RuleViolation(RULES[name])
    return RuleViolation(_generic(name, text))


def constraint_name(error: BaseException) -> str:
    """The name of the constraint that an integrity error speaks of, as in the schema; empty where the driver tells none."""
    told = getattr(getattr(error, "diag", None), "constraint_name", None)
    if told:
        return str(told)
    text = str(error)
    for pattern in (_SQLITE_CHECK, _SQLITE_INDEX):
        found = pattern.search(text)
        if found:
            return found["name"]
    found = _SQLITE_UNIQUE.search(text)
    return _unique_name(found["columns"]) if found else ""


def _unique_name(columns: str) -> str:
    """SQLite names the columns of a broken unique constraint; the schema's naming convention makes the name of them."""
    parts = [part.strip() for part in columns.split(",")]
    table = parts[0].partition(".")[0]
    names = [part.partition(".")[2] for part in parts]
    if parts == ["units.depth"]:
        return "one_root_unit"
    as_unique = f"uq_{table}_{'_'.join(names)}"
    if as_unique in RULES or as_unique in RACES:
        return as_unique
    as_primary = f"pk_{table}"
    return as_primary if as_primary in RULES or as_primary in RACES else as_unique


def _generic(name: str, text: str) -> str:
    if name.endswith("_external_id"):
        return "Another one has this external id already."
    if name.endswith("_is_a_word"):
        return f"A word is not one of those that are allowed there ({name})."
    missing = _SQLITE_NOT_NULL.search(text)
    if missing:
        return f"{missing['column']} must not be empty."
    if "FOREIGN KEY" in text or name.startswith("fk_"):
        return "Something points at what does not exist" + (f" ({name})." if name else ".")
    return f"The database refuses it: {name or ' '.join(text.split())}."
