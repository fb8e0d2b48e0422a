"""The page behind the private link. Nothing is changed by looking: mail scanners follow every link."""

from fastapi import APIRouter, Response

from app.portal import service
from app.portal.schemas import DoorIn, IdeaIn, OwnWishes
from app.portal.view import filled, whole
from app.portal.web.door import VisitPage

router = APIRouter()


@router.get("/p/{token}", name="portal.show")
async def show(page: VisitPage, saved: str = "") -> Response:
    shown = await whole(page.session, page.visit)
    return page.render("portal/show.html", saved=saved, form=filled(page.visit, shown["held"]), **shown)


@router.post("/p/{token}", name="portal.tell")
async def tell(page: VisitPage) -> Response:
    form = await page.form(OwnWishes, "portal/show.html", **await whole(page.session, page.visit))
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
