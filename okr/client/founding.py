"""Room for a new company: the database that it is founded in, made where there is none."""

from typing import TypeVar

from okr.application.organisation import accept_founding
from okr.client.places import own_folder
from okr.contract.base import Request
from okr.contract.organisation import InitOrganisation
from storage import migrate
from storage.engine import parse_url

Result = TypeVar("Result")


def make_room(url: str, request: Request[Result]) -> None:
    """Make the schema in a file or database that has none; the folder too, where it is okr's own data folder.

    What the founding would refuse is refused first, so that it leaves nothing behind. Unreachable where it cannot be made.
    """
    if isinstance(request, InitOrganisation):
        accept_founding(request)
    place = parse_url(url)
    if place.path is not None and place.path.parent == own_folder():
        place.path.parent.mkdir(parents=True, exist_ok=True)
    migrate.create(place)
