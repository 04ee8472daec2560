"""Blockers wait for an answer of somebody, and are answered, handed on and reopened by those who may."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event, update

from okr.contract.accountability import ShowAccountability
from okr.contract.blockers import AnswerBlocker, AssignBlocker, ListBlockers, ReopenBlocker
from okr.contract.check_ins import NewCheckIn, RecordCheckIn, RecordCheckIns
from okr.contract.organisation import EditOrganisation
from okr.contract.people import EditPerson
from okr.contract.undo import UndoLast
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import BlockerState, CycleState, ObjectKind, Visibility
from storage import schema
from tests.application.blocked_company import (
    BATTERIES,
    MONDAY,
    active,
    blocked,
    check_in,
    listed,
    one,
    told,
    who,
)
from tests.application.companies import Company
from tests.application.cycle_company import NEXT, plan_next
from tests.application.goal_company import CAST, ROLES, add_cast, audit_of


def test_a_blocker_waits_for_the_manager_of_the_owner_for_three_working_days(company: Company):
    key = blocked(company, active(company))

    found = one(company, key)
    assert (found.text, who(found.by), who(found.owner)) == (BATTERIES, "emil", "tess")
    assert (found.state, found.answer_due_on, found.days_late) == (BlockerState.OPEN, MONDAY, 0)
    (words,) = told(company, "tess")
    assert BATTERIES in words
    assert words.endswith("(answer by 2026-11-23)")


def test_the_days_to_answer_are_a_setting(company: Company):
    company.call(EditOrganisation(reminder_days=1))

    assert one(company, blocked(company, active(company))).answer_due_on == date(2026, 11, 19)


def test_a_manager_who_says_what_blocks_does_not_answer_themselves(company: Company):
    assert who(one(company, blocked(company, active(company), by="tess")).owner) == "dan"


def test_the_one_at_the_top_answers_for_themselves(company: Company):
    key = active(company, owner="olivia", unit="ACME", by="olivia")

    assert who(one(company, blocked(company, key, by="olivia")).owner) == "olivia"


def test_a_given_person_answers_who_may_see_the_goal(company: Company):
    open_to_all, restricted = active(company), active(company, visibility=Visibility.UNIT, by="tess")

    assert who(one(company, blocked(company, open_to_all, blocker_owner="@sven")).owner) == "sven"
    with pytest.raises(RuleViolation, match=r"sven may not see HELP-2, and so cannot answer for it"):
        blocked(company, restricted, blocker_owner="sven")
    with pytest.raises(NotFound, match="Nobody here has the handle"):
        blocked(company, open_to_all, "Another one", blocker_owner="nobody")
    with pytest.raises(RuleViolation, match="waits for an answer already, in the same words"):
        blocked(company, open_to_all, blocker_owner="tess")
    company.call(EditPerson(handle="sara", employed_to=date(2026, 11, 1)))
    with pytest.raises(RuleViolation, match="Sara Sales left on 2026-11-01"):
        blocked(company, open_to_all, "Another one", blocker_owner="sara")
    with pytest.raises(InvalidInput, match="Only a blocker is answered by somebody"):
        check_in(company, open_to_all, blocker_owner="sara")


def test_a_check_in_without_a_blocker_raises_none_and_leaves_an_open_one_waiting(company: Company):
    key = active(company)
    check_in(company, key)
    assert listed(company) == []

    raised = blocked(company, key)
    check_in(company, key, 7)
    assert [row.key for row in listed(company)] == [raised]


def test_the_same_words_again_do_not_start_the_days_anew(company: Company):
    key = active(company)
    raised = blocked(company, key)
    blocked(company, key, f"  {BATTERIES.upper()} ", value=7)
    other = blocked(company, key, "And the van is broken", value=6)

    assert [row.key for row in listed(company)] == [raised, other]


def test_a_check_in_that_says_so_ends_what_was_in_the_way(company: Company):
    key = active(company)
    first, second = blocked(company, key), blocked(company, key, "The van is broken")
    check_in(company, key, 6, unblocked=True, note="Both are here")

    assert listed(company) == []
    assert [one(company, each).answer for each in (first, second)] == ["Both are here"] * 2
    assert (audit_of(company, key)[0].after or {})["unblocked"] is True


def test_a_check_in_that_is_taken_back_takes_its_blocker_along(company: Company):
    key = active(company)
    voided, corrected = blocked(company, key), blocked(company, key, "The van is broken")
    check_in(company, key, voids=1)
    check_in(company, key, 6, corrects=2)

    assert listed(company) == []
    assert one(company, voided).answer == "taken back with check-in 3"
    assert one(company, corrected).answer == "corrected with check-in 4"


def test_an_undone_check_in_takes_its_blocker_along(company: Company):
    key = active(company)
    blocked(company, key)
    company.call(UndoLast(), by="emil")

    assert listed(company) == []


def test_many_check_ins_raise_and_end_blockers_in_their_order(company: Company):
    first, second = active(company), active(company, title="Answer every letter within five days")
    rows = (
        NewCheckIn(key=first, value=Decimal(8), blocker=BATTERIES),
        NewCheckIn(key=second, value=Decimal(8), blocker="The van is broken"),
        NewCheckIn(key=second, value=Decimal(7), unblocked=True),
        NewCheckIn(key=second, value=Decimal(6), blocker="The road is closed"),
    )
    company.call(RecordCheckIns(check_ins=rows), by="emil")

    assert [row.key for row in listed(company)] == [f"{first}#1", f"{second}#3"]
    assert one(company, f"{second}#1").answer == "gone with check-in 2"


def test_an_answer_reaches_who_raised_it_and_who_reports(company: Company):
    key = blocked(company, active(company), by="tess")
    answered = company.call(AnswerBlocker(key=key.lower(), answer="Ordered at another shop"), by="dan")

    assert (answered.state, answered.answer, who(answered.answered_by)) == (
        BlockerState.ANSWERED,
        "Ordered at another shop",
        "dan",
    )
    for handle in ("tess", "emil"):
        assert any("Dan Division answers what blocks" in words for words in told(company, handle)), handle
    assert listed(company) == []
    assert [row.key for row in listed(company, state="answered")] == [key]
    entry = audit_of(company, key.partition("#")[0])[0]
    assert (entry.object_kind, entry.object_key, (entry.after or {})["answer"]) == (
        ObjectKind.BLOCKER,
        key,
        "Ordered at another shop",
    )


@pytest.mark.parametrize("role", ROLES)
def test_who_may_answer_a_blocker(company: Company, role: str):
    add_cast(company)
    key = blocked(company, active(company, **CAST))
    refused = {"sponsor", "colleague"}
    wanted = AnswerBlocker(key=key, answer="They come tomorrow")

    if role in refused:
        with pytest.raises(NotAllowed, match="may answer this blocker"):
            company.call(wanted, by=ROLES[role])
        assert one(company, key).state is BlockerState.OPEN
    else:
        assert who(company.call(wanted, by=ROLES[role]).answered_by) == ROLES[role]


def test_whoever_it_lies_with_may_answer_and_hand_it_on(company: Company):
    key = blocked(company, active(company), blocker_owner="sven")
    company.call(AssignBlocker(key=key, owner="sara"), by="sven")
    with pytest.raises(NotAllowed):
        company.call(AnswerBlocker(key=key, answer="Done"), by="sven")

    assert company.call(AnswerBlocker(key=key, answer="Done"), by="sara").answer == "Done"


def test_what_a_person_may_not_see_they_neither_list_nor_answer(company: Company):
    key = blocked(company, active(company, visibility=Visibility.UNIT, by="tess"))

    assert listed(company, "sven") == []
    with pytest.raises(NotFound):
        company.call(AnswerBlocker(key=key, answer="Done"), by="sven")
    with pytest.raises(NotFound):
        listed(company, "sven", key=key.partition("#")[0])


def test_an_assigned_blocker_has_its_days_again_and_the_new_one_is_told(company: Company):
    key = blocked(company, active(company))
    handed = company.call(AssignBlocker(key=key, owner="dan"), by="tess", on=MONDAY)

    assert (who(handed.owner), handed.answer_due_on) == ("dan", date(2026, 11, 26))
    assert "Tess Team asks you what can be done" in told(company, "dan")[0]
    with pytest.raises(RuleViolation, match="waits for Dan Division already"):
        company.call(AssignBlocker(key=key, owner="dan"), by="tess", on=MONDAY)


def test_an_answer_that_did_not_help_is_reopened(company: Company):
    key = blocked(company, active(company))
    with pytest.raises(RuleViolation, match="waits for an answer already"):
        company.call(ReopenBlocker(key=key), by="emil")
    company.call(AnswerBlocker(key=key, answer="Look in the cellar"), by="tess")
    with pytest.raises(RuleViolation, match="was answered by Tess Team: Look in the cellar"):
        company.call(AnswerBlocker(key=key, answer="Look again"), by="tess")

    reopened = company.call(ReopenBlocker(key=key), by="emil", on=MONDAY)
    assert (reopened.state, reopened.answer, who(reopened.owner)) == (BlockerState.OPEN, None, "tess")
    assert reopened.answer_due_on == date(2026, 11, 26)


def test_an_answer_to_an_older_version_is_refused(company: Company):
    key = blocked(company, active(company))
    company.call(AssignBlocker(key=key, owner="dan"), by="tess")

    with pytest.raises(Conflict, match="was changed since"):
        company.call(AnswerBlocker(key=key, answer="Done", version=1), by="tess")


def test_an_answer_says_something(company: Company):
    key = blocked(company, active(company))

    with pytest.raises(InvalidInput, match="answer: is empty"):
        company.call(AnswerBlocker(key=key, answer="  "), by="tess")
    with pytest.raises(NotFound, match=r"There is no blocker HELP-1\.1#9"):
        company.call(AnswerBlocker(key="HELP-1.1#9", answer="Done"), by="tess")
    with pytest.raises(InvalidInput, match="is no key of a check-in"):
        company.call(AnswerBlocker(key="HELP-1.1", answer="Done"), by="tess")


def test_mine_are_those_i_answer_and_those_in_my_way(company: Company):
    emils = blocked(company, active(company))
    dans = blocked(company, active(company, title="Answer every letter within five days", owner="dan"), by="dan")

    def of(by: str, scope: str) -> list[str]:
        return [row.key for row in listed(company, by, scope=scope)]

    assert of("emil", "mine") == of("tess", "mine") == [emils]
    assert of("dan", "mine") == of("olivia", "mine") == [dans]
    assert of("tess", "team") == of("dan", "team") == of("sven", "all") == [emils, dans]
    assert of("sven", "mine") == of("sara", "team") == []


def test_a_list_of_blockers_goes_on_page_by_page(company: Company):
    key = active(company)
    keys = [blocked(company, key, f"Reason {number}") for number in range(5)]
    found, cursor = [], None
    while True:
        page = company.call(ListBlockers(scope="all", limit=2, cursor=cursor))
        found += [row.key for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert found == keys


def test_without_an_owner_the_lead_of_the_unit_answers(company: Company):
    key = active(company)
    goals = schema.goals
    ownerless = update(goals).where(goals.c.key == key.partition(".")[0]).values(owner_id=None, imported=True)
    company.acting().store.write(lambda work: work.connection.execute(ownerless))

    assert who(one(company, blocked(company, key, by="dan")).owner) == "tess"


def test_a_check_in_without_a_blocker_asks_the_database_nothing_about_blockers(company: Company) -> None:
    key = active(company)
    blocked(company, key)
    engine = company.acting("emil").store.engine
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    check_in(company, key, 7)
    event.remove(engine, "before_cursor_execute", note)

    assert any("check_ins" in statement for statement in seen)
    assert [statement for statement in seen if "blockers" in statement or "notices" in statement] == []


def test_what_waits_from_the_last_cycle_stays_on_the_accountability_of_the_next(company: Company) -> None:
    key = blocked(company, active(company))
    plan_next(company, state=CycleState.ACTIVE)
    january = date(2027, 1, 15)
    found = company.call(ShowAccountability(unit="CARE"), on=january)
    assert [(row.blocker, row.text, who(row.answers)) for row in found.blockers] == [(key, BATTERIES, "olivia")]
    assert (found.unit.unanswered_blockers, found.unit.goals) == (1, 0)
    top = company.call(ShowAccountability(unit="ACME"), on=january)
    assert {who(row.person): row.unanswered_blockers for row in top.people}["olivia"] == 1  # it has climbed to her
    named = company.call(ShowAccountability(unit="CARE", cycle=NEXT), on=january)
    assert (named.blockers, named.unit.unanswered_blockers) == ((), 0)
    company.call(AnswerBlocker(key=key, answer="They came"), by="olivia", on=january)
    assert company.call(ShowAccountability(unit="CARE"), on=january).blockers == ()


def test_who_says_what_is_in_the_way_is_told_whose_answer_it_waits_for(company: Company) -> None:
    key = active(company)
    told = company.call(RecordCheckIn(key=key, value=Decimal(8), blocker=BATTERIES), by="emil")
    assert told.notices == (f"{key}#{told.check_in.number} waits for Tess Team, for an answer by {MONDAY}.",)
    again = company.call(RecordCheckIn(key=key, value=Decimal(9), blocker=BATTERIES), by="emil")
    assert again.notices == (), "it waits already"
    mine = NewCheckIn(key=key, value=Decimal(9), blocker="No desk", blocker_owner="emil")
    many = company.call(RecordCheckIns(check_ins=(mine,)), by="emil")
    assert many.notices[0].startswith(f"{key}#3 waits for you, for an answer by ")
