"""`okr blocker|initiative|comment|agenda`, `okr goal depend`: what is said around goals, from the command line to the file and back."""

import json

import pytest

from tests.cli.conftest import Okr, Ran

RAISED = ("checkin", "CARE-1.1", "20", "--blocker", "Two of five desks are empty", "--note", "Slow start")


def good(ran: Ran) -> Ran:
    assert ran.code == 0, ran.err
    return ran


def items(ran: Ran) -> list[dict[str, object]]:
    found = json.loads(good(ran).out)["items"]
    assert isinstance(found, list)
    return found


def test_a_blocker_is_raised_answered_and_reopened(acme: Okr) -> None:
    good(acme(*RAISED, "--as", "dana.cho"))
    assert items(acme("blocker", "list", "--json"))[0]["owner"] == {"handle": "ada.berg", "name": "Ada Berg"}
    told = " ".join(good(acme("notices", "list")).out.split())
    assert "okr blocker answer CARE-1.1#1 TEXT" in told
    (notice,) = items(acme("notices", "list", "--json"))
    assert (notice["asks"], notice["command"]) == ("answer the blocker", "okr blocker answer CARE-1.1#1 TEXT")
    assert "okr" not in str(notice["text"])
    assert str(notice["command"]) in " ".join(good(acme("home")).out.split())
    assert "Two of five desks are empty" in good(acme("goal", "show", "CARE-1")).out
    answered = good(acme("blocker", "answer", "care-1.1#1", "Take ours")).out
    assert "Take ours" in answered
    assert "nothing waits for an answer" in good(acme("blocker", "list", "--all")).out
    assert len(items(acme("blocker", "list", "--key", "CARE-1", "--json"))) == 1
    good(acme("blocker", "reopen", "CARE-1.1#1"))
    good(acme("blocker", "assign", "CARE-1.1#1", "dana.cho"))
    assert "Dana Cho" in good(acme("blocker", "list", "--person", "dana.cho")).out


def test_a_check_in_names_who_answers_and_says_that_it_is_gone(acme: Okr) -> None:
    good(acme(*RAISED, "--blocker-owner", "dana.cho"))
    assert items(acme("blocker", "list", "--all", "--json"))[0]["owner"] == {"handle": "dana.cho", "name": "Dana Cho"}
    good(acme("checkin", "CARE-1.1", "19", "--unblocked", "--note", "Both are hired"))
    assert items(acme("blocker", "list", "--all", "--json")) == []
    assert items(acme("blocker", "list", "--state", "answered", "--all", "--json"))[0]["answer"] == "Both are hired"


def test_what_waits_is_on_the_lists_of_due_things_and_of_accountability(acme: Okr) -> None:
    good(acme(*RAISED))
    good(acme("initiative", "new", "CARE-1.1", "Hire two agents", "--due", "2026-05-16", "--owner", "dana.cho"))
    due = good(acme("due", "--as", "dana.cho")).out
    assert "Hire two agents" in due
    assert "Two of five desks are empty" in due
    document = json.loads(good(acme("due", "--as", "dana.cho", "--json")).out)
    assert [one["key"] for one in document["initiatives"]] == ["CARE-1~1"]
    assert [one["key"] for one in document["blockers"]] == ["CARE-1.1#1"]
    report = json.loads(good(acme("accountability", "--unit", "CARE", "--json")).out)
    assert report["unit"]["unanswered_blockers"] == 1
    (blocker,) = report["blockers"]
    assert (blocker["blocker"], blocker["answers"]["handle"], blocker["answer"]) == ("CARE-1.1#1", "dana.cho", None)
    good(acme("checkin", "CARE-1.1", "19"))
    again = json.loads(good(acme("accountability", "--unit", "CARE", "--json")).out)
    assert (again["unit"]["blockers"], again["unit"]["unanswered_blockers"]) == (0, 1)
    assert [one["blocker"] for one in again["blockers"]] == ["CARE-1.1#1"]


def test_an_initiative_is_written_changed_and_done(acme: Okr) -> None:
    assert "CARE-1~1" in good(acme("initiative", "new", "CARE-1", "Hire two agents")).out
    good(acme("initiative", "edit", "CARE-1~1", "--owner", "dana.cho", "--due", "2026-06-01", "--of", "CARE-1.1"))
    (one,) = items(acme("initiative", "list", "--person", "dana.cho", "--json"))
    assert (one["key_result"], one["due_on"]) == ("CARE-1.1", "2026-06-01")
    good(acme("initiative", "edit", "CARE-1~1", "--clear", "due", "--clear", "key-result"))
    good(acme("initiative", "done", "CARE-1~1", "--date", "2026-05-14", "--as", "dana.cho"))
    assert items(acme("initiative", "list", "--all", "--json")) == []
    (one,) = items(acme("initiative", "list", "--done", "--all", "--json"))
    assert (one["done_on"], one["due_on"], one["key_result"]) == ("2026-05-14", None, None)
    good(acme("initiative", "done", "CARE-1~1", "--not"))
    assert "Hire two agents" in good(acme("initiative", "list", "--all")).out
    assert "Hire two agents" in good(acme("goal", "show", "CARE-1")).out


def test_a_dependency_is_shown_at_both_goals_and_a_circle_is_a_warning(acme: Okr) -> None:
    good(acme("goal", "depend", "CARE-1", "--on", "ACME-1", "--kind", "blocked-by", "--note", "the price list"))
    assert "the price list" in good(acme("goal", "show", "CARE-1")).out
    assert "Needed by" in good(acme("goal", "show", "ACME-1")).out
    circle = good(acme("goal", "depend", "ACME-1", "--on", "CARE-1"))
    assert "these goals wait for each other: ACME-1 > CARE-1 > ACME-1" in circle.err
    assert "these goals wait for each other" in good(acme("goal", "show", "CARE-1")).out
    gone = good(acme("goal", "undepend", "ACME-1", "--on", "CARE-1"))
    assert (gone.err, "Needed by" in gone.out) == ("", True)


def test_a_comment_says_who_was_told_and_who_was_not(acme: Okr) -> None:
    said = good(acme("comment", "CARE-1", "Well done, @dana.cho and @gus")).out
    assert "told: Dana Cho" in said
    assert "not told: @gus (nobody here has this handle)" in said
    good(acme("comment", "add", "CARE-1.1", "Where from?", "--as", "dana.cho"))
    assert [one["on"] for one in items(acme("comment", "list", "CARE-1", "--json"))] == ["CARE-1.1", "CARE-1"]
    assert acme("comment", "withdraw", "CARE-1", "1", "--as", "dana.cho").code == 4
    assert "withdrawn" in good(acme("comment", "withdraw", "CARE-1", "1")).out


def test_an_agenda_is_markdown_or_json(acme: Okr) -> None:
    good(acme(*RAISED, "--as", "dana.cho"))
    good(acme("initiative", "new", "CARE-1", "Hire *two* agents", "--due", "2026-05-16", "--as", "dana.cho"))
    text = good(acme("agenda", "@dana.cho")).out
    assert text.startswith("# Ada Berg and Dana Cho, 2026-05-15\n")
    assert "- **CARE-1.1#1** Two of five desks are empty (Ada Berg answers by 2026-05-20)" in text
    assert r"- **CARE-1\~1** Hire \*two\* agents: due 2026-05-16" in text
    document = json.loads(good(acme("agenda", "dana.cho", "--json", "--days", "7")).out)
    assert (document["person"]["handle"], document["since"]) == ("dana.cho", "2026-05-08")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("blocker", "answer", "CARE-1.1#9", "Gone"), 3),
        (("blocker", "answer", "CARE-1.1", "Gone"), 2),
        (("blocker", "list", "--mine", "--team"), 2),
        (("initiative", "done", "CARE-1~1", "--not", "--date", "today"), 2),
        (("initiative", "edit", "CARE-1~1"), 2),
        (("initiative", "edit", "CARE-1~1", "--title", "Another"), 3),
        (("goal", "depend", "CARE-1"), 2),
        (("goal", "undepend", "CARE-1", "--on", "ACME-1"), 3),
        (("goal", "depend", "CARE-1", "--on", "CARE-1"), 1),
        (("comment", "CARE-1"), 2),
        (("comment", "nonsense"), 2),
        (("agenda", "nobody"), 3),
        (("checkin", "CARE-1.1", "20", "--blocker-owner", "dana.cho"), 2),
    ],
)
def test_what_is_wrong_is_refused_with_its_exit_code(acme: Okr, words: tuple[str, ...], code: int) -> None:
    ran = acme(*words)
    assert ran.code == code, ran.err
    assert ran.err
