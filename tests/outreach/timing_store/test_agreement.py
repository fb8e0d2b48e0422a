"""One answer, by whichever way it is asked for: alone, among many, of one brand or of two at once."""

import random
from datetime import timedelta

import pytest

from app.core import clock
from app.outreach.timing import service
from app.outreach.timing.schemas import AdviceAsked, AdviceItem
from tests.factories.bloggers import blogger
from tests.outreach.timing_store.conftest import NOW, heard, noted, said

NATURES = ("ask", "chaser", "give", "neutral", "service", "reply")


@pytest.mark.slow
async def test_many_at_once_are_answered_as_each_alone(second_brand, session, cast):
    owner, mate, dice = cast["owner"], cast["mate"], random.Random(20)
    people = [await _invented(session, cast, dice, n) for n in range(24)]
    await _approached_today(session, owner, people[-1])
    brands = [owner.brand.id, second_brand]
    items = [
        AdviceItem(blogger_id=who, brand_id=dice.choice(brands), nature=dice.choice(NATURES), bulk=dice.random() < 0.5)
        for who in people
        for _again in range(3)
    ]
    for person in (owner, mate):
        with clock.at(NOW):
            alone = [
                await service.advise(session, person.actor, item.blogger_id, AdviceAsked(**_question(item)))
                for item in items
            ]
            assert await service.advise_many(session, person.actor, items) == alone
            of_one = [item for item in items if item.brand_id == brands[0]]
            found = await service.advise_many(session, person.actor, of_one)
        assert found == [advice for item, advice in zip(items, alone, strict=True) if item.brand_id == brands[0]]
    assert len({advice.verdict for advice in alone}) > 1
    assert len({reason.code for advice in alone for reason in advice.reasons}) > 4


def _question(item):
    return item.model_dump(exclude={"blogger_id"})


async def _invented(session, cast, dice, n):
    """Somebody with a past of either side's words, and with what may surround them."""
    owner, mate = cast["owner"], cast["mate"]
    basis = {"source": "a fair", "legal_basis": "legitimate_interest"} if dice.random() < 0.9 else {}
    who = (await blogger(session, owner.actor, f"Invented {n}", **basis)).id
    for ago in sorted((dice.uniform(0.1, 700) for _touch in range(dice.randrange(7))), reverse=True):
        person = dice.choice((owner, mate))
        if dice.random() < 0.4:
            await heard(session, person, who, ago, refusal=dice.random() < 0.2)
        else:
            await said(session, person, who, ago, nature=dice.choice(("ask", "give", "neutral")))
    if dice.random() < 0.3:
        kind = dice.choice(("do_not_disturb", "promise", "exclusivity"))
        await noted(session, owner, who, kind, label="said so", until=NOW + timedelta(days=dice.randrange(1, 60)))
    return who


async def _approached_today(session, person, last):
    """As many first approaches as a day may have, so that the next is held back."""
    for n in range(8):
        await said(session, person, (await blogger(session, person.actor, f"New {n}")).id, 0.05)
    await said(session, person, last, 0.04)
