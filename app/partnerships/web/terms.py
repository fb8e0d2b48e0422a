"""What of a partnership's terms has a day: paid, sent, and due again when it was a mistake."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.core.forms import read_form
from app.core.i18n import _
from app.core.pages import PageContext, Undo
from app.partnerships import queries, service
from app.partnerships.models import Partnership, TermKind
from app.partnerships.web.common import back

router = APIRouter()


@router.post("/terms/{term_id}/settle", name="partnerships.settle_term")
async def settle(page: Page, term_id: UUID) -> Response:
    """Today."""
    partnership, term = await queries.term_of(page.session, page.actor, term_id)
    await service.settle_term(page.session, page.actor, partnership, term)
    notice = _("Paid. Nothing more is owed for it.") if term.kind == TermKind.PAYMENT else _("Sent.")
    return await _back(page, partnership, notice, page.url_for("partnerships.reopen_term", term_id=term_id))


@router.post("/terms/{term_id}/reopen", name="partnerships.reopen_term")
async def reopen(page: Page, term_id: UUID) -> Response:
    partnership, term = await queries.term_of(page.session, page.actor, term_id)
    await service.reopen_term(page.session, page.actor, partnership, term)
    return await _back(page, partnership, _("It is due again."))


async def _back(page: PageContext, partnership: Partnership, notice: str, undo: Undo = None) -> Response:
    await read_form(page.request)
    home = back(page, page.url_for("partnerships.show", partnership_id=partnership.id))
    return page.redirect_to(home, notice=notice, undo=undo)
