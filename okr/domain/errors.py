"""What can go wrong, in the product's words; each error knows its exit code and its HTTP status.

The commands turn `exit_code` into the process's exit code, the service turns `status` into the answer's.
"""


class OkrError(Exception):
    """Anything that okr refuses or cannot do, with one clear sentence for the person who asked."""

    exit_code = 1
    status = 422
    code = "refused"

    def __init__(self, message: str, *, hint: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.field = field


class RuleViolation(OkrError):
    """A rule of the house or of the arithmetic forbids it."""


class InvalidInput(OkrError):
    """What was given is not of the form that is asked for."""

    exit_code = 2
    status = 400
    code = "invalid"


class NotFound(OkrError):
    """It does not exist, or does not exist for this person; both answer alike."""

    exit_code = 3
    status = 404
    code = "not-found"


class NotAllowed(OkrError):
    """The person may see it but not do this; the message says who may."""

    exit_code = 4
    status = 403
    code = "not-allowed"


class Conflict(OkrError):
    """Somebody else changed it in the meantime, or the key was used for something else."""

    exit_code = 5
    status = 409
    code = "conflict"


class Unreachable(OkrError):
    """The service or the database could not be reached or used."""

    exit_code = 6
    status = 503
    code = "unreachable"
