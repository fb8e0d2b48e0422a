"""Saved views for programs."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.core.schemas import Listing
from app.views import queries, service
from app.views.schemas import Subject, ViewIn, ViewOut, ViewPatch

router = APIRouter(tags=["Views"])


@router.get("/views", name="api.views.index", response_model=Listing[ViewOut], summary="List saved views")
async def index(call: Call, subject: Subject | None = None) -> Response:
    """Your own and the shared ones: of one list (`subject`), or of all."""
    found = await queries.views(call.session, call.actor, subject)
    return call.answer({"items": [ViewOut.of(view) for view in found], "next": None})


@router.post("/views", name="api.views.create", response_model=ViewOut, status_code=201, summary="Save a view")
async def create(call: Call, given: ViewIn) -> Response:
    """Sharing one needs `views.share`."""
    view = await service.create(call.session, call.actor, given)
    return call.created(ViewOut.of(view), call.url_for("api.views.show", view_id=view.id), version=view.version)


@router.get("/views/{view_id}", name="api.views.show", response_model=ViewOut, summary="Read a saved view")
async def show(call: Call, view_id: UUID) -> Response:
    found = await queries.get_view(call.session, call.actor, view_id)
    return call.answer(ViewOut.of(found), version=found.version)


@router.patch("/views/{view_id}", name="api.views.update", response_model=ViewOut, summary="Change a saved view")
async def update(call: Call, view_id: UUID, given: ViewPatch) -> Response:
    """A shared one by those who may share."""
    view = await queries.get_view(call.session, call.actor, view_id)
    call.check_version(view)
    await service.update(call.session, call.actor, view, given.changes(), version=view.version)
    return call.answer(ViewOut.of(view), version=view.version)


@router.delete("/views/{view_id}", name="api.views.delete", status_code=204, summary="Delete a saved view")
async def delete(call: Call, view_id: UUID) -> Response:
    await service.delete(call.session, call.actor, await queries.get_view(call.session, call.actor, view_id))
    return call.done()
