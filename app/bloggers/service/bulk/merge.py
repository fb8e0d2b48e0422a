"""What one row changes of one person, in memory."""

from typing import Any
from uuid import UUID

from app.bloggers.identity import contact_key, handle_key, url_key
from app.bloggers.models import ContactState, Turn
from app.bloggers.queries.closed import DETAILS, LIFTS
from app.bloggers.schemas import ChannelIn, ContactPointIn, UpsertIn
from app.bloggers.service.bulk.manner import OVERWRITE, Manner, added_lines
from app.bloggers.service.bulk.person import FIELDS, Person
from app.bloggers.service.person import sort_name
from app.bloggers.service.tags import tag_key
from app.core.actor import Actor
from app.core.clock import NEVER, NO_DATE
from app.core.errors import Invalid
from app.core.i18n import _, today
from app.core.ids import new_id


def merge(actor: Actor, person: Person, row: UpsertIn, brand_id: UUID, manner: Manner = OVERWRITE) -> bool:
    """Applies the row; True when anything changed. Raises Invalid before it has changed anything."""
    sent = row.model_fields_set
    if "name" in sent and not row.name:
        raise Invalid({"name": _("This is needed.")})
    before = [tuple(change) for change in person.changes.values()]
    for name in FIELDS:
        if name in sent:
            value = getattr(row, name)
            if name == "notes" and manner.adds_notes:
                person.set(name, added_lines(person.values[name], value))
            elif person.is_new or not manner.keeps_field(name, person.values[name]):
                person.set(name, getattr(value, "value", value))
    person.values["sort_name"] = sort_name(person.values["name"])
    _refuse_contact(actor, person, row)
    _add_tags(person, row.tags)
    _set_external(person, row)
    for point in row.contact_points:
        _add_point(person, point)
    for channel in row.channels:
        _add_channel(person, channel)
    person.values["audience"] = max((it["audience"] for it in person.channels), default=0)
    _relate(actor, person, row, brand_id, manner)
    return len(before) != len(person.changes) or before != [tuple(change) for change in person.changes.values()]


def withhold(actor: Actor, person: Person, row: UpsertIn) -> dict[str, str]:
    """Who is kept from seeing how to reach them does not write it either; an address known already may say who is
    meant, and what the row tells of it besides is left out. Returns that, by field."""
    if not person.values["do_not_contact"] or actor.may(LIFTS):
        return {}
    why = _("Nobody may contact them: this is kept from you.")
    kept = [name for name in sorted(DETAILS) if name in row.model_fields_set]
    country = person.values["country"]
    new = [
        it for it in row.contact_points if (it.kind.value, contact_key(it.kind, it.value, country)) not in person.points
    ]
    if kept or new:
        raise Invalid({kept[0] if kept else "contact_points": why})
    told = any(point.model_fields_set - {"kind", "value"} for point in row.contact_points)
    row.contact_points = []
    return {"contact_points": why} if told else {}


def _refuse_contact(actor: Actor, person: Person, row: UpsertIn) -> None:
    """Set here, never taken back."""
    if row.do_not_contact and not person.values["do_not_contact"]:
        person.set("do_not_contact", True)
        person.values |= {"do_not_contact_at": person.moment, "do_not_contact_by": actor.user_id}
        person.set("do_not_contact_reason", row.do_not_contact_reason)


def _add_tags(person: Person, names: list[str]) -> None:
    missing = {tag_key(name): name for name in names if tag_key(name) and tag_key(name) not in person.tags}
    if missing:
        before = sorted(person.tags.values())
        person.tags |= missing
        person.added_tags |= missing
        person.note("tags", before, sorted(person.tags.values()))


def _set_external(person: Person, row: UpsertIn) -> None:
    after = {system: value for system, value in (person.external | row.external_ids).items() if value}
    if after != person.external:
        person.note("external_ids", person.external, after)
        person.external = after


def _add_point(person: Person, given: ContactPointIn) -> None:
    key = contact_key(given.kind, given.value, person.values["country"])
    known = person.points.get((given.kind.value, key))
    if known is None:
        person.points[given.kind.value, key] = _new_row(
            person,
            kind=given.kind.value,
            value=given.value,
            value_key=key,
            label=given.label,
            preferred=given.preferred,
            state=given.state.value,
        )
        person.note(f"contact_points.{key}", None, given.value)
        return
    sent = given.model_fields_set
    values: dict[str, Any] = {name: getattr(given, name) for name in ("label", "preferred") if name in sent}
    if "state" in sent and known["state"] != ContactState.OPTED_OUT:
        values["state"] = given.state.value
    shown = {name: known[name] for name in values}
    if person.touch(known, **values):
        person.note(f"contact_points.{key}", shown, values)


def _add_channel(person: Person, given: ChannelIn) -> None:
    handle, address = handle_key(given.handle), url_key(given.url) if given.url else ""
    platform = str(given.platform)
    known = next(
        (
            it
            for it in person.channels
            if (address and it["url_key"] == address)
            or (handle and (it["platform"], it["handle_key"]) == (platform, handle))
        ),
        None,
    )
    if known is None:
        known = _new_row(
            person,
            platform=platform,
            handle=given.handle,
            handle_key=handle,
            url=given.url,
            url_key=address,
            feed_url=given.feed_url,
            audience=0,
            audience_on=None,
        )
        person.channels.append(known)
        person.note(f"channels.{address or handle}", None, given.url or given.handle)
    else:
        filled = {"handle": given.handle, "url": given.url, "feed_url": given.feed_url}
        values: dict[str, Any] = {name: value for name, value in filled.items() if value and not known[name]}
        if person.touch(known, **values):
            known["handle_key"], known["url_key"] = handle_key(known["handle"]), url_key(known["url"])
            person.note(f"channels.{known['url_key'] or handle}", None, values)
    if given.audience is not None:
        _measure(person, known, given)


def _measure(person: Person, channel: dict[str, Any], given: ChannelIn) -> None:
    """A figure of a day; the same figure again is no news."""
    day = given.audience_on or today()
    last = channel["audience_on"]
    if last is not None and (channel["audience"] == given.audience or day < last):
        return
    before = channel["audience"]
    person.touch(channel, audience=given.audience, audience_on=day)
    person.figures.append(
        _new_row(person, channel_id=channel["id"], value=given.audience, measured_on=day, source=given.audience_source)
    )
    person.figures[-1].pop("blogger_id")
    person.note(f"audience.{channel['url_key'] or channel['handle_key']}", before or None, given.audience)


def _relate(actor: Actor, person: Person, row: UpsertIn, brand_id: UUID, manner: Manner) -> None:
    """The relation of the row's brand: always for a new person, else when the row says something of it."""
    sent = row.model_fields_set & {"stage", "owner_id", "brand_id"}
    if person.relations and not sent:
        return
    relation = person.relations.get(brand_id)
    if relation is None:
        relation = person.relations[brand_id] = _new_row(
            person,
            brand_id=brand_id,
            stage=row.stage.value,
            stage_since=person.moment,
            owner_id=row.owner_id,
            address_form="",
            turn=Turn.NONE.value,
            turn_corrected="",
            turn_corrected_at=None,
            last_contacted_at=NEVER,
            last_contacted_by=None,
            last_contacted_id=None,
            last_heard_at=NEVER,
            last_heard_id=None,
            last_touched_at=NEVER,
            interaction_count=0,
            next_step_at=NO_DATE,
            next_step_count=0,
        )
        _move(actor, person, relation, None)
        if not person.is_new:
            person.note("relation", None, row.stage.value)
        return
    sent = {name for name in sent & {"stage", "owner_id"} if not manner.keeps_field(name, relation[name])}
    if "stage" in sent and relation["stage"] != row.stage.value:
        before = relation["stage"]
        person.touch(relation, stage=row.stage.value, stage_since=person.moment)
        _move(actor, person, relation, before)
        person.note("stage", before, row.stage.value)
    if "owner_id" in sent and relation["owner_id"] != row.owner_id:
        person.note("owner_id", _text(relation["owner_id"]), _text(row.owner_id))
        person.touch(relation, owner_id=row.owner_id)


def _move(actor: Actor, person: Person, relation: dict[str, Any], before: str | None) -> None:
    move = _new_row(
        person,
        relation_id=relation["id"],
        from_stage=before,
        to_stage=relation["stage"],
        at=relation["stage_since"],
        by=actor.user_id,
        reason="",
    )
    move.pop("blogger_id")
    person.moves.append(move)


def _text(user_id: UUID | None) -> str | None:
    return str(user_id) if user_id else None


def _new_row(person: Person, **values: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "workspace_id": person.values["workspace_id"],
        "blogger_id": person.id,
        "created_at": person.moment,
        "updated_at": person.moment,
        "version": 1,
        "is_new": True,
        **values,
    }
