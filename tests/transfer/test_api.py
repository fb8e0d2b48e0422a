"""Imports by a program: upload, look, run, ask for what failed."""

from sqlalchemy import func, select

from app.bloggers.models import Blogger
from app.transfer.models import ImportBatch
from tests.cast import Person

PEOPLE = b"Name;Email;Insta\nZo\xc3\xa9;zoe@a.example.org;@zoe\nAna;nope;@ana\n"
URL = "/api/v1/imports"


async def upload(who: Person, **headers: str):
    return await who.api.post(URL, files={"file": ("people.csv", PEOPLE)}, headers=headers)


async def count(database, model) -> int:
    async with database.read() as session:
        return (await session.execute(select(func.count()).select_from(model))).scalar_one()


async def test_an_upload_answers_what_is_in_it_and_proposes_fields(manager: Person):
    answer = await upload(manager)
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{URL}/{body['id']}"
    assert [(it["title"], it["field"]) for it in body["columns"]] == [
        ("Name", "name"),
        ("Email", "email"),
        ("Insta", "channel:instagram"),
    ]
    assert (body["state"], body["total"], body["encoding"], body["delimiter"]) == ("mapping", 2, "utf-8", ";")


async def test_run_then_read_counts_and_the_rows_that_failed(manager: Person, run_jobs):
    here = f"{URL}/{(await upload(manager)).json()['id']}"
    started = await manager.api.post(f"{here}/run", json={"columns": {"1": "email"}, "source": "A list"})
    assert (started.status_code, started.json()["state"]) == (202, "running")
    await run_jobs()
    done = (await manager.api.get(here)).json()
    assert {name: done[name] for name in ("state", "created", "failed", "total")} == {
        "state": "done",
        "created": 1,
        "failed": 1,
        "total": 2,
    }
    (row,) = (await manager.api.get(f"{here}/rows")).json()["items"]
    assert (row["line"], row["outcome"], row["cells"]["Email"]) == (3, "failed", "nope")
    assert "email" in row["reason"].lower()


async def test_a_dry_run_tells_and_writes_nothing(manager: Person, run_jobs, database):
    here = f"{URL}/{(await upload(manager)).json()['id']}"
    assert (await manager.api.post(f"{here}/preview")).status_code == 202
    await run_jobs()
    preview = (await manager.api.get(here)).json()["preview"]
    assert (preview["created"], preview["failed"]) == (1, 1)
    assert preview["examples"]["created"][0]["name"] == "Zoé"
    assert await count(database, Blogger) == 0


async def test_the_same_key_uploads_once(manager: Person, database):
    first, second = (
        await upload(manager, **{"Idempotency-Key": "k1"}),
        await upload(manager, **{"Idempotency-Key": "k1"}),
    )
    assert first.json() == second.json()
    assert await count(database, ImportBatch) == 1


async def test_what_is_wrong_is_said_by_field(manager: Person):
    here = f"{URL}/{(await upload(manager)).json()['id']}"
    for options in (
        {"columns": {"0": "shoe"}},
        {"columns": {"9": "email"}},
        {"columns": {"0": "ignore"}},
        {"known": "x"},
    ):
        assert (await manager.api.post(f"{here}/run", json=options)).status_code == 422
    assert (await manager.api.post(f"{here}/run", json={"unknown": 1})).status_code == 422
    assert (await manager.api.post(URL, files={"file": ("a.csv", b"")})).status_code == 422
    assert (await manager.api.post(URL, json={})).status_code == 422


async def test_others_may_not(mate: Person, manager: Person, stranger: Person):
    assert (await upload(mate)).status_code == 403
    here = f"{URL}/{(await upload(manager)).json()['id']}"
    assert (await stranger.api.get(here)).status_code == 404
    assert (await mate.api.get(URL)).status_code == 403


async def test_lists_page_by_page_and_forgets(manager: Person):
    for _each in range(3):
        await upload(manager)
    first = (await manager.api.get(f"{URL}?limit=2")).json()
    rest = (await manager.api.get(f"{URL}?limit=2&cursor={first['next']}")).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    assert (await manager.api.delete(f"{URL}/{rest['items'][0]['id']}")).status_code == 204
