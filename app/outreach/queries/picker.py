"""Finding people for one exchange: as one types, or from a pasted list of names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import queries as bloggers
from app.core.actor import Actor
from app.core.text import fold
from app.outreach.queries.interactions import people

OFFERED = 8
MOST_NAMES = 60


@dataclass
class Found:
    """`chosen` (id → name) so far, `offered` to choose from, `unknown` names that nobody has, `undecided` ones that
    fit several of whom none is chosen."""

    chosen: dict[UUID, str] = field(default_factory=dict)
    offered: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    adding: list[str] = field(default_factory=list)
    """Names that nobody has, to be added with the exchange."""

    def add(self, names: Iterable[str]) -> None:
        """These will be people of the list: nobody asks for them any more."""
        self.adding = list(dict.fromkeys(name.strip() for name in names if name.strip()))
        known = {fold(name) for name in self.adding}
        self.unknown = [name for name in self.unknown if fold(name) not in known]


async def chosen(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = list(ids)
    return await people(session, actor, wanted) if wanted else {}


async def candidates(session: AsyncSession, actor: Actor, text: str, ids: Iterable[UUID]) -> Found:
    """Whom `text` means. Several names (one per line, or with commas), or a link
    to one profile, are chosen at once where only one fits."""
    found = Found(chosen=await chosen(session, actor, ids))
    names = [name.strip() for name in re.split(r"[\n,;]+", text) if name.strip()][:MOST_NAMES]
    for name in names:
        hits = await bloggers.search(session, actor, name, OFFERED)
        exact = [hit for hit in hits if fold(hit.name) == fold(name)] or hits
        if not hits:
            found.unknown.append(name)
        elif len(exact) == 1 and (len(names) > 1 or "://" in name):
            found.chosen[exact[0].id] = exact[0].name
        else:
            found.offered |= {hit.id: (hit.name, hit.hint) for hit in hits if hit.id not in found.chosen}
            if not any(hit.id in found.chosen for hit in hits):
                found.undecided.append(name)
    return found
