"""Everything that hangs on one person, in two statements: for their page, which shows it all at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, Select, Uuid, and_, bindparam, cast, literal, null, select, union_all
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import (
    AudienceFigure,
    Blogger,
    BloggerTag,
    Channel,
    ContactKind,
    ContactPoint,
    ContactState,
    ExternalId,
    Need,
    Rate,
    Tag,
)
from app.bloggers.queries.closed import contact_closed
from app.bloggers.schemas import AudienceOut, ChannelOut, ContactPointOut, NeedOut, RateOut
from app.core.actor import Actor
from app.core.sql import fetch, flush

FIGURES = 24
"""So many points of a sparkline; older ones are kept and not drawn."""


@dataclass(slots=True)
class Sheet:
    """Each list in the order in which it is read."""

    contact_points: list[ContactPointOut] = field(default_factory=list)
    channels: list[ChannelOut] = field(default_factory=list)
    figures: dict[UUID, list[AudienceOut]] = field(default_factory=dict)
    """By channel, the oldest first."""
    rates: list[RateOut] = field(default_factory=list)
    needs: list[NeedOut] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    external_ids: dict[str, str] = field(default_factory=dict)


async def sheet(session: AsyncSession, actor: Actor, blogger: Blogger) -> Sheet:
    """What is noted about `blogger` besides the record itself; no contact points where they are closed to the actor."""
    found = Sheet()
    person = {"workspace": blogger.workspace_id, "person": blogger.id}
    await flush(session)
    for row in await fetch(session, _SMALL_PARTS, person):
        _add(found, row)
    if contact_closed(actor, blogger):
        found.contact_points.clear()
    found.contact_points.sort(key=lambda point: (not point.preferred, point.id))
    found.rates.sort(key=lambda rate: (rate.stated_on, rate.id), reverse=True)
    found.needs.sort(key=lambda need: (need.met_on is not None, -need.noted_on.toordinal(), need.id))
    found.tags.sort(key=str.casefold)
    _add_channels(found, (await session.execute(_CHANNELS, person)).all())
    return found


def _of_person(model: Any) -> tuple[Any, Any]:
    """That a row is of the person asked for; bound when the statement runs, which is built once."""
    return model.workspace_id == bindparam("workspace", type_=Uuid()), model.blogger_id == bindparam(
        "person", type_=Uuid()
    )


def _small_parts() -> Any:
    """One row per part: which, its id, four texts, a number, three days, a flag, its version."""

    def of(model: Any, kind: str, *texts: Any, n: Any = None, days: tuple = (), flag: Any = None) -> Select[Any]:
        blank, no_day = literal(""), cast(null(), Date)
        values = [*texts, *[blank] * (4 - len(texts)), literal(0) if n is None else n]
        values += [*days, *[no_day] * (3 - len(days)), cast(literal(value=False), Boolean) if flag is None else flag]
        version = model.version if hasattr(model, "version") else literal(1)
        key = model.id if hasattr(model, "id") else model.blogger_id
        named = [value.label(f"v{n}") for n, value in enumerate([key, *values, version])]
        statement = select(literal(kind).label("kind"), *named)
        return statement if model is Tag else statement.where(*_of_person(model))

    tags = of(Tag, "tag", col(Tag.name)).join(BloggerTag, col(BloggerTag.tag_id) == Tag.id)
    point, rate, need = ContactPoint, Rate, Need
    return union_all(
        of(point, "contact", point.kind, point.value, point.label, point.state, flag=point.preferred),
        of(rate, "rate", rate.format, rate.currency, rate.source, n=rate.amount_minor, days=(rate.stated_on,)),
        of(need, "need", need.text, need.source, days=(need.noted_on, need.met_on, need.review_on)),
        of(ExternalId, "external", ExternalId.system, ExternalId.value),
        tags.where(*_of_person(BloggerTag)),
    )


def _add(found: Sheet, row: Any) -> None:
    kind, key, a, b, c, d, n, first, second, third, flag, version = row
    match kind:
        case "contact":
            point = ContactPointOut.model_construct(
                id=key, kind=ContactKind(a), value=b, label=c, state=ContactState(d)
            )
            point.preferred, point.version = flag, version
            found.contact_points.append(point)
        case "rate":
            rate = RateOut.model_construct(id=key, format=a, currency=b, source=c, amount_minor=n, stated_on=first)
            rate.version = version
            found.rates.append(rate)
        case "need":
            need = NeedOut.model_construct(id=key, text=a, source=b, noted_on=first, met_on=second, review_on=third)
            need.version = version
            found.needs.append(need)
        case "external":
            found.external_ids[a] = b
        case _:
            found.tags.append(a)


def _channels() -> Any:
    """The largest first, each with its figures."""
    figure = AudienceFigure
    return (
        select(Channel, col(figure.value), col(figure.measured_on), col(figure.source))
        .outerjoin(figure, and_(col(figure.workspace_id) == Channel.workspace_id, col(figure.channel_id) == Channel.id))
        .where(*_of_person(Channel))
        .order_by(col(Channel.audience).desc(), col(Channel.id), col(figure.measured_on))
    )


_SMALL_PARTS, _CHANNELS = _small_parts(), _channels()


def _add_channels(found: Sheet, rows: Sequence[Any]) -> None:
    channels: dict[UUID, ChannelOut] = {}
    for channel, value, measured_on, source in rows:
        channels.setdefault(channel.id, ChannelOut.model_validate(channel))
        if isinstance(measured_on, date):
            figure = AudienceOut.model_construct(value=value, measured_on=measured_on, source=source)
            found.figures.setdefault(channel.id, []).append(figure)
    found.channels = list(channels.values())
    found.figures = {key: figures[-FIGURES:] for key, figures in found.figures.items()}
