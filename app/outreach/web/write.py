"""Write to somebody with one's own programs (mail, a profile, the phone), and say afterwards that one did."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.accounts.queries import resolve_brand
from app.bloggers import labels as people_labels
from app.bloggers import queries as bloggers
from app.bloggers.models import Blogger
from app.core.forms import FormState
from app.core.pages import PageContext
from app.outreach import labels
from app.outreach.means import means_of
from app.outreach.timing import labels as timing_labels
from app.outreach.timing.service import announce, fall_silent
from app.outreach.timing.view import KIND_OF, advice_view, asked_of

router = APIRouter()


@router.get("/bloggers/{blogger_id}/write", name="bloggers.write")
async def write(page: Page, blogger_id: UUID) -> Response:
    """The ways to reach them, whether now is the moment for it (`nature`, `via` …), and “I have written”."""
    page.actor.require("interactions.write")
    blogger = await bloggers.get_blogger(page.session, page.actor, blogger_id)
    return page.render("outreach/write.html", blogger=blogger, **await _around(page, blogger))


@router.post("/bloggers/{blogger_id}/writing", name="bloggers.begin_writing")
async def begin_writing(page: Page, blogger_id: UUID) -> Response:
    """Colleagues see that one writes, from when one leaves for one's own program until it is logged."""
    blogger = await bloggers.get_blogger(page.session, page.actor, blogger_id)
    panel = await bloggers.panel(page.session, page.actor, blogger)
    brand_id = await resolve_brand(page.session, page.actor, panel.brand_id)
    await announce(page.session, page.actor, blogger_id, brand_id)
    return page.redirect("bloggers.show", blogger_id=blogger_id)


@router.post("/bloggers/{blogger_id}/writing/end", name="bloggers.end_writing")
async def end_writing(page: Page, blogger_id: UUID) -> Response:
    blogger = await bloggers.get_blogger(page.session, page.actor, blogger_id)
    await fall_silent(page.session, page.actor, blogger.id)
    return page.redirect("bloggers.show", blogger_id=blogger_id)


async def _around(page: PageContext, blogger: Blogger) -> dict[str, Any]:
    query = page.request.query_params
    panel = await bloggers.panel(page.session, page.actor, blogger)
    asked = asked_of(query)
    asked = asked.model_copy(update={"brand_id": asked.brand_id or panel.brand_id})
    means = means_of(blogger, await bloggers.sheet(page.session, page.actor, blogger))
    first = next((one.kind for one in means), KIND_OF[asked.via])
    given = {"kind": query.get("kind") or first, "nature": asked.nature, "summary": query.get("summary", "")}
    return {
        "advised": await advice_view(page.session, page.actor, blogger, asked),
        "means": means,
        "form": FormState({**given, "next": query.get("next", "")}),
        "words": labels,
        "timing": timing_labels,
        "people_labels": people_labels,
    }
