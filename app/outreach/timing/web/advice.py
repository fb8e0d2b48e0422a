"""Is it the right moment? The answer on a person's page, and a reminder for when it is."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.bloggers.queries import get_blogger
from app.core.i18n import _, format_date
from app.outreach.timing.service.reminders import forget, remind
from app.outreach.timing.view import advice_view, asked_of

router = APIRouter()


@router.get("/bloggers/{blogger_id}/advice", name="bloggers.advice")
async def answer(page: Page, blogger_id: UUID) -> Response:
    """The answer alone, while one chooses; without JavaScript the person's page answers."""
    blogger = await get_blogger(page.session, page.actor, blogger_id)
    if not page.partial:
        return page.redirect_to(f"{page.url_for('bloggers.show', blogger_id=blogger_id)}?{page.request.url.query}")
    advised = await advice_view(page.session, page.actor, blogger, asked_of(page.request.query_params))
    return page.render("outreach/timing/_answer.html", advised=advised)


@router.post("/bloggers/{blogger_id}/remind", name="bloggers.remind")
async def remind_me(page: Page, blogger_id: UUID) -> Response:
    blogger = await get_blogger(page.session, page.actor, blogger_id)
    step, outcome = await remind(page.session, page.actor, blogger, asked_of(page.request.query_params))
    notice = _("Next step on %(date)s: %(title)s.", date=format_date(step.due_on), title=step.title)
    undo = page.url_for("bloggers.forget", blogger_id=blogger_id, step=step.id, outcome=outcome.id)
    return page.redirect("bloggers.show", blogger_id=blogger_id, notice=notice, undo=undo)


@router.post("/bloggers/{blogger_id}/forget", name="bloggers.forget")
async def forget_it(page: Page, blogger_id: UUID, step: UUID, outcome: UUID) -> Response:
    """Undoes a reminder."""
    await forget(page.session, page.actor, blogger_id, step, outcome)
    return page.redirect("bloggers.show", blogger_id=blogger_id, notice=_("The reminder is taken back."))
