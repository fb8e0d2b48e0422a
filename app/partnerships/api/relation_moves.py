"""Moves proposed for relations, from what was logged. Never made by themselves."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.accounts.doors import Call
from app.bloggers.models import RelationStage
from app.core.schemas import Input, Listing, Output
from app.partnerships import service
from app.partnerships.queries.relation_moves import moves_proposed

router = APIRouter(tags=["Relations"])
Cursor = Annotated[str | None, Query(max_length=2_000)]
Limit = Annotated[int, Query(ge=1, le=500)]


class MoveTo(Input):
    """The stage that was proposed."""

    to: RelationStage


class EvidenceOut(Output):
    kind: str
    count: int
    at: datetime | None
    interactions: list[UUID]


class ProposedOut(Output):
    """One move proposed."""

    relation_id: UUID
    blogger_id: UUID
    brand_id: UUID
    stage: RelationStage
    to: RelationStage
    regression: bool
    text: str
    because: str
    evidence: list[EvidenceOut]

    @classmethod
    def told(cls, it: Any) -> Self:
        relation, move = it.relation, it.proposal
        return cls.model_construct(
            relation_id=relation.id,
            blogger_id=relation.blogger_id,
            brand_id=relation.brand_id,
            stage=relation.stage,
            to=move.to,
            regression=move.regression,
            text=it.text,
            because=it.because,
            evidence=[EvidenceOut.of(one) for one in move.evidence],
        )


@router.get(
    "/relation-moves", name="api.relations.moves", response_model=Listing[ProposedOut], summary="List moves proposed"
)
async def index(call: Call, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Relations whose logged facts speak for another stage, each with its evidence, by name. A page may hold fewer
    than asked for: go on while there is a `next`."""
    return call.listing((await moves_proposed(call.session, call.actor, cursor, limit)).map(ProposedOut.told))


@router.post(
    "/relations/{relation_id}/moves/accept",
    name="api.relations.accept_move",
    response_model=ProposedOut,
    summary="Accept a move proposed",
)
async def accept(call: Call, relation_id: UUID, given: MoveTo) -> Response:
    """409 when what was noted since speaks for it no more."""
    return call.answer(ProposedOut.told(await service.accept_move(call.session, call.actor, relation_id, given.to)))


@router.post(
    "/relations/{relation_id}/moves/dismiss",
    name="api.relations.dismiss_move",
    response_model=ProposedOut,
    summary="Dismiss a move proposed",
)
async def dismiss(call: Call, relation_id: UUID, given: MoveTo) -> Response:
    """It is not proposed again until something is said."""
    return call.answer(ProposedOut.told(await service.dismiss_move(call.session, call.actor, relation_id, given.to)))
