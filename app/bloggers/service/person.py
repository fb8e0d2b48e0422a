"""Making, changing, archiving and deleting a person."""

from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Workspace
from app.accounts.queries import resolve_brand, resolve_member
from app.activity.merge import who_changed
from app.activity.service import record
from app.bloggers import queries
from app.bloggers.models import Blogger, BloggerState
from app.bloggers.models.person import BloggerFields
from app.bloggers.queries.closed import DETAILS, require_contact
from app.bloggers.schemas import BloggerIn
from app.bloggers.service import derived, marks, parts
from app.bloggers.service.external import set_external_ids
from app.bloggers.service.relations import new_relation
from app.bloggers.service.tags import put_tags
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Invalid, Stale
from app.core.i18n import _
from app.core.text import fold

_FIELDS = (*BloggerFields.model_fields, "languages", "topics")


async def create_blogger(session: AsyncSession, actor: Actor, form: BloggerIn) -> Blogger:
    """A new person with all that was said of them, and the relation of one brand. Raises Invalid by field."""
    actor.require("bloggers.write")
    brand_id = await resolve_brand(session, actor, form.brand_id)
    owner_id = await resolve_member(session, actor, form.owner_id) if form.owner_id else None
    blogger = Blogger(
        **form.model_dump(include=set(_FIELDS) - {"source", "legal_basis"}),
        **await provenance(session, actor, form.source, form.legal_basis),
        workspace_id=actor.workspace_id,
        sort_name=sort_name(form.name),
        collected_by=actor.user_id,
    )
    if form.do_not_contact:
        _refuse_contact(actor, blogger, form.do_not_contact_reason)
    session.add(blogger)
    await session.flush()
    contacts, channels = await parts.add_all(session, actor, blogger, form)
    tagged = await put_tags(session, actor, blogger, form.tags) if form.tags else {}
    await set_external_ids(session, blogger, dict(form.external_ids))
    await new_relation(session, actor, blogger.id, brand_id, form.stage, owner_id)
    _none, tags = tagged.get("tags", ([], []))
    await derived.begin(session, blogger, derived.Parts(contacts, channels, tags))
    await derived.count_changed(session, actor, +1)
    said = form.model_dump(mode="json", exclude_defaults=True)
    changes = {name: [None, value] for name, value in said.items()}
    await _record(session, actor, "blogger.created", blogger, changes)
    return blogger


async def update_blogger(
    session: AsyncSession, actor: Actor, blogger: Blogger, values: dict[str, Any], *, version: int | None = None
) -> dict[str, list[Any]]:
    """Sets what `values` names (a `BloggerPatch`'s changes); lists replace, external ids are merged (None removes).

    `version` is the one the values were made from. Where somebody has changed one of the same fields since, raises
    Stale with what stands there now as `current`; changes to other fields go together. Returns the changes.
    """
    actor.require("bloggers.write")
    await derived.lock(session, blogger)
    values = dict(values)
    if DETAILS & values.keys():
        require_contact(actor, blogger)
    await _refuse_overwriting(session, actor, blogger, values, version)
    tags, external = values.pop("tags", None), values.pop("external_ids", None)
    refused, reason = values.pop("do_not_contact", None), values.pop("do_not_contact_reason", None)
    changes = _apply(blogger, {name: getattr(value, "value", value) for name, value in values.items()})
    if tags is not None:
        changes |= await put_tags(session, actor, blogger, tags)
    if external is not None:
        changes |= await set_external_ids(session, blogger, external)
    if refused is not None or reason is not None:
        changes |= _set_do_not_contact(actor, blogger, refused, reason)
    if not changes:
        return {}
    blogger.touch()
    blogger.edits = {**blogger.edits, **dict.fromkeys(changes, blogger.version)}
    if "country" in changes:
        await parts.key_phones(session, blogger)
    await derived.refresh(session, blogger)
    await _record(session, actor, "blogger.updated", blogger, changes)
    return changes


async def archive(session: AsyncSession, actor: Actor, blogger: Blogger) -> None:
    """Out of the lists, kept with everything."""
    actor.require("bloggers.write")
    await _move(session, actor, blogger, BloggerState.ARCHIVED, "blogger.archived")


async def restore(session: AsyncSession, actor: Actor, blogger: Blogger) -> None:
    """Back from the archive."""
    actor.require("bloggers.write")
    if blogger.state == BloggerState.DELETED:
        raise Conflict(_("%(name)s is deleted; undo that first.", name=blogger.name))
    await _move(session, actor, blogger, BloggerState.ACTIVE, "blogger.restored")


async def delete(session: AsyncSession, actor: Actor, blogger: Blogger) -> None:
    """Into the bin, where undo finds it until it is emptied (`TACT_BIN_DAYS`)."""
    actor.require("bloggers.delete")
    await _move(session, actor, blogger, BloggerState.DELETED, "blogger.deleted")


async def undelete(session: AsyncSession, actor: Actor, blogger: Blogger) -> None:
    """Back as it was before."""
    actor.require("bloggers.delete")
    if blogger.state != BloggerState.DELETED:
        return
    await _move(session, actor, blogger, blogger.state_before or BloggerState.ACTIVE, "blogger.undeleted")


async def note_objection(session: AsyncSession, actor: Actor, blogger: Blogger) -> None:
    """They object to every message: from now on nobody writes to them, not even an answer."""
    actor.require("bloggers.write")
    await derived.lock(session, blogger)
    if blogger.objected_at is None:
        await _set_objection(session, actor, blogger, "blogger.objected", now())


async def withdraw_objection(session: AsyncSession, actor: Actor, blogger: Blogger) -> None:
    """They took it back."""
    actor.require("do_not_contact.clear")
    await derived.lock(session, blogger)
    if blogger.objected_at is not None:
        await _set_objection(session, actor, blogger, "blogger.objection_withdrawn", None)


async def provenance(session: AsyncSession, actor: Actor, source: str, legal_basis: str | None) -> dict[str, str]:
    """Source and legal basis as given, else as the workspace presets them; never empty."""
    workspace = await session.get_one(Workspace, actor.workspace_id)
    return {
        "source": source or workspace.source_preset or _("Entered by hand"),
        "legal_basis": str(getattr(legal_basis, "value", legal_basis) or workspace.legal_basis_preset),
    }


def sort_name(name: str) -> str:
    return fold(name)[:300]


def _apply(blogger: Blogger, values: dict[str, Any]) -> dict[str, list[Any]]:
    if unknown := set(values) - set(_FIELDS):
        raise Invalid({min(unknown): _("This field is not known here.")})
    for name in ("name", "source", "legal_basis"):
        if name in values and not values[name]:
            raise Invalid({name: _("This is needed.")})
    version, updated_at = blogger.version, blogger.updated_at
    changes = blogger.apply(values)
    blogger.version, blogger.updated_at = version, updated_at  # touched once, by the caller
    if "name" in changes:
        blogger.sort_name = sort_name(blogger.name)
    return changes


async def _refuse_overwriting(
    session: AsyncSession, actor: Actor, blogger: Blogger, values: dict[str, Any], version: int | None
) -> None:
    if version is None or version == blogger.version:
        return
    later = {name for name in values if blogger.edits.get(name, 0) > version}
    stands = {name: getattr(blogger, name, None) for name in later}
    if "tags" in later:
        stands["tags"] = [tag.name for tag in await queries.tags(session, blogger)]
    current = {name: now for name, now in stands.items() if now != values[name]}
    if current:
        by = await who_changed(session, actor, blogger.id, current.keys())
        raise Stale(_("Somebody has changed this meanwhile."), current=current, version=blogger.version, by=by)


def _set_do_not_contact(
    actor: Actor, blogger: Blogger, refused: bool | None, reason: str | None
) -> dict[str, list[Any]]:
    before = {"do_not_contact": blogger.do_not_contact, "do_not_contact_reason": blogger.do_not_contact_reason}
    if refused is False and blogger.do_not_contact:
        actor.require("do_not_contact.clear")
        blogger.do_not_contact, blogger.do_not_contact_reason = False, ""
        blogger.do_not_contact_at = blogger.do_not_contact_by = None
    elif refused and not blogger.do_not_contact:
        _refuse_contact(actor, blogger, reason or "")
    elif blogger.do_not_contact and reason is not None:
        blogger.do_not_contact_reason = reason
    return {name: [old, getattr(blogger, name)] for name, old in before.items() if old != getattr(blogger, name)}


def _refuse_contact(actor: Actor, blogger: Blogger, reason: str) -> None:
    blogger.do_not_contact, blogger.do_not_contact_reason = True, reason
    blogger.do_not_contact_at, blogger.do_not_contact_by = now(), actor.user_id


async def _set_objection(session: AsyncSession, actor: Actor, blogger: Blogger, verb: str, at: datetime | None) -> None:
    changes = blogger.apply({"objected_at": at})
    blogger.edits = {**blogger.edits, "objected_at": blogger.version}
    await session.flush()
    await marks.stale(session, blogger.workspace_id, [blogger.id])
    await _record(session, actor, verb, blogger, changes)


async def _move(session: AsyncSession, actor: Actor, blogger: Blogger, state: str, verb: str) -> None:
    await derived.lock(session, blogger)
    before = blogger.state
    if before == state:
        return
    blogger.state, blogger.state_since = state, now()
    blogger.state_before = before if state == BloggerState.DELETED else ""
    blogger.touch()
    await derived.refresh(session, blogger)
    was, is_now = before == BloggerState.ACTIVE, state == BloggerState.ACTIVE
    await derived.count_changed(session, actor, is_now - was)
    await _record(session, actor, verb, blogger, {"state": [before, state]})


async def _record(
    session: AsyncSession, actor: Actor, verb: str, blogger: Blogger, changes: dict[str, list[Any]]
) -> None:
    changes = derived.shortened(changes)
    await record(session, actor, verb, "blogger", blogger.id, changes, name=blogger.name, blogger_id=blogger.id)
