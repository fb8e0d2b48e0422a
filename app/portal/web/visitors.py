"""The page behind the private link. Nothing is changed by looking: mail scanners follow every link."""

from typing import Any

from fastapi import APIRouter, Response

from app.core.forms import FormState
from app.portal import queries, service
from app.portal.schemas import DoorIn, IdeaIn, OwnWishes, shown
from app.portal.sentences import consequence
from app.portal.web.door import VisitContext, VisitPage

router = APIRouter()


@router.get("/p/{token}", name="portal.show")
async def show(page: VisitPage, saved: str = "") -> Response:
    whole = await _whole(page)
    return page.render("portal/show.html", saved=saved, form=_form(page, whole["held"]), **whole)


@router.post("/p/{token}", name="portal.tell")
async def tell(page: VisitPage) -> Response:
    form = await page.form(OwnWishes, "portal/show.html", saved="", **await _whole(page))
    await service.tell(page.session, page.visit, form)
    return page.back()


@router.post("/p/{token}/idea", name="portal.propose")
async def propose(page: VisitPage) -> Response:
    form = await page.form(IdeaIn, "portal/idea.html")
    await service.propose(page.session, page.visit, form)
    return page.back("idea")


@router.post("/p/{token}/close", name="portal.close")
async def close(page: VisitPage) -> Response:
    form = await page.form(DoorIn)
    await service.close(page.session, page.visit, form.what)
    return page.back()


@router.post("/p/{token}/open", name="portal.open")
async def reopen(page: VisitPage) -> Response:
    form = await page.form(DoorIn)
    await service.reopen(page.session, page.visit, form.what)
    return page.back()


@router.get("/p/{token}/object", name="portal.object")
async def confirm(page: VisitPage) -> Response:
    return page.render("portal/object.html")


@router.post("/p/{token}/object", name="portal.object.confirm")
async def object_to_all(page: VisitPage) -> Response:
    await service.object_to_all(page.session, page.visit)
    return page.back()


@router.post("/p/{token}/object/withdraw", name="portal.object.withdraw")
async def withdraw(page: VisitPage) -> Response:
    await service.withdraw(page.session, page.visit)
    return page.back()


async def _whole(page: VisitContext) -> dict[str, Any]:
    """What the page shows besides its form."""
    held = await queries.held(page.session, page.visit)
    closed = held.closed(page.visit.preference)
    return {"held": held, "closed": closed, "happens": consequence(page.visit.person, page.visit.preference, closed)}


def _form(page: VisitContext, held: queries.Held) -> FormState:
    person = page.visit.person
    called = {"given_name": person.given_name, "pronouns": person.pronouns, "address_form": held.address_form}
    return FormState(shown(page.visit.preference) | called)
