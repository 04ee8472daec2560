"""Focus areas: saying what customer focus means here."""

import re
from collections.abc import Sequence
from itertools import count
from uuid import UUID

from okr.application.case import ReadCase, WriteCase
from okr.application.editing import Found, change, require_version
from okr.application.finding import find_area, find_person
from okr.application.handlers import reads, writes
from okr.application.paging import after, page, read_cursor, write_cursor
from okr.contract.base import Page, PersonRef
from okr.contract.focus_areas import (
    CreateFocusArea,
    EditFocusArea,
    FocusAreaView,
    ListFocusAreas,
    ShowFocusArea,
)
from okr.domain.errors import InvalidInput, RuleViolation
from okr.domain.keys import without_accents
from okr.domain.policy import Action, AreaFacts
from okr.domain.text import accept_long_text, accept_short
from okr.domain.vocabulary import ObjectKind
from storage import focus_areas as stored
from storage import schema
from storage.counting import goals_by
from storage.rows import insert_row, lock_row
from storage.types import new_id

KEY_LIMIT = 40
TEXTS = ("customers", "meaning", "behaviour", "benefit")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@writes(CreateFocusArea)
def create_focus_area(case: WriteCase, command: CreateFocusArea) -> FocusAreaView:
    """Create a focus area; administrators only."""
    case.require(Action.EDIT_AREA, AreaFacts())
    name = accept_short(command.name, field="name")
    key = _key(case, name, command.key)
    owner = None if command.owner is None else find_person(case, command.owner, field="owner")
    new = new_id()
    row: dict[str, object] = {
        "id": new,
        "key": key,
        "name": name,
        **{field: accept_text(getattr(command, field), field=field) for field in TEXTS},
        "owner_id": None if owner is None else owner.id,
        "external_id": accept_short(command.external_id, field="external_id") if command.external_id else None,
        "version": 1,
    }
    insert_row(case.work, schema.focus_areas, row)
    case.record(ObjectKind.FOCUS_AREA, new, key, after=row)
    return view_of(case, key)


@writes(EditFocusArea)
def edit_focus_area(case: WriteCase, command: EditFocusArea) -> FocusAreaView:
    """Change or archive a focus area; its owner may, and an administrator."""
    given = command.model_fields_set
    row = lock_row(case.work, schema.focus_areas, find_area(case, command.key).id)
    case.require(Action.EDIT_AREA, AreaFacts(owner_id=row.owner_id))
    require_version(case, command.version, row, what=row.name)
    changes: dict[str, object] = {
        field: accept_text(getattr(command, field), field=field) for field in TEXTS if field in given
    }
    if "name" in given:
        changes["name"] = accept_short(command.name or "", field="name")
    if "owner" in given:
        changes["owner_id"] = None if command.owner is None else find_person(case, command.owner, field="owner").id
    if "archived" in given:
        changes["archived_on"] = (row.archived_on or case.today) if command.archived else None
    change(case, schema.focus_areas, row, changes, kind=ObjectKind.FOCUS_AREA, key=row.key)
    return view_of(case, row.key)


@reads(ListFocusAreas)
def list_focus_areas(case: ReadCase, query: ListFocusAreas) -> Page[FocusAreaView]:
    """A page of focus areas by name."""
    areas = schema.focus_areas
    conditions = after([areas.c.name, areas.c.id], read_cursor(query.cursor, str, UUID))
    if not query.include_archived:
        conditions.append(areas.c.archived_on.is_(None))
    rows = stored.shown(case.work, *conditions, limit=query.limit + 1)
    return page(
        rows, query.limit, items=lambda kept: views(case, kept), cursor=lambda row: write_cursor(row.name, row.id)
    )


@reads(ShowFocusArea)
def show_focus_area(case: ReadCase, query: ShowFocusArea) -> FocusAreaView:
    """One focus area."""
    return view_of(case, find_area(case, query.key).key)


def view_of(case: ReadCase, key: str) -> FocusAreaView:
    """The focus area of a key as it is shown."""
    return views(case, stored.shown(case.work, schema.focus_areas.c.key == key))[0]


def views(case: ReadCase, rows: Sequence[Found]) -> tuple[FocusAreaView, ...]:
    """Focus areas as they are shown; the goals of all of them are counted at once."""
    goals = goals_by(case.work, case.actor, schema.goals.c.focus_area_id, [row.id for row in rows])
    return tuple(
        FocusAreaView(
            key=row.key,
            name=row.name,
            customers=row.customers,
            meaning=row.meaning,
            behaviour=row.behaviour,
            benefit=row.benefit,
            owner=None if row.owner_handle is None else PersonRef(handle=row.owner_handle, name=row.owner_name),
            goals=goals.get(row.id, 0),
            external_id=row.external_id,
            archived=row.archived_on is not None,
            version=row.version,
        )
        for row in rows
    )


def accept_text(text: str | None, *, field: str) -> str | None:
    """One of the longer texts of a focus area as it is stored."""
    return accept_long_text(text, field=field) or None if text else None


def _key(case: WriteCase, name: str, wanted: str | None) -> str:
    """The key that is asked for, or a free one made from the name: Customer Care is customer-care."""
    if wanted is not None:
        key = wanted.strip().lower()
        if len(key) > KEY_LIMIT or _KEY.fullmatch(key) is None:
            raise InvalidInput(
                "A focus area's key has up to 40 letters a-z, digits and single dashes, such as customer-care.",
                field="key",
            )
        if stored.taken_keys(case.work, [key]):
            raise RuleViolation(f"Another focus area has the key {key} already.", field="key")
        return key
    words = re.findall(r"[a-z0-9]+", without_accents(name).lower())
    base = "-".join(words)[:KEY_LIMIT].strip("-") or "area"
    if not stored.taken_keys(case.work, [base]):
        return base
    for number in count(2):
        key = f"{base[: KEY_LIMIT - len(str(number)) - 1]}-{number}"
        if not stored.taken_keys(case.work, [key]):
            return key
    raise AssertionError("numbers have no end")
