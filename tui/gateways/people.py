"""What is asked about the organisation and its people, and how both are changed."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from okr.contract.accountability import ShowAccountability
from okr.contract.goal_rows import ListGoals
from okr.contract.people import CreatePerson, EditPerson, ListPeople
from okr.contract.portraits import ShowPortrait
from okr.contract.reorgs import ApplyReorg, PlanReorg, ReorgStep
from okr.contract.units import CreateUnit, EditUnit, ListBelow, ShowUnit
from okr.domain.vocabulary import UnitKind
from tui.reading import people as reading
from tui.view_models.accountability import AccountRow
from tui.view_models.people import NewPerson, NewUnit, OrgPage, PersonCard, PersonPage, Reorg, Step, UnitCard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from okr.client.backend import Backend

PAGE = 60
"""Rows of a branch; three screens of 80x24."""
REPORTS = 50
GOALS = 50


class People:
    """The organisation, as its screens see it."""

    def __init__(self, connected: Callable[[], Backend]) -> None:
        self._connected = connected

    def below(self, unit: str | None, *, cursor: str | None = None, with_figures: bool = False) -> OrgPage:
        """What stands directly below a unit; the unit at the top where none is named."""
        wanted = ListBelow(unit=unit, cursor=cursor, with_figures=with_figures, limit=PAGE)
        return reading.org_page(self._connected().call(wanted))

    def matching(self, letters: str, *, cursor: str | None = None) -> PersonPage:
        """People by a part of their name, handle or e-mail."""
        return reading.person_page(self._connected().call(ListPeople(matching=letters, cursor=cursor, limit=PAGE)))

    def person(self, handle: str) -> PersonCard:
        """A person in one look, with who reports to them."""
        backend = self._connected()
        portrait = backend.call(ShowPortrait(handle=handle))
        return reading.person_card(portrait, backend.call(ListPeople(manager=portrait.person.handle, limit=REPORTS)))

    def unit(self, key: str, *, cycle: str | None = None) -> UnitCard:
        """A unit in one look, before anything is counted; its goals in a cycle, or in all of them."""
        backend = self._connected()
        return reading.unit_card(
            backend.call(ShowUnit(key=key)),
            goals=backend.call(ListGoals(unit=key, unit_only=True, cycle=cycle, limit=GOALS)),
            below=backend.call(ListBelow(unit=key, limit=PAGE)),
        )

    def unit_counted(self, key: str) -> tuple[AccountRow, OrgPage]:
        """How a unit with all below it keeps its check-ins, and the same of what stands below."""
        backend = self._connected()
        report = backend.call(ShowAccountability(unit=key))
        below = backend.call(ListBelow(unit=key, with_figures=True, limit=PAGE))
        return reading.unit_account(report), reading.org_page(below)

    def add_person(self, person: NewPerson, *, sent_as: str) -> str:
        """Let somebody join; the handle that they got."""
        command = CreatePerson(
            name=person.name,
            title=person.title,
            email=person.email,
            unit=person.unit,
            manager=person.manager,
            is_administrator=person.administers,
        )
        return self._connected().call(command, key=sent_as).handle

    def add_unit(self, unit: NewUnit, *, sent_as: str) -> str:
        """Make a unit; the key that it got."""
        command = CreateUnit(name=unit.name, key=unit.key, kind=UnitKind(unit.kind), parent=unit.parent, lead=unit.lead)
        return self._connected().call(command, key=sent_as).key

    def edit_person(
        self,
        handle: str,
        *,
        name: str,
        title: str | None,
        email: str | None,
        administers: bool | None,
        version: int,
        sent_as: str,
    ) -> None:
        """Write who a person is; `administers` is left as it is where it is None."""
        fields: dict[str, object] = {"handle": handle, "name": name, "title": title, "email": email, "version": version}
        if administers is not None:
            fields["is_administrator"] = administers
        self._connected().call(EditPerson.model_validate(fields), key=sent_as)

    def edit_unit(self, key: str, *, name: str, version: int, sent_as: str) -> None:
        """Write a unit's name."""
        self._connected().call(EditUnit(key=key, name=name, version=version), key=sent_as)

    def plan(self, steps: Sequence[Step]) -> Reorg:
        """What a reorganisation would do; nothing is written."""
        return reading.reorg(self._connected().call(PlanReorg(steps=_steps(steps))))

    def steps_of(self, file: str) -> tuple[Step, ...]:
        """The steps of a reorganisation that a file holds."""
        from okr.exchange.limits import limits_from
        from okr.exchange.reorgs import read_steps
        from tui.gateways.plans import found_file

        return tuple(
            Step(one.what, one.who, one.action.value, one.to, one.on, one.name, one.place)
            for one in read_steps(found_file(file), limits=limits_from(os.environ))
        )

    def apply(self, steps: Sequence[Step], *, state: str, sent_as: str) -> Reorg:
        """Do what was shown, all or nothing; refused where it would be something else now."""
        return reading.reorg(self._connected().call(ApplyReorg(steps=_steps(steps), state=state), key=sent_as))


def _steps(steps: Sequence[Step]) -> tuple[ReorgStep, ...]:
    return tuple(ReorgStep.model_validate(asdict(one)) for one in steps)
