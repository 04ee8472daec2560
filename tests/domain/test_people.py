"""Handles, e-mail addresses and time zones: what is let in, and handles made from names."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.errors import InvalidInput
from okr.domain.people import (
    HANDLE_LIMIT,
    accept_email,
    accept_handle,
    accept_time_zone,
    propose_handle,
    propose_handles,
)


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Jane Doe", "jane.doe"),
        ("Zoë O'Neil", "zoe.oneil"),
        ("Jürgen Groß-Weiß", "jurgen.gross.weiss"),
        ("  Łukasz   Żak ", "lukasz.zak"),
        ("Ana María Núñez de la Cruz", "ana.maria.nunez.de.la.cruz"),
        ("R2D2", "r2d2"),
    ],
)
def test_a_handle_is_the_name_in_plain_small_letters(name, handle):
    assert propose_handle(name, ()) == handle


def test_a_taken_handle_gets_the_next_number():
    assert propose_handle("Jane Doe", {"jane.doe", "jane.doe2"}) == "jane.doe3"


def test_a_name_without_latin_letters_takes_the_e_mail_address():
    assert propose_handle("李雷", (), email="li.lei@example.org") == "li.lei"
    assert propose_handle("李雷", ()) == "person"


@given(st.text(max_size=300))
def test_every_proposal_for_any_name_is_a_handle(name):
    for handle in islice(propose_handles(name), 12):
        assert accept_handle(handle) == handle


def test_a_long_name_still_gives_different_handles():
    handles = list(islice(propose_handles("x" * 500), 20))

    assert len(set(handles)) == 20
    assert all(len(handle) <= HANDLE_LIMIT for handle in handles)


@pytest.mark.parametrize("text", ["", ".jane", "jane.", "jane doe", "jané", "a@b", "x" * 65, "\x1b[31m", "a/b"])
def test_other_handles_are_refused(text):
    with pytest.raises(InvalidInput, match="cannot be a handle"):
        accept_handle(text)


def test_a_handle_is_kept_in_small_letters():
    assert accept_handle(" Jane.Doe ") == "jane.doe"


def test_an_address_is_kept_in_small_letters():
    assert accept_email(" Jane.Doe@Example.ORG ") == "jane.doe@example.org"


@pytest.mark.parametrize(
    "text", ["jane", "@x.org", "jane@", "a@b@c.org", "a b@c.org", "jane@.org", "jane@org.", "a@b\n"]
)
def test_what_is_no_address_is_refused(text):
    if text.endswith("\n"):
        assert accept_email(text) == "a@b"  # blanks around it do not matter
        return
    with pytest.raises(InvalidInput):
        accept_email(text)


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_time_zones_of_the_calendar_are_known(name):
    assert accept_time_zone(f" {name} ") == name


@pytest.mark.parametrize(
    "name", ["Europe/Berlim", "Mars", "", "Europe", "../etc/passwd", "/etc/localtime", "a" * 200, "\0"]
)
def test_other_time_zones_are_refused(name):
    with pytest.raises(InvalidInput, match="no time zone"):
        accept_time_zone(name)


def test_a_near_miss_is_answered_with_what_is_meant():
    with pytest.raises(InvalidInput) as refusal:
        accept_time_zone("Europe/Berlim")

    assert "Europe/Berlin" in str(refusal.value.hint)
