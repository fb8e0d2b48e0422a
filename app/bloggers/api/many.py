"""One verb on several people at once, as on the selection of the list."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call, CallContext
from app.bloggers import service
from app.bloggers.schemas import (
    AssignSelectedIn,
    MoveSelectedIn,
    SelectedIn,
    SelectedOut,
    TagSelectedIn,
    UndoSelectedIn,
)
from app.bloggers.service.undo import LONGEST
from app.core.clock import now

router = APIRouter()


@router.post("/bloggers/bulk/tag", name="api.bloggers.bulk.tag", response_model=SelectedOut, summary="Tag several")
async def tag(call: Call, given: TagSelectedIn) -> Response:
    """Gives them all some tags and takes others away. Up to 5,000, as every verb on several."""
    return await _begin(call, given.ids, {"verb": "tag", "add": given.add, "remove": given.remove})


@router.post(
    "/bloggers/bulk/assign", name="api.bloggers.bulk.assign", response_model=SelectedOut, summary="Assign several"
)
async def assign(call: Call, given: AssignSelectedIn) -> Response:
    """All of them to one colleague, or to nobody, for one brand."""
    what = {"verb": "assign", "owner_id": str(given.owner_id or ""), "brand_id": _plain(given.brand_id)}
    return await _begin(call, given.ids, what)


@router.post("/bloggers/bulk/move", name="api.bloggers.bulk.move", response_model=SelectedOut, summary="Move several")
async def move(call: Call, given: MoveSelectedIn) -> Response:
    """All of them to one stage of the relation, for one brand."""
    what = {"verb": "move", "stage": given.stage.value, "brand_id": _plain(given.brand_id)}
    return await _begin(call, given.ids, what)


@router.post(
    "/bloggers/bulk/archive", name="api.bloggers.bulk.archive", response_model=SelectedOut, summary="Archive several"
)
async def archive(call: Call, given: SelectedIn) -> Response:
    """Out of the lists; their history stays."""
    return await _begin(call, given.ids, {"verb": "archive"})


@router.post(
    "/bloggers/bulk/restore", name="api.bloggers.bulk.restore", response_model=SelectedOut, summary="Restore several"
)
async def restore(call: Call, given: SelectedIn) -> Response:
    """Back from the archive."""
    return await _begin(call, given.ids, {"verb": "restore"})


@router.post("/bloggers/bulk/undo", name="api.bloggers.bulk.undo", response_model=SelectedOut, summary="Take it back")
async def undo(call: Call, given: UndoSelectedIn) -> Response:
    """Puts back what the same member did to several in this span, ten minutes of it at most, unless it was changed
    again since."""
    until = given.until or given.since + LONGEST
    ids = await service.changed_between(call.session, call.actor, given.since, until)
    return await _begin(call, ids, {"verb": "undo", "since": given.since.isoformat(), "until": until.isoformat()})


async def _begin(call: CallContext, ids: list[UUID], what: dict[str, Any]) -> Response:
    since = now()
    told = {"back": "", "since": since.isoformat()}
    changed, job_id = await service.begin_change(call.session, call.actor, ids, what, told)
    until = None if job_id else now()
    return call.answer(SelectedOut(changed=changed, job_id=job_id, since=since, until=until))


def _plain(brand_id: UUID | None) -> str:
    return str(brand_id) if brand_id else ""
