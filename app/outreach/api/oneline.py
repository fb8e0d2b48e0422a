"""One line of free text, read over the API."""

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.core.i18n import speaking
from app.outreach.queries import understand
from app.outreach.schemas import LineIn, LineOut
from app.outreach.view import told

router = APIRouter(tags=["Interactions"])


@router.post(
    "/interactions/read", name="api.interactions.read", response_model=LineOut, summary="Understand one line of text"
)
async def read(call: Call, given: LineIn) -> Response:
    """“called Camille, ok for March, remind Tuesday” as a kind, a direction, people, a day, a summary and a next step,
    by plain rules, in French and English. Every word that means none of these stays in `summary`. Nothing is written.
    """
    with speaking(call.actor.locale, call.actor.time_zone):
        line = await understand(call.session, call.actor, given.text, given.blogger_ids)
        return call.answer(LineOut.model_validate(told(line)))
