"""Advice as one reader sees it: the answer in words, each reason with the records behind it, what was asked lately.

Three statements beside those of advice: the exchanges behind it, the people and the brands that it names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.bloggers.models import Blogger
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import asked_as
from app.core.i18n import _, format_date
from app.outreach.labels import KINDS, NATURES
from app.outreach.models import Compensation, Kind, Nature, Via
from app.outreach.timing import sentences
from app.outreach.timing.labels import WISHES
from app.outreach.timing.queries import Reading, asked_about
from app.outreach.timing.queries.touches import TouchRow, touches_of
from app.outreach.timing.schemas import IN_ADDRESS, AdviceAsked
from app.outreach.timing.sentences import Names
from app.outreach.timing.service import advise_with_facts
from app.outreach.timing.service.voice import voices
from app.outreach.timing.verdict import Advice, Code, First, Reason, Verdict

LATELY = timedelta(days=63)
"""What is older weighs next to nothing: three half-lives of pressure, as it is unless a workspace changed it."""
KIND_OF: dict[str | None, Kind] = {
    Via.EMAIL: Kind.EMAIL,
    Via.PHONE: Kind.CALL,
    Via.DIRECT_MESSAGE: Kind.DIRECT_MESSAGE,
    Via.COMMENT: Kind.COMMENT,
    Via.IN_PERSON: Kind.MEETING,
    Via.POST: Kind.GIFT,
}
"""What one would log after a touch by this means."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A record that a reason rests on: where it is, and what to call it."""

    kind: str
    id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """One reason or occasion, in words."""

    text: str
    behind: Sequence[Behind] = ()
    hard: bool = False
    code: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AdviceView:
    """What the blogger page shows of advice."""

    blogger_id: UUID
    asked: AdviceAsked
    advice: Advice
    names: Names
    touches: Sequence[TouchRow]
    users: Mapping[UUID, str]
    reading: Reading
    """What the advice was made from."""
    asked_already: Sequence[UUID] = ()
    """Colleagues who were asked and have not answered."""

    @property
    def colleagues(self) -> list[tuple[UUID, str]]:
        """Who could be asked whether to write: those who speak with the person, as far as the reader may know."""
        found = dict.fromkeys(who for who, _until in voices(self.advice.reasons))
        return [(who, self.users[who]) for who in found if who in self.users]

    @property
    def kind(self) -> str:
        """Shape and colour: a verdict, or `unknown`."""
        return self.advice.verdict if self.advice.known else "unknown"

    @property
    def label(self) -> str:
        return sentences.label(self.advice)

    @property
    def brand(self) -> str:
        """For whom, where there are several."""
        brands, brand_id = self.names.brands or {}, self.asked.brand_id
        return brands.get(brand_id, "") if brand_id and len(brands) > 1 else ""

    @property
    def owes_answer(self) -> bool:
        return self.advice.first == First.ANSWER

    def closes(self, told: Told) -> UUID | None:
        """The message of theirs that a click could say needs no answer."""
        return (
            told.behind[0].id
            if told.code == Code.DEBT and told.behind and told.behind[0].kind == "interaction"
            else None
        )

    @property
    def headline(self) -> str:
        return sentences.headline(self.advice, self.names, self.asked.nature)

    @property
    def hard(self) -> bool:
        return any(reason.hard for reason in self.advice.reasons)

    @property
    def held(self) -> bool:
        """Somebody may go on, and say why."""
        return self.advice.verdict != Verdict.SPEAK and not self.hard

    @property
    def reasons(self) -> list[Told]:
        return [self._told(reason) for reason in self.advice.reasons]

    @property
    def hints(self) -> list[Told]:
        return [self._told(reason) for reason in self.advice.hints]

    @property
    def occasions(self) -> list[Told]:
        return [
            Told(sentences.occasion_text(one, self.names), self._behind(one.facts), code=one.kind)
            for one in self.advice.occasions
        ]

    @property
    def possible(self) -> list[tuple[str, str]]:
        """(nature, words) of what else is fine now."""
        return [(nature, str(WISHES[nature])) for nature in self.advice.possible]

    @property
    def level(self) -> str:
        return sentences.level_word(self.advice.pressure)

    @property
    def remind(self) -> str:
        return sentences.remind_on(self.advice.until) if self.advice.until else ""

    @property
    def lately(self) -> list[tuple[TouchRow, str, str]]:
        """What was asked of the person lately by anyone: the touch, what it was, who did it."""
        since = now() - LATELY
        return [(row, self._what(row), self._who(row)) for row in self.touches if row.weighs and row.at >= since]

    def query(self, **changed: Any) -> dict[str, Any]:
        """The question as an address says it."""
        asked = self.asked
        said = {
            "brand": asked.brand_id,
            "nature": asked.nature,
            "compensation": asked.compensation if asked.compensation != Compensation.UNPAID else None,
            "via": asked.via,
            "angle": asked.angle or None,
            "campaign": asked.campaign_id,
        }
        return {name: value for name, value in (said | changed).items() if value}

    def to_log(self, nature: str = "") -> dict[str, Any]:
        """The composer filled with the question, or with another nature of touch."""
        asked, ask = self.asked, (nature or self.asked.nature) == Nature.ASK
        said = {
            "kind": KIND_OF[asked.via],
            "nature": nature or asked.nature,
            "compensation": asked.compensation if ask else None,
            "angle": asked.angle or None,
            "campaign_id": asked.campaign_id,
            "brand_id": asked.brand_id,
            "held": 1 if self.held and not nature else None,
        }
        return {name: value for name, value in said.items() if value}

    def _told(self, reason: Reason) -> Told:
        text = sentences.reason_text(reason, self.names)
        return Told(text, self._behind(reason.facts), reason.hard, reason.code, reason.until)

    def _behind(self, facts: Iterable[tuple[str, UUID]]) -> list[Behind]:
        known = {row.id: row for row in self.touches if row.visible}
        found = []
        for kind, fact_id in facts:
            if kind != "interaction":
                found.append(Behind(kind, fact_id, _("See it")))
            elif row := known.get(fact_id):
                found.append(Behind(kind, fact_id, f"{KINDS[row.kind]}, {format_date(row.at)}"))
        return found

    def _what(self, row: TouchRow) -> str:
        return f"{KINDS[row.kind]}, {str(NATURES[row.nature]).lower()}" if row.visible else ""

    def _who(self, row: TouchRow) -> str:
        return self.users.get(row.author_id, "") if row.visible and row.author_id else ""


async def advice_view(
    session: AsyncSession, actor: Actor, blogger: Blogger, asked: AdviceAsked, brand_ids: Iterable[UUID] = ()
) -> AdviceView:
    """Raises NotFound, and Invalid on a `brand` or `campaign` that is not the actor's. What it is made from is read for
    `brand_ids` too."""
    with asked_as(IN_ADDRESS):
        advice, reading = await advise_with_facts(session, actor, blogger.id, asked, brand_ids)
    named = [fact_id for reason in (*advice.reasons, *advice.hints) for kind, fact_id in reason.facts]
    touches = await touches_of(session, actor, blogger.id, now() - LATELY, named)
    users = await accounts.user_names(session, actor, [*_who(advice), *(row.author_id for row in touches)])
    names = await names_for(session, actor, blogger.given_name or blogger.name, users, asked.brand_id)
    questions = await asked_about(session, actor, blogger.id) if voices(advice.reasons) else []
    asked_already = [question.asked_of for question in questions]
    return AdviceView(blogger.id, asked, advice, names, touches, users, reading, asked_already)


async def names_for(
    session: AsyncSession, actor: Actor, person: str, users: Mapping[UUID, str], brand_id: UUID | None
) -> Names:
    """Who is who for this reader; brands are read only where there are several."""
    several = actor.workspace.get("brand_count", 1) > 1
    brands = {brand.id: brand.name for brand in await accounts.brands(session, actor)} if several else None
    return Names(person, users, brands, brand_id)


def _who(advice: Advice) -> list[UUID | None]:
    return [reason.words.get("who") for reason in (*advice.reasons, *advice.hints)]


def asked_of(query: Mapping[str, str]) -> AdviceAsked:
    """The question that an address asks, field by field: what is cut or changed by hand asks the usual."""
    said = {"brand_id": query.get("brand"), "campaign_id": query.get("campaign")}
    said |= {name: query.get(name) for name in ("nature", "compensation", "via", "angle")}
    return AdviceAsked(**{name: value for name, value in said.items() if value and _makes_sense(name, value)})


def _makes_sense(name: str, value: str) -> bool:
    try:
        AdviceAsked.model_validate({name: value})
    except ValidationError:
        return False
    return True
