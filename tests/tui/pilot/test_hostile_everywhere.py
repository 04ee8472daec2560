"""Every screen and dialog of a company in which every text means ill: nothing of it acts, and no screen is left out."""

import importlib
import itertools
import pkgutil
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

import okr.contract
from tests.tui import company as made_up
from tests.tui.everywhere import WAYS, Way, backend_for, every_class, walk, write_files
from tests.tui.pilot.test_hostile_text import HOSTILE, check_harmless, hostile_company
from tests.tui.rooms import conversation
from tests.tui.support import LARGE, SMALL, app_over, press, rest, running
from tui.app import OkrApp

ONWARD = ("j", "tab", "G", "escape", "escape")
"""What is pressed at the end of each way, so that what stands further down is drawn, too."""


FREE = {
    "acknowledgement", "after", "answer", "area_names", "before", "behaviour", "benefit", "blocker", "calibration", "computed", "counts",
    "customers", "detail", "email", "failing", "goal_title", "guardrails", "last_note", "left_out_because",
    "meaning", "message", "name", "next", "note", "notes", "notices", "now", "organisation", "parent_title",
    "columns", "command", "place", "planned", "post_mortem", "proposal", "reason", "remark", "result", "rule", "said", "sentence",
    "sentences", "service_values", "smart", "stored", "summary", "text", "title", "to_change", "top_title",
    "unit_of_measure", "used_for", "value", "vision", "warnings", "what", "who", "why", "words", "worked",
}  # fmt: skip
"""Fields of answers that somebody may have written, or in which something may be quoted that somebody wrote."""
KEYS = {
    "about", "below", "blocker_owner", "broken_guardrails", "cadence", "carried_from", "child", "child_key_result",
    "circle", "company", "competencies", "contributors", "cursor", "cycle", "cycle_key", "delegate",
    "dependency_circle", "external_id", "field", "focus_area", "focus_areas", "goal", "goals", "handle", "home",
    "key", "key_result", "keys", "kind", "label", "lead", "letters", "manager", "marker", "matching", "may",
    "merged", "new_key", "next_cursor", "of", "offered", "on", "operation", "over", "owner", "owner_email", "owner_handle",
    "owner_name", "parent", "parents", "path", "person", "readers", "seen", "skipped", "source", "sponsor", "state", "target",
    "time_zone", "to", "top", "unit", "unit_prefix", "verdict", "weakest_child",
}  # fmt: skip
"""Fields that hold keys, days and words of okr's own, which are refused at the door where they are none."""


def poisoned(value: object, turn: Iterator[str], *, free: bool = False) -> object:
    """An answer in which every free text means ill, one after the other; what may be left out is there."""
    if isinstance(value, BaseModel):
        changed = {
            name: poisoned(getattr(value, name), turn, free=name in FREE and _holds_text(field.annotation))
            for name, field in type(value).model_fields.items()
        }
        return value.model_copy(update=changed)
    if isinstance(value, tuple):
        return tuple(poisoned(one, turn, free=free) for one in value)
    if free and isinstance(value, dict):
        return {key: poisoned(one, turn, free=isinstance(one, str)) for key, one in value.items()}
    return next(turn) or value if free and (value is None or type(value) is str) else value


def _holds_text(annotation: object) -> bool:
    """Whether a field of this type may hold a text."""
    return annotation is str or any(_holds_text(part) for part in getattr(annotation, "__args__", ()))


def poison(backend, texts: list[str], monkeypatch) -> None:
    """Let every answer of a backend mean ill in every field."""
    turn, answer = itertools.cycle(texts), backend.call
    monkeypatch.setattr(backend, "call", lambda request, **given: poisoned(answer(request, **given), turn))


def test_every_field_with_a_text_is_known():
    """A new field of an answer has to say whether people write into it."""
    for module in pkgutil.iter_modules(okr.contract.__path__):
        importlib.import_module(f"okr.contract.{module.name}")
    found = {
        name
        for kind in _models(BaseModel)
        if kind.__module__.startswith("okr.contract")
        for name, field in kind.model_fields.items()
        if _holds_text(field.annotation)
    }
    assert found <= FREE | KEYS, found - FREE - KEYS


def _models(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in kind.__subclasses__():
        yield one
        yield from _models(one)


def hostile(way: Way, first: int):
    """A company with every text in every field that goes on from the `first` one: no text has a place of its own."""
    turned = HOSTILE[first:] + HOSTILE[:first]
    backend = backend_for(way, hostile_company(*turned))
    if way.steps and way.steps[0].startswith("conversation"):
        talk = conversation.of(backend)
        talk.comments[0] = talk.comments[0].model_copy(update={"text": "\n".join(turned)})
        talk.work[0] = talk.work[0].model_copy(update={"title": turned[0] or "-"})
    return backend


def test_no_screen_is_left_out():
    assert every_class() == set(WAYS)


@pytest.mark.parametrize("name", WAYS)
async def test_hostile_text_is_harmless_on_every_screen(name, tmp_path, monkeypatch):
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(OkrApp, "copy_to_clipboard", lambda *_: None)
    at = sorted(WAYS).index(name)
    turn = itertools.cycle(HOSTILE[at % len(HOSTILE) :] + HOSTILE[: at % len(HOSTILE)])
    for key in made_up.UNITS:
        monkeypatch.setitem(made_up.UNITS, key, next(turn) or "-")
    way = WAYS[name]
    backend = hostile(way, at % len(HOSTILE))
    poison(backend, HOSTILE[at % len(HOSTILE) :] + HOSTILE[: at % len(HOSTILE)], monkeypatch)
    app = app_over(backend)
    seen = set()
    async with running(app, LARGE if at % 2 else SMALL) as pilot:
        check_harmless(app)
        async for _ in walk(app, pilot, way):
            seen.add(type(app.screen).__name__)
            check_harmless(app)
        seen.add(type(app.screen).__name__)
        for key in ONWARD:
            await press(pilot, key)
            await rest(pilot)
            check_harmless(app)
        assert app.crash is None
        assert app.is_running
    assert name in seen
