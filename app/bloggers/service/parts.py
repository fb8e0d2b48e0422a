"""What hangs on a person: contact points, channels with audience figures, rates, needs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import entry, record, record_all
from app.bloggers import queries
from app.bloggers.identity import contact_key, handle_key, url_key
from app.bloggers.models import (
    AudienceFigure,
    Blogger,
    Channel,
    ContactKind,
    ContactPoint,
    ContactState,
    Need,
    Rate,
)
from app.bloggers.schemas import (
    AudienceIn,
    BloggerIn,
    ChannelIn,
    ContactPointIn,
    NeedIn,
    RateIn,
)
from app.bloggers.schemas.parts import check_contact
from app.bloggers.service import derived
from app.core.actor import Actor
from app.core.bulk import insert_rows
from app.core.clock import now
from app.core.errors import Invalid, Stale
from app.core.i18n import _, today
from app.core.ids import new_id

Part = ContactPoint | Channel | Rate | Need


# --- contact points ---------------------------------------------------------------------------------------------


async def add_contact_point(
    session: AsyncSession, actor: Actor, blogger: Blogger, form: ContactPointIn
) -> ContactPoint:
    """Raises Invalid when this person has it already."""
    queries.require_contact(actor, blogger)
    await _open(session, actor, blogger)
    point = _contact_point(blogger, form)
    await _refuse_twin(session, blogger, point)
    await _add(session, actor, blogger, "contact_point", point)
    await _prefer(session, point)
    return point


async def edit_contact_point(
    session: AsyncSession,
    actor: Actor,
    blogger: Blogger,
    point: ContactPoint,
    values: dict[str, Any],
    *,
    version: int | None = None,
) -> None:
    """An opt-out is taken back only by those who may clear “do not contact”."""
    queries.require_contact(actor, blogger)
    await _open(session, actor, blogger, point, version)
    values = _plain(values)
    if "value" in values:
        try:
            values["value"] = check_contact(point.kind, values["value"])
        except ValueError as error:
            raise Invalid({"value": str(error)}) from error
        values["value_key"] = contact_key(point.kind, values["value"], blogger.country)
    if point.state == ContactState.OPTED_OUT and values.get("state", point.state) != ContactState.OPTED_OUT:
        actor.require("do_not_contact.clear")
    changes = point.apply(values)
    if "value_key" in changes:
        await _refuse_twin(session, blogger, point)
    await _edited(session, actor, blogger, "contact_point", point, changes)
    await _prefer(session, point)


async def remove_contact_point(session: AsyncSession, actor: Actor, blogger: Blogger, point: ContactPoint) -> None:
    queries.require_contact(actor, blogger)
    await _remove(session, actor, blogger, "contact_point", point)


async def key_phones(session: AsyncSession, blogger: Blogger) -> None:
    """Reads phone numbers again, after the country by which they are read has changed."""
    for point in await queries.contact_points(session, blogger):
        if point.kind == ContactKind.PHONE:
            point.value_key = contact_key(point.kind, point.value, blogger.country)


# --- channels and their audience --------------------------------------------------------------------------------


async def add_channel(session: AsyncSession, actor: Actor, blogger: Blogger, form: ChannelIn) -> Channel:
    """With its first audience figure, if one is given. Raises Invalid when this person has it already."""
    await _open(session, actor, blogger)
    channel = _channel(blogger, form)
    for other in await queries.channels(session, blogger):
        if channel_key(other) & channel_key(channel):
            raise Invalid({"url" if form.url else "handle": _("This channel is noted already.")})
    session.add(channel)
    if form.audience is not None:
        await session.flush()
        session.add(_figure(channel, AudienceIn(value=form.audience, source=form.audience_source)))
    await _add(session, actor, blogger, "channel", channel)
    return channel


async def edit_channel(
    session: AsyncSession,
    actor: Actor,
    blogger: Blogger,
    channel: Channel,
    values: dict[str, Any],
    *,
    version: int | None = None,
) -> None:
    """Raises Invalid when neither address nor handle would be left."""
    await _open(session, actor, blogger, channel, version)
    values = _plain(values)
    if "handle" in values:
        values["handle"] = values["handle"].lstrip("@").strip()
    if not (values.get("handle", channel.handle) or values.get("url", channel.url)):
        raise Invalid({"url": _("A channel needs a web address or a handle.")})
    changes = channel.apply(values)
    channel.handle_key, channel.url_key = handle_key(channel.handle), url_key(channel.url)
    await _edited(session, actor, blogger, "channel", channel, changes)


async def remove_channel(session: AsyncSession, actor: Actor, blogger: Blogger, channel: Channel) -> None:
    await _remove(session, actor, blogger, "channel", channel)


async def add_audience(
    session: AsyncSession, actor: Actor, blogger: Blogger, channel: Channel, form: AudienceIn
) -> AudienceFigure:
    """One dated figure; the channel shows the latest, the person the largest of their channels."""
    await _open(session, actor, blogger)
    figure = _figure(channel, form)
    session.add(figure)
    await session.flush()
    latest = (await queries.audience_figures(session, actor, channel.id))[0]
    changes = channel.apply({"audience": latest.value, "audience_on": latest.measured_on})
    changes.setdefault("audience", [channel.audience, channel.audience])
    await _edited(session, actor, blogger, "channel", channel, changes)
    return figure


async def add_past_audiences(session: AsyncSession, actor: Actor, figures: Mapping[UUID, Sequence[AudienceIn]]) -> int:
    """Figures of earlier days for the main channel of each of these people, as a media kit tells them. What the channel
    shows stays: none is later than that. Returns how many were written."""
    actor.require("bloggers.write")
    rows, events, moment = list[dict[str, Any]](), list[dict[str, Any]](), now()
    for blogger_id, channel in (await _main_channels(session, actor, figures)).items():
        past = [
            it for it in figures[blogger_id] if it.measured_on and it.measured_on < (channel.audience_on or today())
        ]
        rows += [_past(channel, form, moment) for form in past]
        changes = {"audience_figures": [None, [form.value for form in past]]}
        name = channel.handle or channel.url
        events.append(entry(actor, "channel.updated", "channel", channel.id, changes, name=name, blogger_id=blogger_id))
    await insert_rows(session, AudienceFigure, rows)
    await record_all(session, events)
    return len(rows)


def _past(channel: Channel, form: AudienceIn, moment: datetime) -> dict[str, Any]:
    """The row, without a record made of it: there may be thousands."""
    kept = {"id": new_id(), "version": 1, "created_at": moment, "updated_at": moment}
    said = {"value": form.value, "measured_on": form.measured_on, "source": form.source}
    return {**kept, **said, "workspace_id": channel.workspace_id, "channel_id": channel.id}


async def _main_channels(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Channel]:
    """Of each person the one that most follow."""
    theirs = col(Channel.workspace_id) == actor.workspace_id, col(Channel.blogger_id).in_(list(ids))
    statement = select(Channel).where(*theirs).order_by(col(Channel.audience), col(Channel.id))
    return {channel.blogger_id: channel for channel in (await session.execute(statement)).scalars()}


def channel_key(channel: Channel) -> set[str]:
    """By what two channels are the same: the address, or platform and handle."""
    keys = {channel.url_key} if channel.url_key else set()
    return keys | ({f"{channel.platform}:{channel.handle_key}"} if channel.handle_key else set())


# --- rates and needs --------------------------------------------------------------------------------------------


async def add_rate(session: AsyncSession, actor: Actor, blogger: Blogger, form: RateIn) -> Rate:
    await _open(session, actor, blogger)
    rate = _rate(actor, blogger, form)
    await _add(session, actor, blogger, "rate", rate)
    return rate


async def edit_rate(
    session: AsyncSession,
    actor: Actor,
    blogger: Blogger,
    rate: Rate,
    values: dict[str, Any],
    *,
    version: int | None = None,
) -> None:
    await _open(session, actor, blogger, rate, version)
    changes = rate.apply({name: value for name, value in _plain(values).items() if value is not None})
    await _edited(session, actor, blogger, "rate", rate, changes)


async def remove_rate(session: AsyncSession, actor: Actor, blogger: Blogger, rate: Rate) -> None:
    await _remove(session, actor, blogger, "rate", rate)


async def add_need(session: AsyncSession, actor: Actor, blogger: Blogger, form: NeedIn) -> Need:
    await _open(session, actor, blogger)
    need = _need(blogger, form)
    await _add(session, actor, blogger, "need", need)
    return need


async def edit_need(
    session: AsyncSession,
    actor: Actor,
    blogger: Blogger,
    need: Need,
    values: dict[str, Any],
    *,
    version: int | None = None,
) -> None:
    await _open(session, actor, blogger, need, version)
    kept = {name: value for name, value in values.items() if value is not None or name == "met_on"}
    await _edited(session, actor, blogger, "need", need, need.apply(kept))


async def meet_need(session: AsyncSession, actor: Actor, blogger: Blogger, need: Need) -> None:
    """Done for them, today."""
    await edit_need(session, actor, blogger, need, {"met_on": today()})


async def reopen_need(session: AsyncSession, actor: Actor, blogger: Blogger, need: Need) -> None:
    await edit_need(session, actor, blogger, need, {"met_on": None})


async def remove_need(session: AsyncSession, actor: Actor, blogger: Blogger, need: Need) -> None:
    await _remove(session, actor, blogger, "need", need)


# --- together ---------------------------------------------------------------------------------------------------


async def add_all(
    session: AsyncSession, actor: Actor, blogger: Blogger, form: BloggerIn
) -> tuple[list[ContactPoint], list[Channel]]:
    """Everything a new person comes with; what is given twice is kept once. Returns what they are found by."""
    points = {(it.kind, it.value_key): it for it in (_contact_point(blogger, it) for it in form.contact_points)}
    session.add_all(points.values())
    seen, channels = set[str](), list[Channel]()
    for given in form.channels:
        channel = _channel(blogger, given)
        if seen & channel_key(channel):
            continue
        seen |= channel_key(channel)
        channels.append(channel)
        session.add(channel)
        if given.audience is not None:
            await session.flush()
            session.add(_figure(channel, AudienceIn(value=given.audience, source=given.audience_source)))
    session.add_all(_rate(actor, blogger, it) for it in form.rates)
    session.add_all(_need(blogger, it) for it in form.needs)
    await session.flush()
    return list(points.values()), channels


def _contact_point(blogger: Blogger, form: ContactPointIn) -> ContactPoint:
    return ContactPoint(
        workspace_id=blogger.workspace_id,
        blogger_id=blogger.id,
        **_plain(form.model_dump()),
        value_key=contact_key(form.kind, form.value, blogger.country),
    )


def _channel(blogger: Blogger, form: ChannelIn) -> Channel:
    return Channel(
        workspace_id=blogger.workspace_id,
        blogger_id=blogger.id,
        platform=str(form.platform),
        handle=form.handle,
        handle_key=handle_key(form.handle),
        url=form.url,
        url_key=url_key(form.url) if form.url else "",
        feed_url=form.feed_url,
        audience=form.audience or 0,
        audience_on=(form.audience_on or today()) if form.audience is not None else None,
    )


def _figure(channel: Channel, form: AudienceIn) -> AudienceFigure:
    return AudienceFigure(
        workspace_id=channel.workspace_id,
        channel_id=channel.id,
        value=form.value,
        measured_on=form.measured_on or channel.audience_on or today(),
        source=form.source,
    )


def _rate(actor: Actor, blogger: Blogger, form: RateIn) -> Rate:
    return Rate(
        workspace_id=blogger.workspace_id,
        blogger_id=blogger.id,
        format=form.format,
        amount_minor=form.amount_minor,
        currency=form.currency or actor.workspace.get("currency") or "EUR",
        stated_on=form.stated_on or today(),
        source=form.source,
    )


def _need(blogger: Blogger, form: NeedIn) -> Need:
    return Need(
        workspace_id=blogger.workspace_id,
        blogger_id=blogger.id,
        text=form.text,
        noted_on=form.noted_on or today(),
        source=form.source,
        review_on=form.review_on,
    )


async def _open(
    session: AsyncSession, actor: Actor, blogger: Blogger, part: Part | None = None, version: int | None = None
) -> None:
    """May the actor, and is the part still what they read?"""
    actor.require("bloggers.write")
    await derived.lock(session, blogger)
    if part is not None and version is not None and version != part.version:
        raise Stale(_("Somebody has changed this meanwhile."), current=typed(part), version=part.version)


async def _refuse_twin(session: AsyncSession, blogger: Blogger, point: ContactPoint) -> None:
    statement = select(col(ContactPoint.id)).where(
        col(ContactPoint.workspace_id) == blogger.workspace_id,
        col(ContactPoint.blogger_id) == blogger.id,
        col(ContactPoint.kind) == point.kind,
        col(ContactPoint.value_key) == point.value_key,
        col(ContactPoint.id) != point.id,
    )
    with session.no_autoflush:
        if (await session.execute(statement)).first():
            raise Invalid({"value": _("This is noted already.")})


async def _prefer(session: AsyncSession, point: ContactPoint) -> None:
    """One preferred point of each kind."""
    if point.preferred:
        await session.execute(
            update(ContactPoint)
            .where(
                col(ContactPoint.workspace_id) == point.workspace_id,
                col(ContactPoint.blogger_id) == point.blogger_id,
                col(ContactPoint.kind) == point.kind,
                col(ContactPoint.id) != point.id,
                col(ContactPoint.preferred).is_(True),
            )
            .values(preferred=False)
        )


async def _add(session: AsyncSession, actor: Actor, blogger: Blogger, subject: str, part: Part) -> None:
    session.add(part)
    changes = {name: [None, value] for name, value in typed(part).items() if value not in ("", None, False)}
    await _changed(session, actor, blogger, f"{subject}.created", subject, part, changes)


async def _edited(
    session: AsyncSession, actor: Actor, blogger: Blogger, subject: str, part: Part, changes: dict[str, list[Any]]
) -> None:
    changes = {name: change for name, change in changes.items() if not name.endswith("_key")}
    if changes:
        await _changed(session, actor, blogger, f"{subject}.updated", subject, part, changes)


async def _remove(session: AsyncSession, actor: Actor, blogger: Blogger, subject: str, part: Part) -> None:
    await _open(session, actor, blogger)
    changes = {name: [value, None] for name, value in typed(part).items() if value not in ("", None, False)}
    await session.delete(part)
    await _changed(session, actor, blogger, f"{subject}.deleted", subject, part, changes)


async def _changed(
    session: AsyncSession,
    actor: Actor,
    blogger: Blogger,
    verb: str,
    subject: str,
    part: Part,
    changes: dict[str, list[Any]],
) -> None:
    blogger.touch()
    await derived.refresh(session, blogger)
    changes = derived.shortened(changes)
    await record(session, actor, verb, subject, part.id, changes, name=blogger.name, blogger_id=blogger.id)


def typed(part: Part) -> dict[str, Any]:
    """What a person typed of it."""
    hidden = {"id", "workspace_id", "blogger_id", "version", "created_at", "updated_at", "value_key", "handle_key"}
    return part.model_dump(exclude=hidden | {"url_key"})


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "value", value) for name, value in values.items()}
