"""People log exchanges and keep their next steps in a browser."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.bloggers import service as bloggers
from app.bloggers.schemas import BloggerIn
from app.core.clock import now
from app.core.i18n import local
from app.outreach.timing.models import AdviceOutcome
from app.outreach.web import interactions
from tests.cast import PARTIAL

WITHOUT = {"kind": "call", "direction": "out", "summary": "Talked about the spring box"}


async def log(person, *blogger_ids, **fields):
    return await person.html.post("/interactions", data=WITHOUT | {"blogger_ids": list(map(str, blogger_ids))} | fields)


async def follow(person, answer):
    return (await person.html.get(answer.headers["Location"])).text


def undo_of(page: str) -> str:
    found = re.search(r'class="toast".*?action="([^"]+)"', page, re.DOTALL)
    assert found, page
    return found[1].replace("&amp;", "&")


async def test_a_call_with_a_step_is_logged_and_undone(owner, camille, standing):
    due = (now() + timedelta(days=2)).date().isoformat()
    answer = await log(owner, camille, step_due=due, step_title="Confirm the date")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/bloggers/{camille}")
    page = await follow(owner, answer)
    assert "Noted with Camille Moreau." in page
    assert "Confirm the date" in page
    assert (await standing(camille)).turn == "theirs"
    await owner.html.post(undo_of(page))
    relation = await standing(camille)
    assert (relation.interaction_count, relation.next_step_count) == (0, 0)


async def test_a_form_comes_back_with_what_was_typed(owner, camille, standing):
    answer = await log(owner, camille, links="http://plain.example.org", step_title="No date", body="kept")
    assert answer.status_code == 422
    assert "An address that begins with https:// is expected." in answer.text
    assert "Give the next step a date." in answer.text
    assert "kept</textarea>" in answer.text
    assert "Camille Moreau" in answer.text
    assert "Nothing was saved yet" in answer.text


async def test_bad_input(owner, camille):
    tomorrow = f"{now() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    for fields, words in [
        ({"occurred_at": tomorrow}, "This is still to come"),
        ({"occurred_at": "2026-02-31T10:00"}, "This date and time do not exist."),
        ({"occurred_at": "0001-01-01T10:00"}, "between 1990 and 2199"),
        ({"kind": "note", "summary": ""}, "Write the note."),
        ({"summary": "x" * 501}, "At most 500 characters."),
        ({"summary": "a\x00b"}, "NUL"),
        ({"step_due": "2026-02-31"}, "This date does not exist."),
        ({"blogger_ids": []}, "Choose with whom."),
    ]:
        answer = await owner.html.post("/interactions", data=WITHOUT | {"blogger_ids": [str(camille)]} | fields)
        assert (answer.status_code, words in answer.text) == (422, True), (fields, answer.text[-1500:])


async def test_scripts_and_formulas_are_only_text(owner, camille):
    await log(owner, camille, summary="=1+1 <script>alert(1)</script>", body="<img src=x onerror=y> 🎉 שלום")
    page = (await owner.html.get(f"/bloggers/{camille}")).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "🎉 שלום" in page


async def test_several_people_found_by_a_pasted_list(owner, camille, zoe):
    found = await owner.html.get("/interactions/people", params={"q": "camille moreau\nzoe lambert\nNobody Known"})
    assert found.text.count("checked") == 2
    assert "Nobody found for Nobody Known." in found.text
    answer = await log(owner, camille, zoe, q="camille moreau, zoe lambert", kind="event")
    assert answer.headers["Location"] == "/"


async def test_people_selected_in_the_list_are_chosen(owner, camille, zoe):
    page = (
        await owner.html.get("/interactions/new", params={"ids": [str(camille), str(zoe), "cut"], "kind": "event"})
    ).text
    assert len(re.findall(r'name="blogger_ids" value="[^"]+"[^>]* checked', page)) == 2
    assert 'value="event" checked' in page


async def test_a_link_to_one_profile_chooses_it(owner, camille):
    channel = {"platform": "blog", "url": "https://camille.example.org"}
    assert (await owner.api.post(f"/api/v1/bloggers/{camille}/channels", json=channel)).status_code == 201
    page = (await owner.html.get("/interactions/new", params={"q": "https://camille.example.org"})).text
    assert re.search(rf'value="{camille}"[^>]* checked', page)


async def test_a_name_that_nobody_has_is_said_to_be_so(owner, camille):
    answer = await log(owner, camille, q="Mélanie Inconnue")
    assert answer.status_code == 422
    assert "Nobody here is called Mélanie Inconnue" in answer.text


async def test_a_new_name_is_added_with_the_exchange_and_nothing_typed_is_lost(owner, mate, viewer, camille):
    found = await mate.html.get("/interactions/people", params={"q": "Zoé K.", "rows": 1})
    assert 'name="new_names" value="Zoé K."' in found.text
    refused = await log(mate, camille, q="Zoé K.", new_names="Zoé K.", step_title="No date", body="kept")
    assert refused.status_code == 422
    assert "kept</textarea>" in refused.text
    assert re.search(r'name="new_names" value="Zoé K."[^>]* checked', refused.text)
    answer = await log(mate, camille, q="Zoé K.", new_names="Zoé K.")
    assert answer.status_code == 303, answer.text
    assert "Noted with Camille Moreau and Zoé K." in (await follow(mate, answer))
    alone = await log(owner, new_names="Ina Vogt")
    assert "Noted with Ina Vogt." in (await follow(owner, alone))
    assert "new_names" not in (await owner.html.get("/interactions/people", params={"q": "Nobody Known"})).text


async def test_a_name_typed_but_nobody_chosen_is_not_forgotten(owner, camille, zoe):
    answer = await log(owner, camille, q="zo")
    assert answer.status_code == 422
    assert "Choose whom you mean by zo." in answer.text
    assert "Zoé Lambert" in answer.text


async def test_people_are_found_without_javascript(owner, camille):
    page = (await owner.html.get("/interactions/new", params={"q": "camille", "summary": "Kept"})).text
    assert 'value="Kept"' in page
    assert str(camille) in page


async def test_correcting_keeps_the_seconds_and_warns_of_a_colleague(owner, mate, camille):
    await log(owner, camille)
    edit = re.search(r"/interactions/[0-9a-f-]{36}/edit", (await owner.html.get(f"/bloggers/{camille}")).text)
    assert edit
    path = edit[0].removesuffix("/edit")
    fields = WITHOUT | {"blogger_ids": str(camille), "nature": "ask", "version": "1"}
    assert (
        await mate.html.post(path, data=fields | {"summary": "Malik's words", "body": "His notes"})
    ).status_code == 303
    late = await owner.html.post(path, data=fields | {"summary": "Olga's words", "body": "Her notes"})
    assert late.status_code == 409
    for words in ("Malik&#39;s words", "Olga&#39;s words", "His notes", "Her notes"):
        assert words in late.text
    assert (await owner.html.post(path, data=fields | {"version": "2"})).status_code == 303
    assert (await owner.html.get(path)).status_code == 200


async def test_deleting_from_its_own_page_leads_to_the_person(owner, camille):
    await log(owner, camille)
    path = re.search(r"/interactions/[0-9a-f-]{36}", (await owner.html.get(f"/bloggers/{camille}")).text)[0]
    here = {"Referer": f"http://tact.test{path}/edit"}
    answer = await owner.html.post(f"{path}/delete", headers=here)
    assert answer.headers["Location"] == f"/bloggers/{camille}"
    assert (await owner.html.get(path)).status_code == 404
    await owner.html.post(undo_of(await follow(owner, answer)))
    assert (await owner.html.get(path)).status_code == 200


async def test_a_step_is_done_snoozed_handed_on_and_deleted(owner, mate, camille, standing):
    fields = {"blogger_ids": str(camille), "title": "Send the brief", "due": "2026-11-20"}
    assert (await owner.html.post("/next-steps", data=fields)).status_code == 303
    page = (await owner.html.get("/next-steps?owner=me&state=overdue")).text
    assert "Overdue: " in page
    step = re.search(r"/next-steps/[0-9a-f-]{36}", page)[0]
    await follow(owner, await owner.html.post(f"{step}/snooze", data={"until": "tomorrow"}))
    assert "Send the brief" not in (await owner.html.get("/next-steps?state=overdue")).text
    await owner.html.post(f"{step}/reassign", data={"owner_id": str(mate.user.id)})
    assert "Send the brief" in (await mate.html.get("/next-steps?owner=me")).text
    done = await mate.html.post(f"{step}/complete", headers={**PARTIAL})
    assert "step-done" in done.text
    assert "Done: Send the brief." in done.text
    assert "Send the brief" in (await owner.html.get("/next-steps?state=done")).text
    await owner.html.post(f"{step}/reopen")
    gone = await owner.html.post(f"{step}/delete")
    assert (await standing(camille)).next_step_count == 0
    await owner.html.post(undo_of(await follow(owner, gone)))
    assert (await standing(camille)).next_step_count == 1


async def test_editing_a_step(owner, camille):
    await owner.html.post("/next-steps", data={"blogger_ids": str(camille), "title": "Call", "due": "2026-12-01"})
    step = re.search(r"/next-steps/[0-9a-f-]{36}", (await owner.html.get("/next-steps")).text)[0]
    fields = {"title": "Call back", "due": "2026-12-02", "due_time": "14:30", "version": "1"}
    fields["owner_id"] = str(owner.user.id)
    assert (await owner.html.post(step, data=fields)).status_code == 303
    assert 'value="14:30"' in (await owner.html.get(f"{step}/edit")).text
    late = await owner.html.post(step, data=fields | {"title": "Write instead"})
    assert late.status_code == 409
    assert "Call back" in late.text
    assert "Write instead" in late.text
    assert (await owner.html.post(step, data=fields | {"due": "", "version": "2"})).status_code == 422


async def test_who_may(viewer, stranger, owner, camille):
    await log(owner, camille)
    path = re.search(r"/interactions/[0-9a-f-]{36}", (await owner.html.get(f"/bloggers/{camille}")).text)[0]
    assert (await viewer.html.get(path)).status_code == 200
    assert (await viewer.html.post(f"{path}/delete")).status_code == 403
    assert (await log(viewer, camille)).status_code == 403
    assert (await stranger.html.get(path)).status_code == 404
    assert (await log(stranger, camille)).status_code == 422


async def test_times_are_the_readers(owner, camille):
    await log(owner, camille, occurred_at="2026-07-14T10:00")
    logged = (await owner.api.get(f"/api/v1/bloggers/{camille}/interactions")).json()["items"][0]
    assert logged["occurred_at"] == "2026-07-14T08:00:00Z"
    assert 'value="2026-07-14T10:00"' in (await owner.html.get(f"/interactions/{logged['id']}/edit")).text


async def test_a_second_submit_logs_once(owner, camille, standing):
    await log(owner, camille, nonce="one")
    await log(owner, camille, nonce="one")
    assert (await standing(camille)).interaction_count == 1


@pytest.mark.slow
async def test_everybody_whom_a_list_finds_is_chosen_on_all_its_pages(mate, database):
    async with database.write() as session:
        for number in range(60):
            await bloggers.create_blogger(session, mate.actor, BloggerIn(name=f"Zoé {number}", country="FR"))
        await bloggers.create_blogger(session, mate.actor, BloggerIn(name="Bo", country="BE"))
    page = (await mate.html.get("/interactions/new", params={"all": "1", "query": "country=FR&sort=name"})).text
    assert page.count('name="blogger_ids"') == 60
    assert "60 people are chosen." in page
    assert (await mate.html.get("/interactions/new", params={"all": "1", "query": "audience_min=x"})).status_code == 400


async def test_more_people_than_one_contact_takes_is_said_with_the_true_number(mate, database, monkeypatch):
    monkeypatch.setattr(interactions, "MOST_PEOPLE", 2)
    async with database.write() as session:
        for name in ("Ana", "Bo", "Cy"):
            await bloggers.create_blogger(session, mate.actor, BloggerIn(name=name))
    page = (await mate.html.get("/interactions/new", params={"all": "1", "query": ""})).text
    assert "3 people are selected. One contact takes at most 2" in page
    assert page.count('name="blogger_ids"') == 2


async def test_a_contact_with_a_whole_selection_keeps_what_advice_said_of_each(mate, owner, camille, database):
    """Of an ask to many: who was asked lately, who is left alone, and who had a gesture and shows no link."""
    async with database.write() as session:
        for name in ("Ana Bulk", "Bo Bulk"):
            await bloggers.create_blogger(session, mate.actor, BloggerIn(name=name, topics=["kitchen"]))
    await log(mate, camille, nature="ask", occurred_at=f"{local(now() - timedelta(days=4)):%Y-%m-%dT%H:%M}")
    page = (await mate.html.get("/interactions/new", params={"all": "1", "query": "sort=name"})).text
    ids = re.findall(r'name="blogger_ids" value="([0-9a-f-]{36})"', page)
    assert len(ids) == 3
    ask = {"nature": "ask", "via": "email", "angle": "", "bulk": True}
    told = await mate.api.post("/api/v1/advice", json={"items": [{"blogger_id": who, **ask} for who in ids]})
    expected = {
        it["blogger_id"]: (it["verdict"], list(dict.fromkeys(r["code"] for r in it["reasons"] if r["holds"])))
        for it in told.json()["items"]
    }
    fields = {"kind": "email", "nature": "ask", "summary": "A table for all", "why": "deadline"}
    answer = await mate.html.post("/interactions", data=fields | {"blogger_ids": ids, "why_sentence": "Fair on Friday"})
    assert answer.status_code == 303, answer.text
    async with database.read() as session:
        kept = (await session.execute(select(AdviceOutcome).order_by(AdviceOutcome.at))).scalars().all()[1:]
    assert {str(it.blogger_id): (it.verdict, it.codes) for it in kept} == expected
    assert {verdict for verdict, _codes in expected.values()} == {"wait"}
    assert "cadence" in expected[str(camille)][1]
    for one in kept:
        followed = one.verdict == "speak"
        said = ("followed", "", "") if followed else ("overridden", "deadline", "Fair on Friday")
        assert (one.outcome, one.why, one.sentence) == said
    assert len({one.interaction_id for one in kept}) == 1


async def test_a_conversation_with_a_selection_is_followed_where_it_may_be(mate, camille, database):
    async with database.write() as session:
        new = (await bloggers.create_blogger(session, mate.actor, BloggerIn(name="Ana Bulk"))).id
    await log(mate, camille, nature="ask", occurred_at=f"{local(now() - timedelta(days=4)):%Y-%m-%dT%H:%M}")
    ids = [str(camille), str(new)]
    await mate.html.post("/interactions", data={"kind": "email", "nature": "neutral", "blogger_ids": ids})
    async with database.read() as session:
        rows = await session.execute(select(AdviceOutcome.blogger_id, AdviceOutcome.outcome, AdviceOutcome.why))
        found = {str(row.blogger_id): (row.outcome, row.why) for row in rows}
    assert found == {str(camille): ("overridden", ""), str(new): ("followed", "")}
