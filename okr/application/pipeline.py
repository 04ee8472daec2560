"""The only way in: who -> may they -> seen before? -> one transaction -> result.

Rights on one object are asked for by its handler, which has the facts (`case.require`); everything else that every
operation needs happens here, once.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar, cast
from zoneinfo import ZoneInfo

from okr.application.case import ReadCase, Settings, WriteCase
from okr.application.finding import readable
from okr.application.handlers import Handler, Moment, Shape, handler_of
from okr.contract.base import DECLARED, Request
from okr.domain.errors import InvalidInput, NotFound
from okr.domain.policy import Actor
from storage import acting
from storage.compiled import Question, ask
from storage.rows import AnyRow
from storage.trees import outermost
from storage.unit_of_work import ReadWork, Store, WriteWork

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from storage.encoding import Json

Result = TypeVar("Result")

MAXIMUM_KEY = 200


class Pipeline:
    """Answers requests on one store for one person. `today` fixes the day; `clock` tells the time in UTC."""

    def __init__(
        self,
        store: Store,
        *,
        acting_as: str | None = None,
        today: date | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.store = store
        self._acting_as = acting_as
        self._today = today
        self._clock = clock
        self._forgotten_on: date | None = None
        self._guard = threading.Lock()

    def call(self, request: Request[Result], *, key: str | None = None) -> Result:
        """Answer a request; see `okr.client.backend.Backend.call`."""
        handler = handler_of(request)
        if key is not None and not (0 < len(key) <= MAXIMUM_KEY and key.isprintable()):
            raise InvalidInput(f"An idempotency key has 1 to {MAXIMUM_KEY} printable characters.", field="key")
        return cast(Result, self._call(handler, cast(Request[object], request), key))

    def _call(self, handler: Handler, request: Request[object], key: str | None) -> object:
        if handler.shape is Shape.READ:
            return self.store.read(lambda work: handler.function(self._read_case(work), request))
        if handler.shape is Shape.FOUND:
            return handler.function(self.store, self._moment(ZoneInfo("UTC")), request, key)
        if handler.shape is Shape.LONG:
            case = self.store.read(self._read_case)
            return handler.function(self.store, case, request)
        return self.store.write(
            lambda work: self._write(work, handler, request, key),
            timeout_s=handler.timeout_s,
            answer_kept=key is not None,
        )

    def _write(self, work: WriteWork, handler: Handler, request: Request[object], key: str | None) -> object:
        ahead = () if handler.ahead is None else handler.ahead(request)
        case = self._write_case(work, DECLARED[type(request)].name, ahead)
        if key is None:
            work.ending.by_handler = True
            return self._carry_out(case, handler, request)
        from storage import idempotency

        request_hash = idempotency.hash_request(case.operation, request.model_dump_json())
        answer_type = _answer_type(handler)
        kept = idempotency.find(work, case.actor.person_id, key, request_hash=request_hash)
        if kept is not None:
            return answer_type.validate_python(kept)
        result = self._carry_out(case, handler, request)
        if case.trace.only_looked:
            return result
        answer = cast("Mapping[str, Json]", answer_type.dump_python(result, mode="json"))
        idempotency.remember(
            work, case.actor.person_id, key, request_hash=request_hash, answer=answer, recorded_at=case.now
        )
        self._forget_old_keys(case)
        return result

    def _carry_out(self, case: WriteCase, handler: Handler, request: Request[object]) -> object:
        result = handler.function(case, request)
        if not case.entries and not case.trace.only_looked:
            case.record(None, None, None)
        from storage import audit

        audit.append(case.work, *case.entries_to_write())
        return result

    def _forget_old_keys(self, case: WriteCase) -> None:
        with self._guard:
            if self._forgotten_on == case.today:
                return
            self._forgotten_on = case.today
        from storage import idempotency

        idempotency.forget_older_than(case.work, case.now - idempotency.KEPT)

    def _read_case(self, work: ReadWork) -> ReadCase:
        settings, actor, moment, _ = self._who_and_when(work)
        return ReadCase(work=work, actor=actor, settings=settings, today=moment.today, now=moment.now)

    def _write_case(self, work: WriteWork, operation: str, ahead: Sequence[Question]) -> WriteCase:
        settings, actor, moment, answers = self._who_and_when(work, ahead)
        return WriteCase(
            work=work,
            actor=actor,
            settings=settings,
            today=moment.today,
            now=moment.now,
            operation=operation,
            answers=answers,
        )

    def _who_and_when(
        self, work: ReadWork, ahead: Sequence[Question] = ()
    ) -> tuple[Settings, Actor, Moment, Sequence[Sequence[AnyRow]]]:
        name = None if self._acting_as is None else readable(self._acting_as).lower()
        if ahead:
            rows, *answers = ask(work.connection, [acting.question(name), *ahead])
        else:
            rows, answers = list(acting.settings_and_person(work, name)), []
        settings = _settings_of(rows[0] if rows else None)
        moment = self._moment(settings.time_zone)
        return settings, self._actor(rows, moment.today), moment, answers

    def _moment(self, zone: ZoneInfo) -> Moment:
        now = self._clock()
        if self._today is None:
            return Moment(today=now.astimezone(zone).date(), now=now, day_is_fixed=False)
        local = now.astimezone(zone)
        fixed = datetime.combine(self._today, local.time(), tzinfo=zone).astimezone(UTC)
        return Moment(today=self._today, now=fixed, day_is_fixed=True)

    def _actor(self, rows: Sequence[AnyRow], today: date) -> Actor:
        first = rows[0]
        if first.person_id is None:
            if self._acting_as is None:
                raise NotFound("This company has no owner yet; say who you are with --as HANDLE.")
            raise NotFound(
                f"Nobody here has the handle or e-mail '{readable(self._acting_as)}'.",
                hint="okr person list shows who there is.",
                field="as",
            )
        if self._acting_as is not None and first.employed_to is not None and first.employed_to < today:
            raise NotFound(f"{first.person_name} left on {first.employed_to} and can no longer act here.", field="as")
        return Actor(
            person_id=first.person_id,
            name=first.person_name,
            person_path=first.person_path,
            unit_path=first.unit_path,
            led_unit_paths=outermost(row.led_path for row in rows if row.led_path is not None),
            is_administrator=first.is_administrator,
            handle=first.handle,
        )


def load_settings(work: ReadWork) -> Settings:
    """The organisation's settings; NotFound where the database holds no organisation yet."""
    return _settings_of(acting.settings(work))


def _settings_of(row: AnyRow | None) -> Settings:
    if row is None:
        raise NotFound("There is no company in this database yet.", hint="Create one: okr init NAME, or see okr demo.")
    return Settings(
        organisation_id=row.organisation_id,
        name=row.organisation_name,
        time_zone=ZoneInfo(row.time_zone),
        cadence=row.cadence,
        grace_days=row.grace_days,
        minimum_answers=row.minimum_answers,
        owner_id=row.owner_id,
        turned_to=row.turned_to,
        reminder_days=row.reminder_days,
    )


def _answer_type(handler: Handler) -> "TypeAdapter[object]":
    from pydantic import TypeAdapter

    return TypeAdapter(handler.function.__annotations__["return"])
