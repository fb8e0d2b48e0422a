"""Answers for whoever watches over the process."""

import logging

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.core import version

log = logging.getLogger(__name__)


async def ready(request: Request) -> Response:
    """200 once the database answers and has exactly this version's tables; 503 until then."""
    try:
        async with request.app.state.database.read() as session:
            problem = "" if await version.is_current(session) else "the database has another version's tables"
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        log.warning("not ready: %s", error)
        problem = "the database does not answer"
    return PlainTextResponse(f"{problem or 'ready'}\n", 503 if problem else 200, {"Cache-Control": "no-store"})
