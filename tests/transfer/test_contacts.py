"""Contacts that come in with a file: each row's, what it was for by the rules of logging, told before anything is."""

import pytest
from sqlalchemy import select

from app.outreach.models import Interaction
from app.transfer.models import ImportBatch
from tests.transfer.test_journey import fields_of

HISTORY = """Name;Email;Contact date;Subject;Sens;Nature
Zoé;zoe@a.example.org;2026-03-02;A table for spring;out;ask
Zoé;zoe@a.example.org;2026-03-20;Did it reach you?;out;ask
Zoé;zoe@a.example.org;2026-03-24;With pleasure;in;
Zoé;zoe@a.example.org;2026-03-25;Wonderful;out;
Zoé;zoe@a.example.org;2026-05-04;A table for summer;out;ask
Ana;ana@a.example.org;2026-01-05;Hello;out;
Ana;ana@a.example.org;2026-07-05;And hello again;out;
"""


async def bring(manager, run_jobs, sheet: str, **chosen: str) -> str:
    """Imports as the page does; what its preview said."""
    uploaded = await manager.html.post("/imports", files={"file": ("a.csv", sheet.encode())})
    here = uploaded.headers["location"]
    given = fields_of((await manager.html.get(here)).text)
    await manager.html.post(f"{here}/choose", data=dict(given) | chosen)
    await run_jobs()
    told = (await manager.html.get(here)).text
    await manager.html.post(f"{here}/run")
    await run_jobs()
    return told


async def exchanges(database) -> list[tuple[str, str]]:
    async with database.read() as session:
        columns = select(Interaction.summary, Interaction.nature).order_by(Interaction.occurred_at)
        return [tuple(row) for row in await session.execute(columns)]


async def test_a_history_comes_in_row_by_row_and_a_second_ask_to_silence_is_a_chaser(manager, run_jobs, database):
    told = await bring(manager, run_jobs, HISTORY)
    assert await exchanges(database) == [
        ("Hello", "neutral"),
        ("A table for spring", "ask"),
        ("Did it reach you?", "chaser"),
        ("With pleasure", "neutral"),
        ("Wonderful", "reply"),
        ("A table for summer", "ask"),
        ("And hello again", "neutral"),
    ]
    assert "Ask 2 · Chaser 1 · Conversation 2 · Reply 1" in told
    assert "1 ask that follows another without an answer is a chaser." in told


async def test_the_preview_says_to_programs_what_comes_true(manager, run_jobs, database):
    await bring(manager, run_jobs, HISTORY)
    async with database.read() as session:
        preview = (await session.execute(select(ImportBatch.preview))).scalar_one()
    assert (preview["contacts"], preview["natures"]) == (7, {"ask": 2, "chaser": 1, "neutral": 2, "reply": 1})


async def test_importing_the_same_history_again_adds_nothing(manager, run_jobs, database):
    for _each in range(2):
        await bring(manager, run_jobs, HISTORY)
    assert len(await exchanges(database)) == 7


async def test_what_was_logged_before_counts(manager, run_jobs, database):
    sheet = "Name;Email;Last contact\nZoé;zoe@a.example.org;{}\n"
    for day in ("2026-09-01", "2026-09-20", "2026-10-02"):
        await bring(manager, run_jobs, sheet.format(day), contact_nature="ask")
    assert [nature for _said, nature in await exchanges(database)] == ["ask", "chaser", "chaser"]


@pytest.mark.parametrize(
    "kind, direction, nature", [("gift", "out", "give"), ("email", "in", "neutral"), ("email", "out", "reply")]
)
async def test_the_rules_of_logging_hold(manager, run_jobs, database, kind, direction, nature):
    sheet = "Name;Email;Last contact\nZoé;zoe@a.example.org;{}\n"
    await bring(manager, run_jobs, sheet.format("2026-09-01"), contact_direction="in")
    await bring(manager, run_jobs, sheet.format("2026-09-03"), contact_kind=kind, contact_direction=direction)
    assert (await exchanges(database))[-1][1] == nature


async def test_a_word_nobody_knows_is_kept_and_the_rules_say(manager, run_jobs, database):
    sheet = "Name;Last contact;Sens\nZoé;2026-09-01;envoyé\nAna;2026-09-02;reçu\n"
    await bring(manager, run_jobs, sheet)
    async with database.read() as session:
        rows = await session.execute(select(Interaction.direction).order_by(Interaction.occurred_at))
    assert list(rows.scalars()) == ["out", "in"]
    await bring(manager, run_jobs, sheet.replace("2026-09-02;reçu", "2026-09-04;pigeon"))
    assert len(await exchanges(database)) == 3
