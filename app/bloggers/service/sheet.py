"""Saving a whole block of a person's page at once: contact points, channels, rates or needs, edited together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

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
) -> None:
    """Does each of `edits`; those that take away come first, so that a line may be retyped in another place.

    Raises Invalid with the place of what is wrong. When `version` is not the person's any more, raises Stale with what
    stands there now for a field that somebody else changed as well.
    """
    actor.require("bloggers.write")
    changed_since = version is not None and version != blogger.version
    verbs = _VERBS[subject]
    for edit in sorted(edits, key=lambda it: it.given is not None):
        part = await _part(session, blogger, verbs, edit)
        if part is not None and changed_since:
            _refuse_overwriting(blogger, subject, part, edit)
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


def _refuse_overwriting(blogger: Blogger, subject: str, part: Any, edit: PartEdit) -> None:
    now = {name: _said(getattr(part, name, None)) for name in edit.before}
    wanted = {name: _said(getattr(edit.given, name, None)) for name in edit.before}
    if lost := [text for name, text in now.items() if text not in (_said(edit.before[name]), wanted[name])]:
        raise Stale(
            _("Somebody has changed this meanwhile."),
            current={subject: ", ".join(lost)},
            version=blogger.version,
        )


def _said(value: Any) -> str:
    return "" if value is None else str(value.value if isinstance(value, Enum) else value)
