"""JSON routes of one voice: asking a colleague, answering."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.core.schemas import Listing
from app.outreach.timing import queries, service
from app.outreach.timing.schemas import AnswerIn, ColleagueIn, QuestionOut

router = APIRouter(tags=["Timing"])


@router.post(
    "/bloggers/{blogger_id}/ask-colleague",
    name="api.voice.ask",
    response_model=QuestionOut,
    status_code=201,
    summary="Ask a colleague whether to write",
)
async def ask(call: Call, blogger_id: UUID, given: ColleagueIn) -> Response:
    """Where advice says `one_voice`: the colleague finds the question on Today. Asked twice it is the same one."""
    made = await service.ask_colleague(call.session, call.actor, blogger_id, given.colleague, given.as_asked())
    await call.session.flush()
    return call.created(QuestionOut.of(made), f"/api/v1/voice-questions/{made.id}", version=made.version)


@router.get(
    "/voice-questions", name="api.voice.index", response_model=Listing[QuestionOut], summary="List questions to answer"
)
async def index(call: Call) -> Response:
    """Those you asked or were asked that wait for an answer, and those answered to you in the last three days."""
    found = await queries.questions(call.session, call.actor)
    return call.answer({"items": [QuestionOut.told(one) for one in found], "next": None})


@router.get(
    "/voice-questions/{question_id}", name="api.voice.show", response_model=QuestionOut, summary="Get a question"
)
async def show(call: Call, question_id: UUID) -> Response:
    """Only for who asked and who was asked."""
    question = await queries.get_question(call.session, call.actor, question_id, lock=False)
    return call.answer(QuestionOut.of(question), version=question.version)


@router.post(
    "/voice-questions/{question_id}/answer", name="api.voice.answer", response_model=QuestionOut, summary="Answer it"
)
async def answer(call: Call, question_id: UUID, given: AnswerIn) -> Response:
    """`yes` hands the talk over: the other takes care of the person from now on. Only who was asked may."""
    question = await queries.get_question(call.session, call.actor, question_id)
    await service.answer_question(call.session, call.actor, question, given.yes)
    return call.answer(QuestionOut.of(question), version=question.version)


@router.delete(
    "/voice-questions/{question_id}", name="api.voice.withdraw", status_code=204, summary="Take a question back"
)
async def withdraw(call: Call, question_id: UUID) -> Response:
    """409 once it is answered."""
    question = await queries.get_question(call.session, call.actor, question_id)
    await service.withdraw_question(call.session, call.actor, question)
    return call.done()
