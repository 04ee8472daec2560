"""R16: of the people of a day only those are rebuilt of whom something else held, and all of them are where a whole rebuilding puts them."""

import random
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from okr.contract.people import CreatePerson, EditPerson
from storage.as_of import When
from storage.past_people import PastPeople
from storage.past_trees import PEOPLE, tree_held
from storage.schema import people, units
from storage.unit_of_work import ReadWork
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import QUARTER
from tests.application.reading.test_past_figures import MOMENTS, live

DAYS = tuple(TODAY + timedelta(days=days) for days in (1, 2, 3, 4))


def test_people_of_a_day_are_where_all_of_them_would_be_rebuilt(cascade: Company) -> None:
    live(cascade, random.Random(3))
    _move_about(cascade)
    moved = [_require_the_same(cascade, when) for when in (*MOMENTS, When(QUARTER), *map(When, (TODAY, *DAYS)))]
    assert max(moved) > 3  # somebody with people below them hung elsewhere
    assert moved[-1] == 0  # nothing is rebuilt where today's rows say what held


def test_who_was_below_somebody_and_who_worked_in_a_unit_is_of_that_day(cascade: Company) -> None:
    _move_about(cascade)

    def look(work: ReadWork) -> None:
        ids: dict[str, UUID] = {
            row.handle: row.id for row in work.connection.execute(select(people.c.handle, people.c.id))
        }
        of_unit: dict[str, UUID] = {
            row.prefix: row.id for row in work.connection.execute(select(units.c.prefix, units.c.id))
        }
        then, now = (PastPeople(work, when=When(day), but=ids["olivia"]) for day in (TODAY, DAYS[-1]))
        assert {ids["tess"], ids["emil"]} <= then.below(ids["dan"])
        assert not {ids["tess"], ids["emil"]} & then.below(ids["sara"])
        assert {ids["tess"], ids["emil"]} <= now.below(ids["sara"])
        assert then.reports_of(ids["sara"]) == {ids["sven"]}
        assert now.reports_of(ids["sara"]) == {ids["sven"], ids["tess"]}
        assert ids["emil"] in then.members([of_unit["HELP"]])
        assert ids["emil"] in now.members([of_unit["SALES"]])
        assert ids["emil"] not in now.members([of_unit["HELP"]])
        for past in (then, now):
            employed = past.employed(of_unit.values())
            assert past.count_employed() == {unit: len(several) for unit, several in employed.items()}
        assert ids["nina"] in now.employed([of_unit["HELP"]])[of_unit["HELP"]]
        assert ids["nina"] not in then.employed([of_unit["HELP"]])[of_unit["HELP"]]

    cascade.acting(on=DAYS[-1]).store.read(look)


def _move_about(company: Company) -> None:
    """A team lead with their people, one of these to another unit, back and away again; somebody who comes later."""
    company.call(EditPerson(handle="tess", manager="sara"), on=DAYS[0])
    company.call(EditPerson(handle="emil", unit="SALES"), on=DAYS[1])
    company.call(EditPerson(handle="tess", manager="dan"), on=DAYS[2])
    company.call(CreatePerson(handle="nina", name="Nina New", unit="HELP", manager="tess"), on=DAYS[2])
    company.call(EditPerson(handle="tess", manager="sara"), on=DAYS[3])


def _require_the_same(company: Company, when: When) -> int:
    """Compare a day with the whole tree rebuilt; answers how many people were rebuilt for it."""

    def compare(work: ReadWork) -> int:
        whole = tree_held(work, PEOPLE, when=when)
        asking = work.connection.execute(select(people.c.id).where(people.c.handle == "olivia")).scalar_one()
        past = PastPeople(work, when=when, but=asking)
        found = past.rows(list(whole))
        assert found.keys() == whole.keys()
        for one, row in whole.items():
            kept = {name: value for name, value in row.items() if name != "employed_from"}
            assert {name: found[one][name] for name in kept} == kept, when
        return len(past.other)

    return company.acting(on=DAYS[-1]).store.read(compare)
