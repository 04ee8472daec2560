"""The one interface to okr: a backend answers typed requests, wherever the goals are held."""

from typing import Protocol, TypeVar, runtime_checkable

from okr.contract.base import Request

Result = TypeVar("Result")


@runtime_checkable
class WorksDaysOut(Protocol):
    """What says how far a past day of a large company is, which takes a while to be worked out."""

    @property
    def working_out(self) -> int | None:
        """How much of the day is worked out, in hundredths; None while none is."""
        ...


@runtime_checkable
class StopsWorkingOut(Protocol):
    """What can stop working a past day out without stopping anything else."""

    def stop_working_out(self) -> None:
        """Stop working a day out ahead (PrepareDay), while whatever else is asked goes on."""
        ...


class Backend(Protocol):
    """What every front end holds. Calls block; call from a worker thread where a screen must not wait."""

    def call(self, request: Request[Result], *, key: str | None = None) -> Result:
        """Answer a request for the acting person.

        `key` makes a command repeatable: the same key with the same body gives the first answer again.
        Raises the errors of `okr.domain.errors`.
        """
        ...

    def interrupt(self) -> None:
        """Stop whatever is being read at this moment, from another thread; used when the program quits."""
        ...

    def close(self) -> None:
        """Give connections back."""
        ...
