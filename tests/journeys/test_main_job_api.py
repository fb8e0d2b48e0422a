"""The main job, done by a program: import, find, read the history, log, plan, move, share."""

import asyncio
from pathlib import Path

SPREADSHEET = Path(__file__).parents[1] / "transfer" / "files" / "sixty.csv"
API = "/api/v1"


async def test_a_program_does_the_whole_job(owner, run_jobs):
    api = owner.api

    uploaded = await api.post(f"{API}/imports", files={"file": ("été.csv", SPREADSHEET.read_bytes())})
    assert uploaded.status_code == 201, uploaded.text
    batch = uploaded.headers["Location"]
    assert (await api.post(f"{batch}/run")).status_code == 202
    await run_jobs()
    done = (await api.get(batch)).json()
    assert done["state"] == "done"
    assert (done["total"], done["created"], done["failed"]) == (60, 60, 0)

    found = (await api.get(f"{API}/bloggers", params={"q": "chloe oeuv"})).json()["items"]
    assert [person["name"] for person in found] == ["Chloé Œuvrard"]
    person = f"{API}/bloggers/{found[0]['id']}"

    logged = await api.post(
        f"{person}/interactions",
        json={
            "kind": "call",
            "direction": "out",
            "summary": "Agreed on March",
            "next_step": {"title": "Send the dates", "due": "2031-03-04"},
        },
        headers={"Idempotency-Key": "one call"},
    )
    assert logged.status_code == 201, logged.text
    history = (await api.get(f"{person}/timeline")).json()["items"]
    assert any("Agreed on March" in str(entry) for entry in history)
    assert (await api.get(person)).json()["last_contacted_at"] is not None
    steps = (await api.get(f"{person}/next-steps")).json()["items"]
    assert [step["title"] for step in steps] == ["Send the dates"]

    campaign = (await api.post(f"{API}/campaigns", json={"name": "Slow suppers"})).json()
    five = [one["id"] for one in (await api.get(f"{API}/bloggers", params={"limit": 5})).json()["items"]]
    added = await api.post(f"{API}/campaigns/{campaign['id']}/bloggers", json={"blogger_ids": five})
    assert (added.status_code, added.json()["added"]) == (201, 5)

    partnership = (await api.get(f"{API}/partnerships", params={"campaign": campaign["id"]})).json()["items"][0]
    path = f"{API}/partnerships/{partnership['id']}"
    assert (await api.post(f"{path}/move", json={"stage": "declined"})).status_code == 422
    moved = await api.post(f"{path}/move", json={"stage": "contacted"})
    assert (moved.status_code, moved.json()["stage"]) == (200, "contacted")
    pipeline = partnership["pipeline_id"]
    board = (await api.get(f"{API}/pipelines/{pipeline}/board", params={"campaign": campaign["id"]})).json()
    assert {column["stage"]["key"]: column["count"] for column in board["columns"] if column["count"]} == {
        "prospect": 4,
        "contacted": 1,
    }


async def test_the_feed_tells_all_of_it_once(owner, run_jobs):
    for name in ("Ada", "Bea", "Cyr"):
        made = await owner.api.post(f"{API}/bloggers", json={"name": name, "source": "fair"})
        assert made.status_code == 201, made.text
    told = await owner.api.follow(lambda item: item["subject_name"] == "Cyr")
    seen = [item["seq"] for item in told]
    assert seen == sorted(set(seen))
    assert [item["subject_name"] for item in told if item["verb"] == "blogger.created"] == ["Ada", "Bea", "Cyr"]


async def test_twenty_at_once_under_one_key_are_one(owner):
    async def post() -> int:
        body = {"name": "Once", "source": "fair"}
        answer = await owner.api.post(f"{API}/bloggers", json=body, headers={"Idempotency-Key": "the same"})
        return answer.status_code

    codes = await asyncio.gather(*(post() for _time in range(20)))
    assert set(codes) == {201}
    assert len((await owner.api.get(f"{API}/bloggers", params={"q": "once"})).json()["items"]) == 1
