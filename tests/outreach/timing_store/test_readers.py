"""One voice differs by reader: whoever reads, the person's page, lists, boards, filters and the API agree."""

from datetime import timedelta

import pytest

from app.core.clock import now
from app.outreach.schemas import InteractionIn
from app.outreach.service import log
from app.outreach.timing import service
from app.outreach.timing.jobs import nobody
from app.outreach.timing.queries import policy_of
from app.partnerships.schemas import PartnershipIn
from app.partnerships.service import create
from tests.factories.bloggers import blogger


@pytest.fixture
def told(database, cast):
    """`await told(camille, ("owner", "neutral", 5), …)`: what was said days ago (the person, when nobody of us is
    named), a partnership, and fresh marks."""

    async def telling(who, *said):
        owner = cast["owner"]
        async with database.write() as session:
            for by, nature, ago in said:
                given = {"nature": nature, "direction": "out" if by else "in", "no_answer_expected": not by}
                at = now() - timedelta(days=ago)
                given = InteractionIn(blogger_ids=[who], kind="email", occurred_at=at, **given)
                await log(session, cast[by or "owner"].actor, given)
            await create(session, owner.actor, PartnershipIn(blogger_id=who))
            await service.refresh(session, nobody(owner.workspace_id), [(who, owner.brand.id)])

    return telling


TALKS = {
    "nobody": [],
    "quiet": [("owner", "neutral", 60), ("", None, 58)],
    "one in exchange": [("owner", "neutral", 12), ("", None, 10)],
    "one unanswered": [("mate", "neutral", 5)],
    "two": [("owner", "neutral", 12), ("mate", "neutral", 9), ("", None, 8)],
    "asked by one": [("mate", "ask", 3)],
}


@pytest.mark.parametrize("said", TALKS.values(), ids=TALKS)
async def test_every_way_in_answers_a_reader_alike(said, told, camille, owner, mate, manager, viewer, count_statements):
    await told(camille, *said)
    for person in (owner, mate, manager, viewer):
        advice = (await person.api.get(f"/api/v1/bloggers/{camille}/advice")).json()
        expected = (advice["verdict"], advice["until"]) if advice["known"] else ("", None)
        (row,) = (await person.api.get("/api/v1/bloggers")).json()["items"]
        assert (row["relations"][0]["ask_verdict"], row["relations"][0]["ask_until"]) == expected
        (card,) = (await person.api.get("/api/v1/partnerships")).json()["items"]
        one = (await person.api.get(f"/api/v1/partnerships/{card['id']}")).json()
        assert (card["ask_verdict"], card["ask_until"]) == (one["ask_verdict"], one["ask_until"]) == expected
        word = {"speak": "Good moment", "wait": "Wait ·", "discreet": "Leave in peace", "": "Nothing noted yet"}
        assert word[expected[0]] in (await person.html.get(f"/bloggers/{camille}")).text
        for path in ("/bloggers", "/partnerships"):
            shown = (await person.html.get(path)).text
            assert [word[it] in shown for it in ("speak", "wait")] == [expected[0] == it for it in ("speak", "wait")]
        for wanted in (True, False):
            listed = (await person.api.get(f"/api/v1/bloggers?can_be_asked={wanted}")).json()["items"]
            assert bool(listed) is (expected[0] != "" and (expected[0] == "speak") is wanted)


async def test_a_full_day_holds_first_approaches_in_lists_too(told, camille, zoe, database, cast, owner, mate):
    await told(camille, ("manager", "give", 40))
    async with database.write() as session:
        actor = cast["mate"].actor
        most = (await policy_of(session, actor)).first_approaches

        for n in range(most):
            new = await blogger(session, cast["owner"].actor, f"New {n}", source="fair", legal_basis="consent")
            await log(session, actor, InteractionIn(blogger_ids=[new.id], kind="email", nature="neutral"))
    for person, verdict in ((mate, "wait"), (owner, "speak")):
        advice = (await person.api.get(f"/api/v1/bloggers/{camille}/advice")).json()
        rows = (await person.api.get("/api/v1/bloggers?q=camille")).json()["items"]
        (card,) = (await person.api.get("/api/v1/partnerships")).json()["items"]
        assert advice["verdict"] == rows[0]["relations"][0]["ask_verdict"] == card["ask_verdict"] == verdict
        for wanted in (True, False):
            listed = (await person.api.get(f"/api/v1/bloggers?q=camille&can_be_asked={wanted}")).json()["items"]
            assert len(listed) == ((verdict == "speak") is wanted)
            page = (await person.html.get(f"/bloggers?q=camille&can_be_asked={wanted}")).text
            assert ("Camille Moreau" in page) == bool(listed)
