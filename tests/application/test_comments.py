"""Comments: by whoever may see the goal, told to who is mentioned and may see it, withdrawn by who wrote them."""

from decimal import Decimal

import pytest

from okr.contract.check_ins import RecordCheckIn
from okr.contract.comments import AddComment, CommentResult, CommentView, ListComments, WithdrawComment
from okr.contract.contributions import AskContributions, NewReceiver
from okr.contract.goals import ShowGoal
from okr.contract.notices import ListNotices
from okr.contract.people import EditPerson
from okr.domain.errors import InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import ObjectKind, Visibility
from tests.application.companies import Company
from tests.application.goal_company import CAST, ROLES, add_cast, make_goal


def say(company: Company, on: str, text: str = "Well done", *, by: str = "emil") -> CommentResult:
    return company.call(AddComment(on=on, text=text), by=by)


def read(company: Company, on: str, *, by: str = "olivia") -> list[CommentView]:
    return list(company.call(ListComments(on=on), by=by).items)


def told(company: Company, by: str) -> list[str]:
    return [one.text for one in company.call(ListNotices(), by=by).items if one.kind is ObjectKind.COMMENT]


def test_a_comment_stands_on_what_it_is_about_and_the_goal_shows_all(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    company.call(RecordCheckIn(key=f"{goal}.1", value=Decimal(8)), by="emil")
    company.call(AskContributions(parent=goal, receivers=(NewReceiver(person="sven"),)), by="emil")
    about = (goal, f"{goal}.1", f"{goal}.1#1", f"{goal}+1")
    for place in about:
        say(company, place.lower())

    assert [(one.number, one.on) for one in read(company, goal)] == list(
        zip((4, 3, 2, 1), reversed(about), strict=True)
    )
    assert [one.on for one in read(company, f"{goal}.1")] == [f"{goal}.1#1", f"{goal}.1"]
    assert [one.on for one in read(company, f"{goal}.1#1")] == [f"{goal}.1#1"]
    assert [one.on for one in read(company, f"{goal}+1")] == [f"{goal}+1"]
    assert company.call(ShowGoal(key=goal)).comments == 4


def test_who_is_mentioned_is_told_once_and_the_owner_too(company: Company) -> None:
    goal = make_goal(company).key
    result = say(company, goal, "@sven and @Dan, ask @sven, not x@example.org", by="tess")

    assert [one.handle for one in result.told] == ["sven", "dan"]
    assert result.not_told == ()
    assert [one.handle for one in result.comment.mentions] == ["dan", "sven"]
    for handle in ("sven", "dan"):
        (words,) = told(company, handle)
        assert words.startswith(f"Tess Team mentions you in a comment on {goal}: @sven and @Dan")
    assert told(company, "emil") == [f"Tess Team comments on {goal}: @sven and @Dan, ask @sven, not x@example.org"]
    assert told(company, "tess") == []


def test_the_author_hears_who_was_not_told_and_why(company: Company) -> None:
    goal = make_goal(company, visibility=Visibility.UNIT).key
    company.call(EditPerson(handle="sara", employed_to="2026-11-01"))  # type: ignore[arg-type]  # pydantic reads it
    result = say(company, goal, "@sven @sara @nobody @tess")

    assert [one.handle for one in result.told] == ["tess"]
    assert [(one.handle, one.reason) for one in result.not_told] == [
        ("sven", f"may not see {goal}"),
        ("sara", "left on 2026-11-01"),
        ("nobody", "nobody here has this handle"),
    ]
    assert told(company, "sven") == []


@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_see_the_goal_may_comment_on_it_and_take_back_their_own(company: Company, role: str) -> None:
    add_cast(company)
    goal = make_goal(company, **CAST).key
    others = say(company, goal, "Mine", by="olivia").comment.number
    own = say(company, goal, by=ROLES[role]).comment

    assert own.may_withdraw
    with pytest.raises(NotAllowed, match="Only its author may take this comment back"):
        company.call(WithdrawComment(goal=goal, number=others), by=ROLES[role])
    assert company.call(WithdrawComment(goal=goal, number=own.number), by=ROLES[role]).withdrawn


def test_what_a_person_may_not_see_they_neither_read_nor_comment_on(company: Company) -> None:
    goal = make_goal(company, visibility=Visibility.NAMED).key
    say(company, goal)

    with pytest.raises(NotFound):
        say(company, goal, "Hm", by="sven")
    with pytest.raises(NotFound):
        read(company, goal, by="sven")
    with pytest.raises(NotFound):
        company.call(WithdrawComment(goal=goal, number=1), by="sven")


def test_a_withdrawn_comment_keeps_its_place_without_its_words(company: Company) -> None:
    goal = make_goal(company).key
    number = say(company, goal, "@dan is slow").comment.number
    say(company, goal, "Sorry")
    company.call(WithdrawComment(goal=goal, number=number), by="emil")

    newest, withdrawn = read(company, goal)
    assert (newest.number, withdrawn.number) == (2, 1)
    assert (withdrawn.text, withdrawn.mentions, withdrawn.withdrawn, withdrawn.may_withdraw) == (None, (), True, False)
    assert company.call(ShowGoal(key=goal)).comments == 1
    with pytest.raises(RuleViolation, match="was withdrawn already"):
        company.call(WithdrawComment(goal=goal, number=number), by="emil")


def test_what_is_wrong_is_refused_with_the_reason(company: Company) -> None:
    goal = make_goal(company).key
    with pytest.raises(InvalidInput, match="text: is empty"):
        say(company, goal, " ")
    with pytest.raises(InvalidInput, match="51 people are mentioned, at most 50"):
        say(company, goal, " ".join(f"@p{number}" for number in range(51)))
    with pytest.raises(NotFound, match="has no check-in number 3"):
        say(company, f"{goal}.1#3")
    with pytest.raises(NotFound, match="There is no contribution"):
        say(company, f"{goal}+3")
    with pytest.raises(NotFound, match="has no comment 3"):
        company.call(WithdrawComment(goal=goal, number=3), by="emil")


def test_comments_go_on_page_by_page(company: Company) -> None:
    goal = make_goal(company).key
    for number in range(5):
        say(company, goal, f"Number {number}")
    first = company.call(ListComments(on=goal, limit=3))
    second = company.call(ListComments(on=goal, limit=3, cursor=first.next_cursor))

    assert [one.number for one in (*first.items, *second.items)] == [5, 4, 3, 2, 1]
    assert second.next_cursor is None
