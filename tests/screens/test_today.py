"""The first page says who waits for us, what is to be done, and whom to leave in peace."""

import re
from datetime import timedelta

from sqlmodel import select

from app.core.clock import now
from app.outreach.models import NextStep
from app.outreach.timing.facts import Fact
from app.outreach.timing.models import AdviceOutcome, Circumstance, Outcome


async def log(person, blogger_id, **values):
    answer = await person.api.post(f"/api/v1/bloggers/{blogger_id}/interactions", json={"kind": "email"} | values)
    assert answer.status_code == 201, answer.text


def section(page: str, name: str) -> str:
    return re.search(rf'<section aria-labelledby="today-{name}">(.*?)</section>', page, re.DOTALL)[1]


def ago(days: int) -> str:
    return (now() - timedelta(days=days)).isoformat()


async def test_nothing_to_do(owner, camille):
    assert "Nothing to do this morning. That is good work too." in (await owner.html.get("/")).text


async def test_three_sentences(owner, camille, zoe):
    await log(owner, camille, direction="in", summary="Three dates for you", occurred_at=ago(4))
    step = {"title": "Send the box", "due": (now() + timedelta(days=2)).date().isoformat()}
    await log(owner, zoe, summary="Sent the brief", agreed="Box before Friday", next_step=step)
    page = (await owner.html.get("/")).text
    assert "Camille Moreau" in section(page, "waiting")
    assert "Three dates for you" in section(page, "waiting")
    assert "Send the box" in section(page, "due")
    assert "Agreed: Box before Friday" in section(page, "due")
    assert "Zoé Lambert" in section(page, "peace")


async def test_the_longest_waiting_comes_first_and_overdue_is_said(owner, camille, zoe):
    await log(owner, zoe, direction="in", occurred_at=ago(2))
    await log(owner, camille, direction="in", occurred_at=ago(9))
    late = {"blogger_id": str(zoe), "title": "Late", "due": "2026-11-02"}
    await owner.api.post("/api/v1/next-steps", json=late)
    waiting = section((await owner.html.get("/")).text, "waiting")
    assert waiting.index("Camille Moreau") < waiting.index("Zoé Lambert") < waiting.index("Overdue: ")


async def test_mine_and_the_teams(owner, mate, camille):
    body = {"blogger_id": str(camille), "title": "Malik's step", "due": "2026-11-02"}
    await mate.api.post("/api/v1/next-steps", json=body)
    assert "Malik&#39;s step" not in (await owner.html.get("/")).text
    assert "Malik&#39;s step" in (await owner.html.get("/?whose=team")).text


async def test_no_answer_expected_closes_it_and_is_undone(owner, camille, standing):
    await log(owner, camille, direction="in")
    path = re.search(r"/interactions/[0-9a-f-]+/close", (await owner.html.get("/")).text)[0]
    answer = await owner.html.post(path, headers={"Referer": "http://tact.test/"})
    assert answer.headers["Location"] == "/"
    assert (await standing(camille)).turn == "none"
    page = (await owner.html.get("/")).text
    assert "No answer expected." in page
    await owner.html.post(path.replace("/close", "/reopen"))
    assert (await standing(camille)).turn == "ours"


async def test_brands_one_is_kept_from_stay_hidden(owner, mate, camille, second_brand):
    await log(owner, camille, direction="in", summary="Secret", brand_id=str(second_brand))
    assert "Secret" in (await owner.html.get("/")).text
    assert "Secret" not in (await mate.html.get("/?whose=team")).text


async def test_who_is_named_by_a_colleague_reads_it(owner, mate, camille):
    await log(mate, camille, kind="note", summary="Ask @Olga about the dates", occurred_at=ago(3))
    assert "Ask @Olga about the dates" in (await owner.html.get("/")).text
    assert "Ask @Olga about the dates" not in (await mate.html.get("/")).text


async def test_a_viewer_sees_but_cannot_act(viewer, owner, camille):
    await log(owner, camille, direction="in")
    page = (await viewer.html.get("/")).text
    assert "Camille Moreau" in page
    assert "/close" not in page


async def test_as_many_statements_whatever_there_is(owner, camille, zoe, count_statements):
    counts = []
    for n in range(6):
        await log(owner, camille if n % 2 else zoe, next_step={"title": f"{n}", "due": "2026-11-24"})
        with count_statements() as executed:
            await owner.html.get("/")
        counts.append(len(executed))
    assert counts[1] == counts[-1] <= 17


async def note(database, person, blogger_id, kind, **values):
    """A circumstance, as timing keeps it."""
    async with database.write() as session:
        found = Circumstance(workspace_id=person.workspace_id, blogger_id=blogger_id, kind=kind, **values)
        session.add(found)
        await session.flush()
        return found.id


async def test_what_we_owe_comes_first(owner, camille, zoe, database):
    await log(owner, camille, direction="in", summary="Any news?", occurred_at=ago(4))
    await log(owner, zoe)
    due = now() - timedelta(days=3)
    await note(database, owner, zoe, Fact.PROMISE, since=due, until=due, label="Three photos")
    waiting = section((await owner.html.get("/")).text, "waiting")
    assert "Promise: Three photos" in waiting
    assert waiting.index("Zoé Lambert") < waiting.index("Camille Moreau")


async def test_who_would_be_glad_and_why(owner, mate, camille, zoe, database):
    await log(owner, zoe, kind="gift", occurred_at=ago(40))
    await note(database, owner, zoe, Fact.PIECE, since=now() - timedelta(days=1), label="Bread at home")
    due = section((await owner.html.get("/")).text, "due")
    assert "Zoé Lambert" in due
    assert "Yesterday&#39;s post (Bread at home)." in due
    assert "A word to Zoé Lambert" in due
    assert "Camille Moreau" not in due


async def test_whom_to_leave_in_peace_until_when_and_a_reminder(owner, viewer, stranger, camille, database):
    await log(owner, camille, nature="ask", occurred_at=ago(1))
    peace = section((await owner.html.get("/")).text, "peace")
    assert "Wait · " in peace
    assert "Remind me on " in peace
    path = re.search(r'action="(/bloggers/[^"]+/remind[^"]*)"', peace)[1].replace("&amp;", "&")
    for person, status in ((viewer, 403), (stranger, 404)):
        assert (await person.html.post(path)).status_code == status
    answer = await owner.html.post(path)
    page = (await owner.html.get(answer.headers["Location"])).text
    assert "Write to Camille Moreau: a good moment from today" in page
    async with database.read() as session:
        assert (await session.exec(select(AdviceOutcome.outcome))).all()[-1] == Outcome.AVOIDED
    undo = re.search(r'action="(/bloggers/[^"]+/forget[^"]*)"', page)[1].replace("&amp;", "&")
    await owner.html.post(undo)
    async with database.read() as session:
        assert not (await session.exec(select(NextStep.id).where(NextStep.deleted_at.is_(None)))).all()
        assert Outcome.AVOIDED not in (await session.exec(select(AdviceOutcome.outcome))).all()


async def test_who_was_written_to_but_not_answered_waits_for_us(owner, camille):
    await log(owner, camille, direction="in", summary="How much?", occurred_at=ago(9))
    await log(owner, camille, nature="ask", occurred_at=ago(1))
    page = (await owner.html.get("/")).text
    assert "Answer first: what came from Camille Moreau" in section(page, "waiting")
    await log(owner, camille, direction="in", summary="And when?", occurred_at=ago(0))
    again = section((await owner.html.get("/")).text, "waiting")
    assert "And when?" in again
    assert "nature=reply" in again
    assert "has been waiting" not in again, "nobody is told twice in one column"
    assert "Camille Moreau" not in section(page, "peace")
