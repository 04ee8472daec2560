"""`okr goal propose|accept|...`, `okr contribution` and `okr notices`: what becomes of words and numbers, and what is shown."""

import json
from decimal import Decimal

import pytest

from okr.contract.contributions import AskContributions, NewReceiver
from okr.domain.errors import NotFound
from okr.domain.vocabulary import ShareMode, UnitKind
from tests.cli.conftest import FakeBackend, Okr, Run

D = Decimal


def asked_of(run: Run, backend: FakeBackend, *words: str) -> AskContributions:
    """What is asked of the backend, which answers that there is no such goal."""
    backend.answers[AskContributions] = NotFound("There is no goal CARE-7.")
    assert run("goal", "propose", "CARE-7", *words).code == 3
    request = backend.asked[-1]
    assert isinstance(request, AskContributions)
    return request


def test_units_and_people_are_named_by_key_and_handle(run: Run, backend: FakeBackend) -> None:
    request = asked_of(run, backend, "--to", "CARE", "--to", "@dana", "--message", "Please")
    assert request.receivers == (NewReceiver(unit="CARE"), NewReceiver(person="dana"))
    assert (request.shares, request.message) == (ShareMode.EQUAL, "Please")


@pytest.mark.parametrize(
    ("words", "mode", "numbers"),
    [
        (("--to", "A1=40", "--to", "B1=30.5"), ShareMode.TYPED, ((D(40), None), (D("30.5"), None))),
        (("--to", "A1", "--to", "B1", "--share", "40, 30"), ShareMode.TYPED, ((D(40), None), (D(30), None))),
        (("--to", "A1=3", "--to", "B1=1", "--share", "weight"), ShareMode.WEIGHT, ((None, D(3)), (None, D(1)))),
        (("--to", "A1", "--share", "people"), ShareMode.PEOPLE, ((None, None),)),
    ],
)
def test_shares_are_typed_in_one_place(run: Run, backend: FakeBackend, words, mode, numbers) -> None:
    request = asked_of(run, backend, *words)
    assert request.shares is mode
    assert tuple((one.share, one.weight) for one in request.receivers) == numbers


def test_a_level_is_asked_below_a_unit(run: Run, backend: FakeBackend) -> None:
    request = asked_of(run, backend, "--level", "team", "--below", "CARE", "--amount", "50")
    assert (request.level, request.below, request.amount, request.receivers) == (UnitKind.TEAM, "CARE", D(50), ())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--to", "A1", "--share", "1,2"), "lists 2 for 1"),
        (("--to", "A1=3", "--share", "1"), "not in both"),
        (("--to", "A1=3", "--share", "equal"), "takes no numbers"),
        (("--to", "A1", "--share", "evenly"), "share"),
        (("--level", "tem"), "none of the words"),
    ],
)
def test_shares_that_contradict_are_wrong_usage(run: Run, backend: FakeBackend, words, message: str) -> None:
    ran = run("goal", "propose", "CARE-7", *words)
    assert ran.code == 2
    assert message in ran.err
    assert not backend.asked


def agreed(acme: Okr) -> None:
    """Dana leads Customer Care and is asked for 6 of 20 hours by Ada."""
    assert acme("unit", "edit", "CARE", "--lead", "dana.cho").code == 0
    ran = acme("goal", "propose", "ACME-1.1", "--to", "CARE=6", "--title", "Reply sooner", "--message", "You can")
    assert ran.code == 0, ran.err
    assert "asked 30 %, accepted 0 %, short by 100 points" in ran.out


def test_from_asking_to_the_subscription(acme: Okr) -> None:
    agreed(acme)
    due = acme("--as", "dana.cho", "due")
    assert "1 contribution waits for your answer: okr contribution list --waiting" in due.err
    assert "contribution" not in acme("due").err
    waiting = acme("--as", "dana.cho", "contribution", "list", "--waiting").out
    assert "ACME-1+1" in waiting
    assert "2026-05-20" in waiting
    notices = json.loads(acme("--as", "dana.cho", "notices", "list", "--json").out)
    assert [one["key"] for one in notices["items"]] == ["ACME-1+1"]

    refused = acme("--as", "dana.cho", "goal", "accept", "ACME-1+1")
    assert refused.code == 1
    assert "say where you stand today" in refused.err
    accepted = acme("--as", "dana.cho", "goal", "accept", "ACME-1+1", "--baseline", "30", "--json")
    assert accepted.code == 0, accepted.err
    view = json.loads(accepted.out)
    assert (view["state"], view["child_key_result"], view["steps"][1]["step"]) == ("accepted", "CARE-2.1", "accepted")

    listed = acme("contribution", "list", "ACME-1").out
    assert listed.startswith("ACME-1.1  asked 30 %, accepted 30 %, short by 70 points\n")
    found = json.loads(acme("contribution", "subscription", "ACME-1", "--json").out)
    assert [(one["parent"], one["accepted"], one["gap"]) for one in found["parents"]] == [("ACME-1.1", "0.3", "-0.7")]
    assert "ACME-1.1  asked 30 %" in acme("contribution", "subscription", "ACME-1.1").out


def test_an_overdue_answer_is_said_so(acme: Okr) -> None:
    agreed(acme)
    assert "1 contribution waits for your answer, overdue:" in acme(
        "--as", "dana.cho", "--today", "2026-05-20", "due"
    ).err  # fmt: skip


def test_counter_ask_again_decline_and_withdraw(acme: Okr) -> None:
    agreed(acme)
    countered = acme("--as", "dana.cho", "goal", "counter", "ACME-1+1", "--share", "2", "--reason", "Few of us")
    assert "countered" in countered.out
    assert "Few of us" in countered.out
    again = json.loads(acme("goal", "ask-again", "ACME-1+1", "--share", "4", "--due", "2026-06-20", "--json").out)
    assert (again["share"], again["due"], again["state"]) == ("4", "2026-06-20", "open")
    declined = acme("--as", "dana.cho", "goal", "decline", "ACME-1+1", "--reason", "Not now")
    assert "declined" in declined.out
    assert acme("goal", "ask-again", "ACME-1+1").code == 0
    assert "withdrawn" in acme("goal", "withdraw", "ACME-1+1").out
    shown = acme("contribution", "show", "acme-1+1").out
    assert [line.split()[1] for line in shown.splitlines() if line[:1].isdigit()] == [
        "asked",
        "countered",
        "asked",
        "declined",
        "asked",
        "withdrawn",
    ]
    assert acme("contribution", "show", "ACME-1+1").code == 0
    assert (
        acme("--as", "dana.cho", "notices", "read").out == "2 notices marked as read\n"
    )  # two were answered, which reads them


def test_another_wording_stands_in_the_history_beside_its_reason(acme: Okr) -> None:
    agreed(acme)
    words = ("--title", "Reply to callers sooner", "--reason", "Letters wait")
    shown = acme("--as", "dana.cho", "goal", "counter", "ACME-1+1", *words).out
    [step] = [line for line in shown.splitlines() if line.startswith("2  countered")]
    assert step.endswith("as 'Reply to callers sooner'  Letters wait")


def test_an_offer_goes_upwards(acme: Okr) -> None:
    written = ("goal", "new", "Call back within a day", "--unit", "CARE", "--owner", "dana.cho")
    assert acme(*written).code == 0
    offered = acme("--as", "dana.cho", "goal", "offer", "CARE-2", "--to", "ACME-1", "--share", "20")
    assert offered.code == 0, offered.err
    assert "offered by" in offered.out
    accepted = json.loads(acme("goal", "accept", "ACME-1+1", "--json").out)
    assert (accepted["child"], accepted["offered"], accepted["state"]) == ("CARE-2", True, "accepted")


def test_what_is_not_there_is_said_with_the_way_on(acme: Okr) -> None:
    agreed(acme)
    assert acme("contribution", "list", "ACME-1", "--state", "declined").out.endswith("asks for some\n")
    assert acme("contribution", "show", "nonsense").code == 2
    assert acme("contribution", "show", "ACME-1+7").code == 3


def test_what_has_not_begun_shows_its_state_and_no_status(acme: Okr) -> None:
    written = (
        "goal",
        "new",
        "Call back within a day",
        "--unit",
        "CARE",
        "--owner",
        "dana.cho",
        "--result",
        "Called back: 10 -> 90 %",
    )
    assert acme(*written).code == 0
    for words in (("goal", "show", "CARE-2"), ("kr", "show", "CARE-2.1")):
        shown = acme(*words).out
        assert "◇ draft" in shown
        assert "pending" not in shown
    assert "draft" not in acme("kr", "show", "CARE-1.1").out
