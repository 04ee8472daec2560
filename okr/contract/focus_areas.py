"""Focus areas: what customer focus means here."""

from okr.contract.base import Command, Model, Page, PageOf, PersonRef, Query, operation


class FocusAreaView(Model):
    """A focus area: which customers, what it means, which behaviour changes, the benefit to the business."""

    key: str
    name: str
    customers: str | None
    meaning: str | None
    behaviour: str | None
    benefit: str | None
    owner: PersonRef | None
    goals: int
    external_id: str | None
    archived: bool
    version: int


@operation("focus-areas.create", "POST", "/focus-areas")
class CreateFocusArea(Command[FocusAreaView]):
    """Create a focus area; the key is made from the name when it is left out."""

    name: str
    key: str | None = None
    customers: str | None = None
    meaning: str | None = None
    behaviour: str | None = None
    benefit: str | None = None
    owner: str | None = None
    external_id: str | None = None


@operation("focus-areas.edit", "PATCH", "/focus-areas/{key}")
class EditFocusArea(Command[FocusAreaView]):
    """Change a focus area; what is left out stays."""

    key: str
    name: str | None = None
    customers: str | None = None
    meaning: str | None = None
    behaviour: str | None = None
    benefit: str | None = None
    owner: str | None = None
    archived: bool | None = None
    version: int | None = None


@operation("focus-areas.list", "GET", "/focus-areas")
class ListFocusAreas(PageOf, Query[Page[FocusAreaView]]):
    """Focus areas by name."""

    include_archived: bool = False


@operation("focus-areas.show", "GET", "/focus-areas/{key}")
class ShowFocusArea(Query[FocusAreaView]):
    """One focus area."""

    key: str
