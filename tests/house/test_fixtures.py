"""The fixtures that every test leans on."""

import os
import socket
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import user_config_path

from tests.conftest import NetworkRefused
from tests.databases import PostgresqlServer


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("93.184.216.34", 443)])
def test_a_connection_beyond_this_machine_is_refused(address):
    with socket.socket() as outward, pytest.raises(NetworkRefused):
        outward.connect(address)


def test_a_datagram_beyond_this_machine_is_refused():
    with socket.socket(type=socket.SOCK_DGRAM) as outward, pytest.raises(NetworkRefused):
        outward.sendto(b"?", ("192.0.2.1", 53))


def test_a_name_is_not_looked_up():
    with pytest.raises(NetworkRefused):
        socket.create_connection(("example.org", 80), timeout=1)


def test_loopback_is_open():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        client.sendall(b"x")
        accepted, _ = server.accept()
        with accepted:
            assert accepted.recv(1) == b"x"


def test_home_and_settings_are_the_tests_own():
    assert user_config_path("okr").is_relative_to(Path.home())
    assert "pytest" in str(Path.home())
    assert not [name for name in os.environ if name.startswith("OKR_")]


@given(number=st.integers())
def test_properties_may_stand_beside_the_fixtures(number):
    assert isinstance(number, int)


def test_each_kind_of_database_is_given_empty(database_url, request):
    if database_url.startswith("sqlite:///"):
        assert "[sqlite]" in request.node.name
        assert not Path(database_url.removeprefix("sqlite:///")).exists()
    else:
        assert "[postgresql]" in request.node.name
        with psycopg.connect(database_url) as connection:
            tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        assert tables == (0,)


def test_a_prepared_database_is_copied(postgresql_server: PostgresqlServer):
    prepared = postgresql_server.create_database()
    with psycopg.connect(postgresql_server.url(prepared)) as connection:
        connection.execute("CREATE TABLE marker (id integer)")
    copy = postgresql_server.create_database(template=prepared)
    with psycopg.connect(postgresql_server.url(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM marker").fetchone() == (0,)
    postgresql_server.drop_database(copy)
    postgresql_server.drop_database(prepared)


async def test_asynchronous_tests_need_no_mark():
    assert True
