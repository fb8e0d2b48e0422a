"""The pages of an import: who may, what is refused, what can be corrected, what is told at the end."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.activity.models import Activity
from app.bloggers.models import Blogger, Channel, ContactPoint, Relation
from app.core.clock import now
from app.outreach.models import Interaction
from app.transfer.models import ImportBatch
from tests.cast import PARTIAL, Person

SMALL = "Name;Email;Followers;Instagram\nZoé;zoe@a.example.org;12 500;@zoe\nAna;ana@a.example.org;3k;@ana\n"


async def upload(who: Person, content: str | bytes, name: str = "people.csv") -> str:
    answer = await who.html.post(
        "/imports", files={"file": (name, content if isinstance(content, bytes) else content.encode())}
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def imported(who: Person, run_jobs, content: str | bytes, **options: str) -> str:
    """The last page of an import whose proposal was taken, with other options where they are given."""
    here = await upload(who, content)
    if options:
        api = here.replace("/imports", "/api/v1/imports")
        assert (await who.api.post(f"{api}/run", json=options)).status_code == 202
    else:
        assert (await who.html.post(f"{here}/run")).status_code == 303
    await run_jobs()
    return (await who.html.get(here)).text


async def count(database, model) -> int:
    async with database.read() as session:
        return (await session.execute(select(func.count()).select_from(model))).scalar_one()


async def people(database) -> list[Blogger]:
    async with database.read() as session:
        return list((await session.execute(select(Blogger).order_by(Blogger.sort_name))).scalars())


@pytest.mark.parametrize("path", ["/imports", "/imports/new"])
async def test_a_manager_sees_the_pages_and_a_mate_does_not(manager: Person, mate: Person, path: str):
    assert (await manager.html.get(path)).status_code == 200
    assert (await mate.html.get(path)).status_code == 403


@pytest.mark.parametrize("path", ["/bloggers", "/"])
async def test_the_empty_list_takes_the_file_itself(manager: Person, mate: Person, path: str):
    page = (await manager.html.get(path)).text
    form = page[page.index('<form class="drop"') :].split("</form>")[0]
    assert 'action="/imports"' in form
    assert 'enctype="multipart/form-data"' in form
    assert 'type="file"' in form
    assert 'class="drop"' not in (await mate.html.get(path)).text


async def test_a_mate_cannot_upload(mate: Person, database):
    answer = await mate.html.post("/imports", files={"file": ("a.csv", SMALL.encode())})
    assert answer.status_code == 403
    assert await count(database, ImportBatch) == 0


async def test_an_import_of_another_workspace_does_not_exist(manager: Person, stranger: Person):
    here = await upload(manager, SMALL)
    assert (await stranger.html.get(here)).status_code == 404
    assert (await stranger.html.post(f"{here}/run")).status_code == 404


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7", "This is no table."),
        (b"PK\x03\x04broken", "This file is damaged"),
        (b"Name;City\n", "nothing below it"),
    ],
)
async def test_a_file_that_cannot_be_read_is_said_and_not_kept(manager: Person, database, settings, content, sentence):
    answer = await manager.html.post("/imports", files={"file": ("a.csv", content)})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert await count(database, ImportBatch) == 0
    assert not list((settings.data_dir / "uploads").iterdir())


async def test_no_file_chosen(manager: Person):
    answer = await manager.html.post("/imports", data={"nonce": "x"}, files={"file": ("", b"")})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


async def test_ten_gigabytes_are_refused_before_they_arrive(manager: Person):
    headers = {"Content-Length": str(10 << 30), "Content-Type": "multipart/form-data; boundary=x"}
    answer = await manager.html.post("/imports", content=b"--x--", headers=headers)
    assert answer.status_code == 413


async def test_a_file_without_a_name_column_asks_for_one(manager: Person):
    here = await upload(manager, "Email;City\nzoe@a.example.org;Lyon\n")
    answer = await manager.html.post(f"{here}/choose", data={"columns-0-number": "0", "columns-0-field": "email"})
    assert answer.status_code == 422
    assert "One column must say who it is" in answer.text


async def test_what_is_folded_shows_an_arrow(manager: Person):
    page = await manager.html.get(await upload(manager, "name\nMarie\n"))
    folds = re.findall(r"<details[^>]*>\s*<summary>(.*?)</summary>", page.text.partition("<main")[2], re.DOTALL)
    ours = [one for one in folds if "Several rows" in one or "The columns look wrong" in one]
    assert len(ours) == 2
    assert all("<svg" in one for one in ours)


async def test_two_columns_cannot_be_the_same_thing(manager: Person):
    here = await upload(manager, SMALL)
    columns = {f"columns-{n}-{name}": value for n in (0, 1) for name, value in (("number", str(n)), ("field", "name"))}
    answer = await manager.html.post(f"{here}/choose", data=columns)
    assert answer.status_code == 422
    assert "Two columns cannot both be" in answer.text


async def test_the_reading_can_be_corrected(manager: Person, database):
    here = await upload(manager, "Nom|Ville\nZoé|Liège\n".encode("mac-roman"))
    wrong = await manager.html.get(here)
    assert "Liège" not in wrong.text
    await manager.html.post(f"{here}/reading", data={"encoding": "mac-roman", "delimiter": "|", "header_row": "1"})
    assert "Liège" in (await manager.html.get(here)).text


async def test_progress_is_asked_for_and_ends_with_the_preview(manager: Person, run_jobs):
    here = await upload(manager, SMALL)
    await manager.html.post(f"{here}/choose", data=MAPPED)
    waiting = await manager.html.get(here, headers=PARTIAL)
    assert waiting.text.strip().startswith('<div id="import-state" hx-get=') or "every 1s" in waiting.text
    await run_jobs()
    ready = (await manager.html.get(here, headers=PARTIAL)).text
    assert "Import 2 people" in ready
    assert "every 1s" not in ready


MAPPED = {
    f"columns-{n}-{name}": value
    for n, key in enumerate(("name", "email", "audience:instagram", "channel:instagram"))
    for name, value in (("number", str(n)), ("field", key))
}


async def test_a_preview_writes_nothing(manager: Person, run_jobs, database):
    here = await upload(manager, SMALL)
    await manager.html.post(f"{here}/choose", data=MAPPED)
    await run_jobs()
    assert await count(database, Blogger) == 0


async def test_a_started_import_cannot_be_changed_or_started_again(manager: Person, run_jobs):
    here = await upload(manager, SMALL)
    await manager.html.post(f"{here}/run")
    assert (await manager.html.post(f"{here}/run")).status_code == 409
    assert (await manager.html.post(f"{here}/choose", data=MAPPED)).status_code == 409
    assert (await manager.html.get(f"{here}/columns")).status_code == 409


async def test_followers_become_figures_of_their_channel(manager: Person, run_jobs, database):
    await imported(manager, run_jobs, SMALL)
    async with database.read() as session:
        figures = (await session.execute(select(Channel.handle, Channel.audience).order_by(Channel.handle))).all()
    assert [tuple(it) for it in figures] == [("ana", 3000), ("zoe", 12500)]


async def test_several_rows_of_one_person_are_joined(manager: Person, run_jobs, database):
    content = (
        "Name,Email,Platform,Handle,Followers\nZoé,zoe@a.example.org,Instagram,@zoe,100\n"
        "Ana,ana@a.example.org,TikTok,@ana,5\nZoé,zoe@a.example.org,YouTube,@zoetube,7k\nZoé,,Blog,https://zoe.example.org,\n"
    )
    page = await imported(manager, run_jobs, content)
    assert "2 + 0 + 0 + 0 + 2 = 4 of 4 rows" in page
    async with database.read() as session:
        places = (await session.execute(select(Channel.platform, Channel.audience).order_by(Channel.platform))).all()
    assert [tuple(it) for it in places] == [("blog", 0), ("instagram", 100), ("tiktok", 5), ("youtube", 7000)]


async def test_two_people_who_share_an_address_stay_two(manager: Person, run_jobs, database):
    page = await imported(
        manager,
        run_jobs,
        "Name,Email\nZoé Lambert,contact@agency.example.org\nMarc Dubois,contact@agency.example.org\n",
    )
    assert "2 + 0 + 0 + 0 + 0 = 2 of 2 rows" in page
    assert [person.name for person in await people(database)] == ["Marc Dubois", "Zoé Lambert"]


async def test_failed_rows_say_why_and_can_be_mended_and_imported_again(manager: Person, run_jobs, database):
    content = (
        "Name;Email;Last contact;Country\nZoé;zoe at a;12/03/2025;France\nAna;ana@a,example.org;28/02/2025;France\n"
        ";nobody@a.example.org;;\nLéa;lea@a.example.org;12/03/2025;Atlantis\nInès;ines@a.example.org;25/12/2024;France\n"
    )
    here = await upload(manager, content)
    options = {"columns": {"1": "email", "2": "last_contact", "3": "country"}}
    await manager.api.post(f"{here.replace('/imports', '/api/v1/imports')}/run", json=options)
    await run_jobs()
    assert "2 + 0 + 0 + 3 + 0 = 5 of 5 rows" in (await manager.html.get(here)).text
    table = (await manager.html.get(f"{here}/rows.csv?outcome=failed")).text
    assert "There is no name." in table
    assert "not an email address" in table
    mended = table.replace("zoe at a", "zoe@a.example.org").replace("a,example", "a.example")
    await imported(manager, run_jobs, mended)
    assert [person.name for person in await people(database)] == ["Ana", "Inès", "Léa", "Zoé"]
    assert all("Tact" not in person.notes for person in await people(database))


async def test_downloaded_rows_run_no_formula(manager: Person, run_jobs):
    here = await upload(manager, 'Name;Email\n"=HYPERLINK(""http://evil.example.org"")";nope\n')
    await manager.api.post(f"{here.replace('/imports', '/api/v1/imports')}/run", json={"columns": {"1": "email"}})
    await run_jobs()
    table = (await manager.html.get(f"{here}/rows.csv")).text
    assert "'=HYPERLINK" in table
    assert "\n=" not in table


@pytest.mark.parametrize(
    "name",
    ["=1+1", "<script>alert(1)</script>", "عبد الله", "🌻🌻", "O'Neill", "Zoé \u202eevil", "%s {{7*7}}", "a" * 300],
)
async def test_strange_names_are_names(manager: Person, run_jobs, database, name: str):
    await imported(manager, run_jobs, f'Name,Bio\n"{name}","<script>alert(1)</script>"\n')
    (person,) = await people(database)
    assert (person.name, person.biography) == (name, "<script>alert(1)</script>")
    page = await manager.html.get(f"/bloggers/{person.id}")
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("name", ["a" * 10_000, "Zo\x00e"])
async def test_names_that_cannot_be_are_failures_with_a_reason(manager: Person, run_jobs, database, name: str):
    page = await imported(manager, run_jobs, f"Name,City\n{name},Lyon\nAna,Lyon\n")
    assert "1 + 0 + 0 + 1 + 0 = 2 of 2 rows" in page
    assert [person.name for person in await people(database)] == ["Ana"]


async def test_known_people_are_filled_in_overwritten_or_left(manager: Person, run_jobs, database):
    await imported(manager, run_jobs, "Name,Email,City,Notes\nZoé,zoe@a.example.org,Lyon,old note\n")
    for known, city in (("skip", "Lyon"), ("fill", "Lyon"), ("overwrite", "Liège")):
        again = "Name,Email,City,Country,Notes\nZoé,zoe@a.example.org,Liège,Belgique,new note\n"
        await imported(manager, run_jobs, again, known=known)
        (person,) = await people(database)
        assert person.city == city
        assert (person.country, "new note" in person.notes) == (("", False) if known == "skip" else ("BE", True))
        assert "old note" in person.notes


async def test_words_of_a_status_column_become_stages_and_unknown_ones_notes(manager: Person, run_jobs, database):
    await imported(manager, run_jobs, "Nom,Statut\nZoé,Partenaire\nAna,Bof\n")
    async with database.read() as session:
        found = select(Blogger.name, Relation.stage, Blogger.notes).join(Relation, Relation.blogger_id == Blogger.id)
        rows = {name: (stage, notes) for name, stage, notes in await session.execute(found)}
    assert rows == {"Zoé": ("working_together", ""), "Ana": ("not_met", "Statut: Bof")}


async def test_a_status_that_says_so_closes_the_door(manager: Person, run_jobs, database):
    await imported(manager, run_jobs, "Nom,Statut\nZoé,Ne plus contacter\nAna,Collab en cours\n")
    ana, zoe = await people(database)
    assert (zoe.do_not_contact, ana.do_not_contact) == (True, False)
    assert zoe.notes == ""


async def test_the_preview_tells_two_people_who_share_an_address_apart_as_the_import_does(manager: Person, run_jobs):
    here = await upload(
        manager,
        "Name,Email\nZoé Lambert,contact@agency.example.org\nMarc Dubois,contact@agency.example.org\n"
        "Zoé Lambert-Roy,contact@agency.example.org\n",
    )
    batch = here.replace("/imports", "/api/v1/imports")
    await manager.api.post(f"{batch}/preview")
    await run_jobs()
    preview = (await manager.api.get(batch)).json()["preview"]
    assert (preview["created"], preview["updated"]) == (2, 1)


async def test_a_last_contact_becomes_one_exchange_and_the_relation_knows(manager: Person, run_jobs, database):
    for _each in range(2):
        await imported(manager, run_jobs, "Name,Email,Last contact\nZoé,zoe@a.example.org,25/12/2024\n")
    assert await count(database, Interaction) == 1
    async with database.read() as session:
        relation = (await session.execute(select(Relation))).scalar_one()
    assert relation.last_contacted_at.date().isoformat() == "2024-12-25"
    assert relation.interaction_count == 1


@pytest.mark.parametrize("cell", ["tomorrow", "31/02/2025", "15/13/2026", "01/01/1901", "after Easter"])
async def test_what_is_no_past_day_is_kept_in_the_notes_and_the_person_comes_in(
    manager: Person, run_jobs, database, cell: str
):
    cell = (now() + timedelta(days=3)).strftime("%d/%m/%Y") if cell == "tomorrow" else cell
    here = await upload(manager, f"Name,Date\nZoé,{cell}\n")
    await manager.api.post(
        f"{here.replace('/imports', '/api/v1/imports')}/run", json={"columns": {"1": "last_contact"}}
    )
    await run_jobs()
    (person,) = await people(database)
    assert person.notes == f"Date: {cell}"
    assert await count(database, Interaction) == 0


async def test_a_second_address_and_an_unknown_column_are_kept(manager: Person, run_jobs, database):
    await imported(manager, run_jobs, "Name,Email,Email 2,Shoe size\nZoé,zoe@a.example.org,pro@a.example.org,38\n")
    (person,) = await people(database)
    assert person.notes == "Shoe size: 38"
    async with database.read() as session:
        assert (await session.execute(select(func.count()).select_from(ContactPoint))).scalar_one() == 2


async def test_what_happened_is_in_the_log(manager: Person, run_jobs, database):
    await imported(manager, run_jobs, SMALL)
    async with database.read() as session:
        verbs = set((await session.execute(select(Activity.verb))).scalars())
    assert {"import.created", "import.started", "import.completed", "blogger.created"} <= verbs


async def test_an_import_can_be_forgotten_and_its_people_stay(manager: Person, run_jobs, database, settings):
    here = await upload(manager, SMALL)
    await manager.html.post(f"{here}/run")
    await run_jobs()
    assert (await manager.html.post(f"{here}/discard")).headers["location"] == "/imports"
    assert (await manager.html.get(here)).status_code == 404
    assert await count(database, Blogger) == 2
    assert not list((settings.data_dir / "uploads").iterdir())


async def test_an_import_of_someone_who_left_stops_and_another_goes_on(
    manager: Person, owner: Person, run_jobs, database
):
    from app.accounts.models import Member

    here = await upload(manager, SMALL)
    await manager.html.post(f"{here}/run")
    async with database.write() as session:
        await session.execute(update(Member).where(Member.id == manager.member.id).values(removed_at=now()))
    await run_jobs()
    assert "no longer works here" in (await owner.html.get(here)).text
    await owner.html.post(f"{here}/go-on")
    await run_jobs()
    assert "2 + 0 + 0 + 0 + 0 = 2 of 2 rows" in (await owner.html.get(here)).text


async def test_french_pages(manager: Person, run_jobs, database):
    from app.accounts.models import User

    async with database.write() as session:
        await session.execute(update(User).where(User.id == manager.user.id).values(locale="fr"))
    here = await upload(manager, SMALL)
    page = await manager.html.get(here)
    assert "Which column" not in page.text


async def test_a_country_or_a_date_that_is_none_goes_to_the_notes_and_the_preview_says_so(
    manager: Person, run_jobs, database
):
    here = await upload(
        manager, "Name;Pays;Dernier contact\nAna;Atlantide;31/02/2024\nZoé;France;03/04/2024\nEva;Mordor;\n"
    )
    api = here.replace("/imports", "/api/v1/imports")
    fields = {"0": "name", "1": "country", "2": "last_contact"}
    answer = await manager.api.post(f"{api}/preview", json={"columns": fields})
    assert answer.status_code < 300, answer.text
    await run_jobs()
    page = (await manager.html.get(here)).text
    assert "2 countries are not known here: their text goes to the notes." in page
    assert "1 date is no past day: its text goes to the notes." in page
    assert (await manager.html.post(f"{here}/run")).status_code == 303
    await run_jobs()
    assert [(one.name, one.country, one.notes) for one in await people(database)] == [
        ("Ana", "", "Pays: Atlantide\nDernier contact: 31/02/2024"),
        ("Eva", "", "Pays: Mordor"),
        ("Zoé", "FR", ""),
    ]
