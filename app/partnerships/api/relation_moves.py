"""Moves proposed for relations, from what was logged. Never made by themselves."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.bloggers.models import RelationStage
from app.core.schemas import Input, Output
from app.partnerships import service
from app.partnerships.queries.relation_moves import moves_proposed

router = APIRouter(tags=["Relations"])


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


class ProposedListOut(Output):
    items: list[ProposedOut]


@router.get(
    "/relation-moves", name="api.relations.moves", response_model=ProposedListOut, summary="List moves proposed"
)
async def index(call: Call) -> Response:
    """Relations whose logged facts speak for another stage, each with its evidence."""
    return call.answer({"items": [ProposedOut.told(it) for it in await moves_proposed(call.session, call.actor)]})


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
