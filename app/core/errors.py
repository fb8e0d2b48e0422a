"""What can go wrong, as domain classes. Each has a status and a stable slug; `main` turns them into a page,
an htmx fragment or RFC 9457 problem details. Messages are translated where they are raised.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from app.core.i18n import _, format_list, lazy


class TactError(Exception):
    """Base of all. `slug` is the stable end of the problem `type`; `detail` is a sentence for a person."""

    status = 500
    slug = "internal-error"
    template = "errors/error.html"
    """The page that tells it."""
    usual: lazy | str = ""
    """The sentence where none is given."""

    def __init__(self, detail: str = "", **extra: Any) -> None:
        self.detail = detail or str(self.usual)
        super().__init__(self.detail)
        self.extra = extra
        self.headers: dict[str, str] = {}


class BadRequest(TactError):
    status, slug = 400, "bad-request"


class Unauthenticated(TactError):
    """No valid session or token."""

    status, slug = 401, "unauthenticated"
    usual = lazy("Please sign in first.")


class Forbidden(TactError):
    """Visible, but not allowed to this role."""

    status, slug = 403, "forbidden"

    @classmethod
    def without(cls, permission: str) -> "Forbidden":
        """Says which permission is lacking, as tokens write it."""
        scope = permission.replace(".", ":")
        return cls(_("This needs %(scope)s, which this token or its member does not have.", scope=scope))


class NotFound(TactError):
    """Does not exist, or belongs to another workspace or brand: the two cannot be told apart."""

    status, slug = 404, "not-found"
    usual = lazy("There is nothing here under this id, or it is not yours to see.")


class Conflict(TactError):
    status, slug = 409, "conflict"


class Gone(TactError):
    """A single-use link already used or expired, or a cursor from before a restore."""

    status, slug = 410, "gone"


class Stale(TactError):
    """The record has changed since the version that was read (`If-Match`, or the form's version)."""

    status, slug = 412, "stale"


class TooLarge(TactError):
    status, slug = 413, "too-large"


class UnsupportedMedia(TactError):
    status, slug = 415, "unsupported-media-type"


class Invalid(TactError):
    """Input that cannot be accepted: `errors` maps a field (dotted path; '' for the whole) to its message."""

    status, slug = 422, "invalid"

    def __init__(self, errors: Mapping[str, str], **extra: Any) -> None:
        super().__init__(next(iter(errors.values()), ""), **extra)
        self.errors = dict(errors)


def choose_among(values: Iterable[Any]) -> str:
    """What is said of a value that is none of these."""
    return _("Choose one of: %(choices)s.", choices=format_list(values, "or"))


@contextmanager
def asked_as(names: Mapping[str, str]) -> Iterator[None]:
    """Errors under the names that an address uses: `brand` where a form says `brand_id`."""
    try:
        yield
    except Invalid as error:
        raise Invalid({names.get(field, field): text for field, text in error.errors.items()}) from error


class PreconditionRequired(TactError):
    """`If-Match` is missing."""

    status, slug = 428, "precondition-required"


class TooMany(TactError):
    """Throttled; `retry_after` in seconds."""

    status, slug = 429, "too-many-requests"

    def __init__(self, detail: str = "", *, retry_after: int = 60) -> None:
        super().__init__(detail)
        self.headers = {"Retry-After": str(retry_after)}


class Unavailable(TactError):
    status, slug = 503, "unavailable"
