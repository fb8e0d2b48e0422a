"""The review: one card after the other, each with what decides it and one key per answer."""

from urllib.parse import urlencode

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.outreach.labels import KINDS
from app.partnerships import queries
from app.partnerships.defaults import ENDS, asks
from app.partnerships.schemas import money_in_form
from app.partnerships.web.common import asked

router = APIRouter()


@router.get("/partnerships/review", name="partnerships.review")
async def review(page: Page, cursor: str | None = None) -> Response:
    query = asked(page)
    course = await queries.get_course(page.session, page.actor, query.pipeline)
    stop = await queries.stop(page.session, page.actor, course, query, cursor)
    address = query.address()
    here, after = ("?" + urlencode({**address, "cursor": place}, doseq=True) for place in (stop.here, stop.after))
    card, path = stop.card, page.url_for("partnerships.review")
    words = card and await queries.last_words(page.session, page.actor, card.blogger_id, card.brand_id)
    steps = await queries.open_steps(page.session, page.actor, card.id) if card else []
    return page.render(
        "partnerships/review.html",
        stop=stop,
        card=card,
        words=words,
        steps=steps,
        course=course,
        query=query,
        address=address,
        here=path + here,
        after=path + after,
        kinds=KINDS,
        ends=[stage for stage in course.stages if stage.kind in ENDS],
        asks={stage.key: asks(stage) for stage in course.stages},
        value=money_in_form(card.value_minor, card.currency) if card else "",
    )
