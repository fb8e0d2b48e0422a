"""Today over the API says what the page says."""

from datetime import timedelta

import time_machine

from app.core.clock import now
from app.outreach.schemas import InteractionIn
from app.outreach.service import log


async def test_its_days_are_those_of_the_member(owner, zoe):
    with time_machine.travel("2027-01-14T23:30Z"):  # Friday in Paris
        quiet = {"kind": "do_not_disturb", "until_day": "2027-01-24"}
        promised = {"kind": "promise", "label": "The photos", "until": "2027-01-12T23:30:00Z"}
        for fact in (quiet, promised):
            await owner.api.post(f"/api/v1/bloggers/{zoe}/circumstances", json=fact)
        found = (await owner.api.get("/api/v1/today")).json()
    assert "due on Wednesday" in " ".join(it["text"] for it in found["who_to_leave_in_peace"])


async def test_the_three_sentences(owner, viewer, stranger, database, cast, camille, zoe):
    async with database.write() as session:
        actor = cast["owner"].actor
        given = InteractionIn(blogger_ids=[camille], kind="email", direction="in", summary="Shall we talk?",
                              occurred_at=now() - timedelta(days=4))  # fmt: skip
        await log(session, actor, given)
    quiet = {"kind": "do_not_disturb", "until_day": (now() + timedelta(days=9)).date().isoformat()}
    await owner.api.post(f"/api/v1/bloggers/{zoe}/circumstances", json=quiet)
    yesterday = (now() - timedelta(days=2)).isoformat()
    promised = {"kind": "promise", "label": "The photos", "until": yesterday}
    await owner.api.post(f"/api/v1/bloggers/{zoe}/circumstances", json=promised)
    piece = {"kind": "piece", "label": "On bread", "since": yesterday}
    await owner.api.post(f"/api/v1/bloggers/{zoe}/circumstances", json=piece)
    found = (await owner.api.get("/api/v1/today")).json()
    waits = found["who_waits_for_us"]
    assert [(it["name"], it["summary"]) for it in waits["waiting"]] == [("Camille Moreau", "Shall we talk?")]
    assert [(it["kind"], it["label"]) for it in waits["owed"]] == [("promise", "The photos")]
    (quiet,) = [it for it in found["who_to_leave_in_peace"] if it["blogger_id"] == str(zoe)]
    page = (await owner.html.get("/")).text
    assert quiet["text"] in page
    assert "Shall we talk?" in page
    assert (await viewer.api.get("/api/v1/today?whose=team")).status_code == 200
    nothing = (await stranger.api.get("/api/v1/today")).json()
    assert nothing["who_waits_for_us"]["waiting"] == nothing["who_to_leave_in_peace"] == []
    assert (await owner.api.get("/api/v1/today?whose=everyone")).status_code == 422
