"""A spreadsheet of sixty people, as it comes: titles on the third row, semicolons, accents, a mess of columns."""

import re
from pathlib import Path

from sqlalchemy import func, select

from app.bloggers.models import Blogger, Channel, Relation
from app.core.queue import Job
from app.outreach.models import Interaction
from app.transfer.models import ImportBatch, ImportState
from app.transfer.service import steps

FILES = Path(__file__).parent / "files"


async def test_sixty_people_come_in_with_nothing_guessed_wrongly(manager, run_jobs, database):
    page = await manager.html.get("/imports/new")
    assert page.status_code == 200
    uploaded = await manager.html.post("/imports", files={"file": ("été.csv", (FILES / "sixty.csv").read_bytes())})
    assert uploaded.status_code == 303, uploaded.text
    here = uploaded.headers["location"]

    mapping = await manager.html.get(here)
    assert mapping.status_code == 200
    chosen = await manager.html.post(f"{here}/choose", data=fields_of(mapping.text))
    assert chosen.status_code == 303, chosen.text
    assert "Looking at every row" in (await manager.html.get(here)).text
    await run_jobs()
    preview = (await manager.html.get(here)).text
    assert "Import 60 people" in preview

    started = await manager.html.post(f"{here}/run")
    assert started.status_code == 303
    await run_jobs()
    assert "60 + 0 + 0 + 0 + 0 = 60 of 60 rows" in (await manager.html.get(here)).text
    await _is_all_there(database, manager)


def fields_of(html: str) -> list[tuple[str, str]] | dict[str, str]:
    """What a browser would send of the first form, untouched."""
    form = html[html.index("/choose") :]
    form = form[: form.index("</form>")]
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<input class="input" type="text" id="[^"]+" name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select class="select"[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        selected = re.search(r'value="([^"]*)" selected', options)
        found[name] = selected[1] if selected else ""
    return found


async def _is_all_there(database, manager) -> None:
    async with database.read() as session:
        people = (await session.execute(select(Blogger).order_by(Blogger.created_at))).scalars().all()
        assert len(people) == 60
        by_name = {person.name: person for person in people}
        zoe = by_name["Chloé Œuvrard"]
        assert (zoe.city, zoe.country) == ("Lyon", "CA")
        assert "dit « plus tard »; relancer" in zoe.notes
        assert "Pointure: 38" in zoe.notes
        channels = (await session.execute(select(Channel).where(Channel.blogger_id == zoe.id))).scalars().all()
        assert {(it.platform, it.handle, it.audience) for it in channels} == {
            ("blog", "", 0),
            ("instagram", "chlo.uvrard2", 274),
        }
        relation = (await session.execute(select(Relation).where(Relation.blogger_id == zoe.id))).scalar_one()
        assert relation.stage == "working_together"
        assert relation.last_contacted_at.date().isoformat() == "2026-04-04"
        assert zoe.source == "Import of été.csv"
        exchanges = (await session.execute(select(func.count()).select_from(Interaction))).scalar_one()
        batch = (await session.execute(select(ImportBatch))).scalar_one()
        assert batch.state == ImportState.DONE
        assert exchanges == batch.preview["contacts"]


async def test_after_a_big_import_the_database_counts_its_tables_anew(manager, run_jobs, database, monkeypatch):
    monkeypatch.setattr(steps, "BIG", 60)
    uploaded = await manager.html.post("/imports", files={"file": ("a.csv", (FILES / "sixty.csv").read_bytes())})
    await manager.html.post(f"{uploaded.headers['location']}/run")
    await run_jobs()
    async with database.read() as session:
        jobs = (await session.execute(select(Job.state).where(Job.name == "core.analyze"))).scalars().all()
    assert jobs == ["done"]


async def test_importing_the_same_file_again_adds_nothing(manager, run_jobs, database):
    for _each in range(2):
        uploaded = await manager.html.post("/imports", files={"file": ("a.csv", (FILES / "sixty.csv").read_bytes())})
        here = uploaded.headers["location"]
        await manager.html.post(f"{here}/run")
        await run_jobs()
    assert "0 + 0 + 60 + 0 + 0 = 60 of 60 rows" in (await manager.html.get(here)).text
    async with database.read() as session:
        assert (await session.execute(select(func.count()).select_from(Blogger))).scalar_one() == 60


async def test_a_later_last_contact_of_somebody_known_is_an_update(manager, run_jobs, database):
    sheet = "Name;Email;Last contact\nZoé;zoe@a.example.org;{day}\nAna;ana@a.example.org;2026-01-05\nBo;nope;\n"
    for day in ("2026-02-03", "2026-03-04"):
        uploaded = await manager.html.post("/imports", files={"file": ("a.csv", sheet.format(day=day).encode())})
        here = uploaded.headers["location"]
        mapping = await manager.html.get(here)
        await manager.html.post(f"{here}/choose", data=fields_of(mapping.text))
        await run_jobs()
        async with database.read() as session:
            told = (
                (await session.execute(select(ImportBatch.preview).order_by(ImportBatch.id.desc()))).scalars().first()
            )
        await manager.html.post(f"{here}/run")
        await run_jobs()
    assert [told[name] for name in ("created", "updated", "skipped", "failed", "contacts")] == [0, 1, 1, 1, 1]
    assert "0 + 1 + 1 + 1 + 0 = 3 of 3 rows" in (await manager.html.get(here)).text
    async with database.read() as session:
        contacted = (await session.execute(select(func.max(Relation.last_contacted_at)))).scalar_one()
    assert contacted.date().isoformat() == "2026-03-04"
