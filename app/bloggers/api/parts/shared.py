"""What every part's routes begin and end with."""

from typing import Any
from uuid import UUID

from fastapi import Response

from app.bloggers import queries
from app.bloggers.models import Blogger
from app.core.calls import CallContext
from app.core.schemas import Output


async def blogger_of(call: CallContext, blogger_id: UUID) -> Blogger:
    return await queries.get_blogger(call.session, call.actor, blogger_id)


async def part_of(call: CallContext, blogger_id: UUID, model: type[Any], part_id: UUID) -> tuple[Blogger, Any]:
    blogger = await blogger_of(call, blogger_id)
    return blogger, await queries.get_part(call.session, blogger, model, part_id)


def all_of(call: CallContext, out: type[Output], parts: list[Any]) -> Response:
    return call.answer({"items": [out.of(part) for part in parts], "next": None})
