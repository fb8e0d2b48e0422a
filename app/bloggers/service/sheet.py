"""Saving a whole block of a person's page at once: contact points, channels, rates or needs, edited together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.merge import Clashes
from app.bloggers import queries
from app.bloggers.models import Blogger, Channel, ContactPoint, Need, Rate
from app.bloggers.schemas import AudienceIn
from app.bloggers.service import parts
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound, Stale
from app.core.i18n import _


@dataclass(frozen=True, slots=True)
class PartEdit:
    """One line of the block: a new part (no `id`), a changed one, or one to take away (nothing `given`)."""

    place: str
    """Where errors are shown: `contact_points.2`."""
    id: UUID | None
    given: BaseModel | None
    before: dict[str, Any] = field(default_factory=dict)
    """What the changed fields held when the form was made."""


@dataclass(frozen=True, slots=True)
class _Verbs:
    model: type[Any]
    add: Callable[..., Any]
    edit: Callable[..., Any]
    remove: Callable[..., Any]


_TELLING = ("value", "handle", "url", "format", "text")
"""What names a line: an address, a channel, a format, a need."""
_VERBS = {
    "contact_points": _Verbs(
        ContactPoint, parts.add_contact_point, parts.edit_contact_point, parts.remove_contact_point
    ),
    "channels": _Verbs(Channel, parts.add_channel, parts.edit_channel, parts.remove_channel),
    "rates": _Verbs(Rate, parts.add_rate, parts.edit_rate, parts.remove_rate),
    "needs": _Verbs(Need, parts.add_need, parts.edit_need, parts.remove_need),
}


async def edit_parts(
    session: AsyncSession,
    actor: Actor,
    blogger: Blogger,
    subject: str,
    edits: Iterable[PartEdit],
    *,
    version: int | None = None,
    given_up: frozenset[str] = frozenset(),
) -> None:
    """Does each of `edits`; those that take away come first, so that a line may be retyped in another place.

    Raises Invalid with the place of what is wrong. When `version` is not the person's any more, raises Stale with every
    line that somebody else changed as well; in the places `given_up` theirs stay.
    """
    actor.require("bloggers.write")
    verbs = _VERBS[subject]
    kept = [edit for edit in (_without(edit, subject, given_up) for edit in edits) if edit]
    pairs = [(edit, await _part(session, blogger, verbs, edit)) for edit in kept]
    if version is not None and version != blogger.version:
        await _refuse_overwriting(session, actor, blogger, subject, pairs)
    for edit, part in sorted(pairs, key=lambda pair: pair[0].given is not None):
        try:
            await _apply(session, actor, blogger, verbs, part, edit)
        except Invalid as error:
            raise Invalid({f"{edit.place}.{name}": text for name, text in error.errors.items()}) from error


async def _apply(
    session: AsyncSession, actor: Actor, blogger: Blogger, verbs: _Verbs, part: Any, edit: PartEdit
) -> None:
    if edit.given is None:
        if part is not None:
            await verbs.remove(session, actor, blogger, part)
    elif part is None:
        await verbs.add(session, actor, blogger, edit.given)
    elif "kind" in edit.before:  # another kind of contact point is another contact point
        await verbs.remove(session, actor, blogger, part)
        await verbs.add(session, actor, blogger, edit.given)
    else:
        await _change(session, actor, blogger, verbs, part, edit)


async def _change(
    session: AsyncSession, actor: Actor, blogger: Blogger, verbs: _Verbs, part: Any, edit: PartEdit
) -> None:
    values = {name: getattr(edit.given, name) for name in edit.before}
    value, day = values.pop("audience", None), values.pop("audience_on", None)
    if values:
        await verbs.edit(session, actor, blogger, part, values)
    if value is not None:
        await parts.add_audience(session, actor, blogger, part, AudienceIn(value=value, measured_on=day))


async def _part(session: AsyncSession, blogger: Blogger, verbs: _Verbs, edit: PartEdit) -> Any:
    """The part as it stands; None for a new one, and for one that somebody took away meanwhile."""
    if edit.id is None:
        return None
    try:
        return await queries.get_part(session, blogger, verbs.model, edit.id)
    except NotFound:
        return None


def _without(edit: PartEdit, subject: str, given_up: frozenset[str]) -> PartEdit | None:
    """The edit but for what is given up in it; None when nothing is left to do."""
    key = f"{subject}-{edit.id}"
    if edit.id is None:
        return edit
    if key in given_up:
        return None
    before = {name: value for name, value in edit.before.items() if f"{key}-{name}" not in given_up}
    return replace(edit, before=before) if before or edit.given is None else None


async def _refuse_overwriting(
    session: AsyncSession, actor: Actor, blogger: Blogger, subject: str, pairs: Iterable[tuple[PartEdit, Any]]
) -> None:
    clashes = Clashes()
    for edit, part in pairs:
        if edit.id is None:
            continue
        stands = None if part is None else parts.typed(part)
        wanted = None if edit.given is None else {name: getattr(edit.given, name, None) for name in edit.before}
        clashes.look(subject, edit.id, _called(edit, stands), edit.before, stands, wanted)
    if clashes.current:
        raise Stale(
            _("Somebody has changed this meanwhile."),
            current=clashes.current,
            lines=clashes.lines,
            version=blogger.version,
            by=await clashes.by(session, actor),
        )


def _called(edit: PartEdit, stands: dict[str, Any] | None) -> str:
    """What tells this line from the others."""
    for told in (edit.before, stands or {}, edit.given.model_dump() if edit.given else {}):
        if named := next((told[name] for name in _TELLING if told.get(name)), None):
            return str(named)
    return ""
