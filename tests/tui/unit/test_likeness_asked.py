"""What is asked while one writes a title: each word once, of one kind alone."""

from okr.contract.goals import ShowGoal
from okr.contract.search import Search
from tests.tui.fakes import FakeBackend
from tui.gateways.goal_writing import GoalWriting
from tui.view_models.goal_writing import Heard


def test_a_word_of_the_title_is_looked_for_once_and_among_goals_alone() -> None:
    backend, heard = FakeBackend(), Heard()
    writing = GoalWriting(lambda: backend)
    for title in ("Answer every customer", "Answer every customer fast", "Answer every customer within hours"):
        found = writing.like(title, heard=heard)
    asked = [(request.text, request.kinds) for request in backend.asked(Search)]
    assert asked == [(word, ("goal",)) for word in ("customer", "answer", "fast", "within")]
    assert found[0].title == "Answer every customer within two hours"
    shown = [request.key for request in backend.asked(ShowGoal)]
    assert sorted(shown) == sorted(set(shown))


def test_a_baseline_is_looked_for_among_key_results_alone() -> None:
    backend = FakeBackend()
    GoalWriting(lambda: backend).past("Median time to the first answer", heard=Heard())
    assert {request.kinds for request in backend.asked(Search)} == {("key result",)}
