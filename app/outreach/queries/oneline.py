"""One line of free text with the people it means: at most a search for each name in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import queries as bloggers
from app.bloggers.schemas import SearchHit
from app.core import i18n
from app.core.actor import Actor
from app.core.text import tokens
from app.outreach.oneline import PartRole, Reading, read
from app.outreach.queries.picker import OFFERED, Found, chosen

LOOKED_AT = 50
"""So many people of one name are compared with the words that follow it."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was understood, and who it is about."""

    reading: Reading
    found: Found
    brand_id: UUID | None = None
    """The brand last in touch with whom it is about, where there are several brands."""


async def understand(
    session: AsyncSession, actor: Actor, text: str, ids: Iterable[UUID] = (), day: date | None = None
) -> Line:
    """The line as `actor` means it: days in their zone, names among the people of the workspace. Whoever is in `ids`
    takes part already (their names in the line are no news). Days count from `day`,
    or from today."""
    actor.require("interactions.write")
    reading = read(text.replace("\x00", " "), day or i18n.today(), i18n.current_locale())
    found = Found(chosen=await chosen(session, actor, ids))
    for run in reading.candidates:
        reading = await _name(session, actor, reading, run, found)
    if not found.chosen and not found.offered:
        found.unknown += [reading.words(run) for run in reading.candidates[:1] if _is_surely_a_name(reading, run)]
    brands = await bloggers.last_brands(session, actor, found.chosen) if found.chosen else {}
    return Line(reading, found, next(iter(brands.values()), None))


async def _name(session: AsyncSession, actor: Actor, reading: Reading, run: Sequence[int], found: Found) -> Reading:
    """Whoever the first words of the run fit best: one is chosen, several are offered."""
    words = [reading.tokens[place] for place in run]
    known = [SearchHit(one, name, "") for one, name in found.chosen.items()]
    used, hits = _fitting(words, known)
    if not hits:
        used, hits = _fitting(words, await bloggers.search(session, actor, words[0].lstrip("@"), LOOKED_AT))
    if not hits:
        return reading
    if len(hits) == 1:
        found.chosen[hits[0].id] = hits[0].name
    else:
        found.offered |= {hit.id: (hit.name, hit.hint) for hit in hits[:OFFERED] if hit.id not in found.chosen}
        found.undecided.append(" ".join(words[:used]))
    return reading.naming(run[:used])


def _fitting(words: list[str], hits: list[SearchHit]) -> tuple[int, list[SearchHit]]:
    """How many of the words are a name, and whose: whole words, as many as fit."""
    if "@" in words[0] or "://" in words[0]:
        return 1, hits
    for used in range(len(words), 0, -1):
        wanted = {token for word in words[:used] for token in tokens(word)}
        fit = [hit for hit in hits if wanted and wanted <= set(tokens(hit.name, hit.hint))]
        if fit:
            return used, [hit for hit in fit if set(tokens(hit.name)) == wanted] or fit
    return 0, []


def _is_surely_a_name(reading: Reading, run: Sequence[int]) -> bool:
    """Capitalised within a line, and not its first word: said to be known to nobody."""
    word = reading.tokens[run[0]]
    return run[0] > 0 and word[:1].isupper() and reading.roles[run[0]] in (PartRole.SAID, PartRole.TODO)
