"""The process that asks beforehand gives what the backend would give, once, and is never needed."""

import os
import pickle
import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from okr.client import connect
from okr.domain.errors import Unreachable
from tests.tui.real_company import TODAY
from tests.tui.test_real_company import url as _url
from tui.gateway import Gateway
from tui.head_start import Begun, HeadStart, end
from tui.head_start import begin as begin_process
from tui.lens import Lens

url = _url


class Connecting:
    """Connects, and counts how often."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.times = 0

    def __call__(self):
        self.times += 1
        return connect(self.url, today=TODAY)


@pytest.fixture
def begin():
    starts = []

    def begin(url, role=None):
        starts.append(HeadStart(url, acting_as=None, today=TODAY, role=role))
        return starts[-1]

    yield begin
    for start in starts:
        start.close()


def test_what_was_asked_beforehand_is_what_the_backend_answers_and_nothing_is_connected_for_it(begin, url):
    connecting = Connecting(url)
    early, late = Gateway(connecting, head_start=begin(url)), Gateway(Connecting(url))
    assert (early.home(None, at_a_glance=True), early.session(), early.unread()) == (
        late.home(None),
        late.session(),
        late.unread(),
    )
    assert connecting.times == 0
    late.close()


def test_each_answer_is_given_once_and_then_asked_anew(begin, url):
    connecting = Connecting(url)
    gateway = Gateway(connecting, head_start=begin(url))
    first = gateway.home(None, at_a_glance=True)
    assert gateway.home(None, at_a_glance=True) == first
    assert connecting.times == 1
    gateway.close()


def test_the_home_of_another_role_is_asked_for_itself(begin, url):
    connecting = Connecting(url)
    gateway = Gateway(connecting, head_start=begin(url, role="employee"))
    assert gateway.home("executive").role == "executive"
    assert connecting.times == 1
    gateway.close()


def test_where_the_process_fails_the_backend_answers(begin, url):
    start = begin(url)
    start.end()
    gateway = Gateway(Connecting(url), head_start=start)
    assert gateway.session().organisation == "Northwind Internet"
    gateway.close()


def test_without_a_company_there_is_no_early_answer_and_no_trace_of_one(begin, tmp_path):
    start = begin(str(tmp_path / "none.sqlite"))
    assert start.take("home") is None
    assert list(tmp_path.iterdir()) == []


def test_modules_in_the_folder_in_which_somebody_works_are_not_loaded(begin, url, tmp_path, monkeypatch):
    folder = tmp_path / "somewhere"
    (folder / "tui").mkdir(parents=True)
    for name in ("tui/__init__.py", "tui/head_start.py", "json.py"):
        (folder / name).write_text("raise SystemExit(f'{__file__} was loaded')")
    monkeypatch.chdir(folder)
    assert begin(url).take("session") is not None


def test_who_leaves_while_it_asks_waits_for_nothing(begin, url):
    start = begin(url)
    gateway = Gateway(Connecting(url), head_start=start)
    gateway.interrupt()
    assert start.take("unread") is None
    with pytest.raises(Unreachable):
        gateway.marker()


def test_who_wants_what_has_come_does_not_wait_for_who_wants_what_has_not():
    reading, writing = os.pipe()
    process = SimpleNamespace(stdin=None, stdout=os.fdopen(reading, "rb"), kill=lambda: None, wait=lambda: None)
    start = HeadStart(None, acting_as=None, today=TODAY, role=None, begun=cast(Begun, process))
    late = threading.Thread(target=start.take, args=["whole home"], daemon=True)
    late.start()
    os.write(writing, pickle.dumps(("session", "who looks")))
    found = []
    early = threading.Thread(target=lambda: found.append(start.take("session")), daemon=True)
    early.start()
    early.join(20)
    assert (found, late.is_alive()) == (["who looks"], True)
    os.close(writing)
    late.join(20)
    assert not late.is_alive()


def test_who_looks_at_another_day_is_not_answered_of_today_and_nobody_asks_on(begin, url):
    start = begin(url)
    gateway = Gateway(Connecting(url), head_start=start)
    gateway.lens = Lens(day=TODAY - timedelta(days=30))
    assert gateway.home(None).today == TODAY - timedelta(days=30)
    assert start.take("unread") is None
    gateway.close()


def test_a_process_that_is_told_nothing_ends_with_whoever_began_it_or_when_it_is_ended():
    left, ended = begin_process(), begin_process()
    assert left is not None
    assert ended is not None
    left.communicate()  # which closes what it is told by
    assert left.returncode == 0
    end(ended)
    assert ended.returncode is not None
    end(None)


def test_a_process_begun_before_answers_like_one_begun_for_it(url):
    start = HeadStart(url, acting_as=None, today=TODAY, role=None, begun=begin_process())
    assert Gateway(Connecting(url), head_start=start).session().organisation == "Northwind Internet"
    start.close()
