"""The stream of what colleagues change, which the shell of every page listens to."""

from datetime import UTC, datetime
from functools import partial

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from app.accounts.doors import onlooker
from app.screens.live import From, Live

router = APIRouter()
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}


@router.get("/live", name="live")
async def live(request: Request, since: float | None = None, after: str = "") -> Response:
    """Server-sent events: what changed after the event `after`, or since the page was made (seconds, Unix time)."""
    actor = await onlooker(request)
    begin = From(request.headers.get("last-event-id") or after, _moment(since))
    streams: Live = request.app.state.live
    told = streams.listen(actor, begin, partial(onlooker, request))
    return StreamingResponse(told, headers=HEADERS, media_type="text/event-stream")


def _moment(seconds: float | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    except (OverflowError, ValueError):
        return None
