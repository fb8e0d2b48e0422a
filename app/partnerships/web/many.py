"""What is done with the partnerships selected in the list, or with all that it finds; each can be taken back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response
from starlette.datastructures import QueryParams

from app.accounts.doors import Page
from app.core.clock import now
from app.core.errors import Invalid
from app.core.i18n import _, format_number, ngettext
from app.core.pages import PageContext
from app.partnerships import queries, service
from app.partnerships.schemas import MOST_AT_ONCE, PartnershipQuery, SelectionForm
from app.partnerships.service import Changed
from app.partnerships.web.common import understood

router = APIRouter()


@router.post("/partnerships/bulk/move", name="partnerships.bulk.move")
async def move(page: Page) -> Response:
    given, query, ids = await _selected(page)
    verb = service.move_many(page.session, page.actor, ids, given.stage, given.reason)
    return await _done(page, query, verb, _moved)


@router.post("/partnerships/bulk/assign", name="partnerships.bulk.assign")
async def assign(page: Page) -> Response:
    given, query, ids = await _selected(page)
    return await _done(page, query, service.assign_many(page.session, page.actor, ids, given.owner_id), _assigned)


@router.post("/partnerships/bulk/undo", name="partnerships.bulk.undo")
async def undo(page: Page, since: datetime, until: datetime, back: str = "") -> Response:
    """Puts back what one of the verbs above did."""
    done = await service.undo_many(page.session, page.actor, since, until)
    notice = ngettext("Taken back for %(n)s partnership.", "Taken back for %(n)s partnerships.", done)
    return page.redirect_to(_list(page, understood(QueryParams(back))), notice=notice)


async def _selected(page: PageContext) -> tuple[SelectionForm, PartnershipQuery, list[UUID]]:
    """The form, the list it was sent from, and what it means."""
    page.actor.require("partnerships.write")
    given = await page.form(SelectionForm, "errors/refused.html", back=page.url_for("partnerships.board", view="list"))
    query, ids = understood(QueryParams(given.query)), given.ids
    if given.all:
        ids = await queries.matching_ids(page.session, page.actor, query, MOST_AT_ONCE + 1)
    if len(ids) > MOST_AT_ONCE:
        most = format_number(MOST_AT_ONCE)
        raise Invalid({"": _("At most %(n)s partnerships at once. Narrow the list with a filter.", n=most)})
    if not ids:
        raise Invalid({"": _("Nothing is selected yet.")})
    return given, query, ids


async def _done(
    page: PageContext, query: PartnershipQuery, verb: Awaitable[Changed], told: Callable[[int], str]
) -> Response:
    since = now()
    changed = (await verb).changed
    back = urlencode(query.address(), doseq=True)
    span = {"since": since.isoformat(), "until": now().isoformat(), "back": back}
    undo_path = page.url_for("partnerships.bulk.undo", **span) if changed else None
    return page.redirect_to(_list(page, query), notice=told(changed), undo=undo_path)


def _list(page: PageContext, query: PartnershipQuery) -> str:
    address: dict[str, Any] = query.address(view="list")
    return f"{page.url_for('partnerships.board')}?{urlencode(address, doseq=True)}"


def _moved(n: int) -> str:
    return ngettext("%(n)s partnership moved.", "%(n)s partnerships moved.", n)


def _assigned(n: int) -> str:
    return ngettext("%(n)s partnership has another owner now.", "%(n)s partnerships have another owner now.", n)
