"""Invented bloggers for tests: `await blogger(session, actor, name="Zoé Lambert", email="zoe@carnet.example.org")`."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import service
from app.bloggers.models import Blogger
from app.bloggers.schemas import BloggerIn
from app.core.actor import Actor


async def blogger(
    session: AsyncSession, actor: Actor, name: str = "Zoé Lambert", *, email: str = "", url: str = "", **values: Any
) -> Blogger:
    """A person made as everybody makes them; `email` and `url` are short for a contact point and a channel."""
    if email:
        values.setdefault("contact_points", []).append({"kind": "email", "value": email})
    if url:
        values.setdefault("channels", []).append({"url": url})
    return await service.create_blogger(session, actor, BloggerIn.model_validate({"name": name, **values}))


def row(number: int, **values: Any) -> dict[str, Any]:
    """A row of a bulk upsert: as an integration sends it."""
    return {
        "name": f"Zoé Lambert {number}",
        "country": "FR",
        "languages": ["fr"],
        "tags": ["food"],
        "contact_points": [{"kind": "email", "value": f"zoe{number}@carnet.example.org"}],
        "channels": [{"platform": "blog", "url": f"https://carnet{number}.example.org"}],
        "external_ids": {"shop": str(number)},
        **values,
    }
