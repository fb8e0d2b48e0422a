"""Asking the colleague who speaks with somebody: one click to ask, one to answer."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.core.i18n import _
from app.outreach.timing import queries, service
from app.outreach.timing.schemas import AnswerIn, ColleagueIn

router = APIRouter()


@router.post("/bloggers/{blogger_id}/ask-colleague", name="voice.ask")
async def ask(page: Page, blogger_id: UUID) -> Response:
    given = await page.form(ColleagueIn)
    made = await service.ask_colleague(page.session, page.actor, blogger_id, given.colleague, given.as_asked())
    undo = page.url_for("voice.withdraw", question_id=made.id)
    return page.redirect(
        "bloggers.show", blogger_id=blogger_id, notice=_("Asked. The answer comes on Today."), undo=undo
    )


@router.post("/voice-questions/{question_id}/answer", name="voice.answer")
async def answer(page: Page, question_id: UUID) -> Response:
    given = await page.form(AnswerIn)
    question = await queries.get_question(page.session, page.actor, question_id)
    await service.answer_question(page.session, page.actor, question, given.yes)
    return page.redirect("today", notice=_("Handed over.") if given.yes else _("Answered: not now."))


@router.post("/voice-questions/{question_id}/withdraw", name="voice.withdraw")
async def withdraw(page: Page, question_id: UUID) -> Response:
    question = await queries.get_question(page.session, page.actor, question_id)
    await service.withdraw_question(page.session, page.actor, question)
    return page.redirect("bloggers.show", blogger_id=question.blogger_id, notice=_("The question is taken back."))
