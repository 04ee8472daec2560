"""`okr notices list|read`: what I am told of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from okr.cli.cells import moment_cell
from okr.cli.groups import OkrGroup, command
from okr.cli.look import Look
from okr.cli.options import as_of_options, key_option, looking_back, paged, request
from okr.cli.output import lines, print_one, print_page
from okr.cli.session import Session
from okr.cli.table import Column, Table, cell, table

if TYPE_CHECKING:
    from okr.contract.notices import NoticeView


@click.group(
    "notices",
    cls=OkrGroup,
    lazy={
        "list": ("okr.cli.notices:list_notices", "What I am told of and have not read yet."),
        "read": ("okr.cli.notices:read_notices", "Mark my notices as read."),
    },
    examples=("okr notices list", "okr notices read"),
)
def notices() -> None:
    """Notices: being asked, answered, mentioned."""


@command(
    "list",
    lists="notices.NoticeView",
    examples=("okr notices list", "okr notices list --read --json", "okr notices list --as-of 2026-10-31"),
)
@click.option("--read", "with_read", is_flag=True, help="Those that were read, too.")
@paged
@as_of_options
@click.pass_obj
def list_notices(
    session: Session, /, with_read: bool, everything: bool, as_of: str | None, known_at: str | None, **given: object
) -> None:
    """What I am told of and have not read yet, the newest first; as of a day what I had been told and had not read then."""
    from okr.contract.notices import ListNotices

    print_page(
        session,
        request(
            ListNotices,
            unread=False if with_read else None,
            **given,
            **looking_back(session, as_of, known_at),
        ),
        everything=everything,
        draw=_table,
    )


@command("read", does="notices.read", answers="base.Done", examples=("okr notices read", "okr notices read ACME-1+3"))
@click.argument("about", required=False)
@key_option()
@click.pass_obj
def read_notices(session: Session, /, about: str | None, idempotency_key: str | None) -> None:
    """Mark my notices as read: all, or those about one object."""
    from okr.contract.notices import ReadNotices

    done = session.call(request(ReadNotices, key=about), key=idempotency_key)
    print_one(session, done, lambda _: [lines(done.message)])


def _table(items: Sequence["NoticeView"], look: Look) -> Table:
    columns = (Column("When", from_width=100), Column("About"), Column("Notice", flexible=True))
    rows = (
        (moment_cell(one.recorded_at), cell(one.key, "accent"), cell(notice_words(one), "dim" if one.is_read else ""))
        for one in items
    )
    return table(columns, rows, empty="nothing new")


def notice_words(notice: "NoticeView") -> str:
    """What a notice says, with the command that does what it asks for."""
    return notice.text if notice.command is None else f"{notice.text}: {notice.command}"
