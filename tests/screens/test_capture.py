"""Capture: whose page this is, from a bookmark or a phone's share menu; and writing with one's own programs."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from app.bloggers import service
from app.bloggers.schemas import BloggerIn, ChannelIn, ContactPointIn
from app.screens.capture import bookmarklet, whom

PROFILE = "https://www.instagram.com/zoe.cuisine/?igsh=abc"


@pytest.fixture
async def zoe(database, cast):
    """Zoé Lambert publishes on Instagram; invented."""
    async with database.write() as session:
        form = BloggerIn(
            name="Zoé Lambert",
            channels=[ChannelIn(url="https://www.instagram.com/zoe.cuisine/")],
            contact_points=[
                ContactPointIn(kind="email", value="zoe@carnet.example.org", preferred=True),
                ContactPointIn(kind="phone", value="+33 6 12 34 56 78"),
                ContactPointIn(kind="email", value="old@carnet.example.org", state="bounced"),
            ],
        )
        return (await service.create_blogger(session, cast["owner"].actor, form)).id


async def capture(person, **shared):
    return await person.html.get("/capture", params=shared)


async def test_a_known_profile_shows_what_one_needs(owner, mate, viewer, zoe):
    await owner.api.post(
        f"/api/v1/bloggers/{zoe}/interactions",
        json={"kind": "call", "summary": "Ok for March", "next_step": {"title": "Send the brief", "due": "2199-01-04"}},
    )
    for person in (owner, mate):
        page = (await capture(person, url=PROFILE, title="Zoé Lambert (@zoe.cuisine) • Instagram")).text
        for words in ("Zoé Lambert", "Ok for March", "Send the brief", 'name="line"', f"/bloggers/{zoe}/write"):
            assert words in page, words
        assert 'class="verdict' in page
    page = (await capture(viewer, url=PROFILE)).text
    assert "Zoé Lambert" in page
    assert 'name="line"' not in page


@pytest.mark.parametrize(
    "shared",
    [
        {"url": "https://www.instagram.com/zoe.cuisine/reel/abc"},
        {"url": "", "text": "Look at Zoé https://www.instagram.com/zoe.cuisine?igsh=1", "title": "Zoé"},
        {"url": "https://www.instagram.com/p/xyz/", "title": "Zoé (@zoe.cuisine) on Instagram: “Tarte”"},
        {"url": "@zoe.cuisine"},
        {"url": "zoe@carnet.example.org"},
        {"url": "https://nobody.example.org", "text": "mail me: zoe@carnet.example.org"},
    ],
)
async def test_phones_share_in_many_ways(owner, zoe, shared):
    assert "The whole page" in (await capture(owner, **shared)).text


async def test_somebody_new_is_a_short_form_filled(owner, zoe):
    url = "https://carnet.example.org/2026/11/tarte?utm_source=x"
    page = (await capture(owner, url=url, title="Zoé Lambert – Recettes")).text
    assert 'value="Zoé Lambert"' in page
    assert "https://carnet.example.org</textarea>" in page
    assert 'name="source" value="https://carnet.example.org/2026/11/tarte"' in page
    assert re.search(r'value="legitimate_interest" selected', page)
    assert "Perhaps you know this person already:" in page
    fields = dict(re.findall(r'name="(source|known|next)" value="([^"]*)"', page))
    form = {name: unescape(value) for name, value in fields.items()}
    form |= {"name": "Zoé Lambert", "addresses": "https://carnet.example.org", "legal_basis": "legitimate_interest"}
    answer = await owner.html.post("/bloggers", data=form)
    assert answer.headers["Location"].startswith("/capture?url=")
    assert "The whole page" in (await owner.html.get(answer.headers["Location"])).text


async def test_next_of_the_new_form_leads_to_capture_alone(owner):
    form = {"name": "A", "source": "x", "legal_basis": "consent", "next": "https://e.example/capture?x"}
    assert (await owner.html.post("/bloggers", data=form)).headers["Location"].startswith("/bloggers/")


async def test_a_viewer_is_offered_no_form_and_a_stranger_knows_nobody(viewer, stranger, zoe):
    page = (await capture(viewer, url="https://new.example.org")).text
    assert "Not in your list yet" in page
    assert 'name="legal_basis"' not in page
    assert "Not in your list yet" in (await capture(stranger, url=PROFILE)).text


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://www.instagram.com/explore/", "x" * 5_000, "\x00"])
async def test_what_names_nobody_asks_for_an_address(owner, url):
    answer = await capture(owner, url=url)
    assert answer.status_code == 200
    assert "Paste its address." in answer.text
    assert 'href="javascript:' not in answer.text


async def test_the_same_number_of_statements_whatever_there_is(owner, zoe, count_statements):
    async def counted():
        with count_statements() as executed:
            await capture(owner, url=PROFILE)
        return len(executed)

    await counted()
    before = await counted()
    for n in range(3):
        body = {"kind": "call", "summary": f"Call {n}", "next_step": {"due": "2199-01-04"}}
        await owner.api.post(f"/api/v1/bloggers/{zoe}/interactions", json=body)
    assert await counted() <= before + 3


async def test_signing_in_comes_back_to_what_was_shared(client, cast):
    shared = {"url": "https://x.com/zoe", "text": "two\nlines", "title": "Zoé"}
    answer = await client.get("/capture", params=shared)
    assert answer.status_code == 303
    wanted = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
    assert parse_qs(urlsplit(wanted).query)["text"] == ["two\nlines"]
    page = (await client.get(answer.headers["Location"])).text
    assert unescape(re.search(r'name="next" value="([^"]*)"', page)[1]) == wanted


# --- how it is offered --------------------------------------------------------------------------------------------


def test_the_bookmark_opens_capture_with_what_one_reads():
    code = bookmarklet("https://tact.example.org/capture")
    assert code.startswith(
        "javascript:void(open('https://tact.example.org/capture?url='+encodeURIComponent(location.href)"
    )
    assert code.count("'") % 2 == 0
    assert "'" not in bookmarklet("https://x/');alert(1);('").split("open('")[1].split("?url=")[0]


async def test_the_page_that_offers_it(owner, viewer):
    page = (await owner.html.get("/capture/setup")).text
    assert 'href="javascript:void(open(&#39;http://tact.test/capture?url=' in page
    assert (await viewer.html.get("/capture/setup")).status_code == 200
    assert "/capture/setup" in (await owner.html.get("/account")).text


async def test_a_phone_may_install_it_and_share_to_it(client):
    answer = await client.get("/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = json.loads(answer.text)
    assert manifest["share_target"]["action"] == "/capture"
    assert manifest["share_target"]["method"] == "GET"
    assert manifest["display"] == "standalone"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        assert (await client.get(icon["src"])).headers["content-type"] == icon["type"]


async def test_what_is_kept_for_when_there_is_no_connection(client):
    worker = await client.get("/service-worker.js?lang=fr")
    assert worker.headers["cache-control"] == "no-cache"
    kept = dict(re.findall(r"^const (VERSION|OFFLINE|SHELL) = (.*);$", worker.text, re.MULTILINE))
    assert json.loads(kept["OFFLINE"]) == "/offline?lang=fr"
    for address in json.loads(kept["SHELL"]):
        assert json.loads(kept["VERSION"]) in address
        assert (await client.get(address)).status_code == 200
    page = await client.get("/offline?lang=fr", headers={"Accept-Language": "en"})
    assert "Pas de connexion" in page.text
    assert "No connection" in (await client.get("/offline?lang=xx", headers={"Accept-Language": "en"})).text


async def test_a_line_kept_on_a_device_is_logged_once_of_the_hour_it_was_typed(owner, viewer, zoe):
    line = {"line": "called Zoé, ok for March, remind tomorrow", "said_at": "2026-01-05T09:30", "nonce": "kept-1"}
    for _again in range(2):
        assert (await owner.html.post("/interactions/line", data=line)).status_code == 303
    (said,) = (await owner.api.get(f"/api/v1/bloggers/{zoe}/interactions")).json()["items"]
    assert (said["kind"], said["summary"], said["occurred_at"][:10]) == ("call", "ok for March", "2026-01-05")
    (step,) = (await owner.api.get(f"/api/v1/next-steps?blogger={zoe}")).json()["items"]
    assert step["due"][:10] == "2026-01-06"
    only = {"line": "remind Zoé tomorrow", "said_at": "2026-01-05T09:30", "nonce": "kept-2"}
    assert (await owner.html.post("/interactions/line", data=only)).status_code == 303
    assert len((await owner.api.get(f"/api/v1/next-steps?blogger={zoe}")).json()["items"]) == 2
    nobody = await owner.html.post("/interactions/line", data={**line, "line": "thanks", "nonce": "kept-3"})
    assert nobody.status_code == 422
    assert "Choose with whom." in nobody.text
    assert (await viewer.html.post("/interactions/line", data={**line, "nonce": "v"})).status_code == 403


def test_the_name_is_the_titles():
    assert whom("https://x.com/zoe", "Zoé Lambert / X", "").called == "Zoé Lambert / X"
    assert whom("https://x.com/zoe", "", "").called == "zoe"
    assert whom("", "", "") is None


# --- writing ------------------------------------------------------------------------------------------------------


async def test_the_ways_to_write(owner, mate, viewer, stranger, zoe):
    for person in (owner, mate):
        page = (
            await person.html.get(f"/bloggers/{zoe}/write", params={"summary": "March & April", "nature": "ask"})
        ).text
        assert "mailto:zoe@carnet.example.org?subject=March%20%26%20April" in page
        assert 'href="tel:+33612345678"' in page
        assert 'href="https://www.instagram.com/zoe.cuisine/"' in page
        assert "old@carnet.example.org" not in page
        assert re.search(r'name="nature" value="ask" checked', page)
        assert re.search(r'name="kind" value="email"[^>]* checked', page)
        assert "Have you written?" in page
    assert (await viewer.html.get(f"/bloggers/{zoe}/write")).status_code == 403
    assert (await stranger.html.get(f"/bloggers/{zoe}/write")).status_code == 404


async def test_yes_logs_it_with_its_nature_and_the_advice(owner, zoe):
    page = (await owner.html.get(f"/bloggers/{zoe}/write", params={"nature": "ask"})).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    form = hidden | {"kind": "email", "nature": "ask", "summary": "Spring box"}
    answer = await owner.html.post("/interactions", data=form)
    assert answer.headers["Location"] == f"/bloggers/{zoe}"
    said = (await owner.api.get(f"/api/v1/bloggers/{zoe}/interactions")).json()["items"]
    assert [(it["kind"], it["nature"], it["summary"], it["direction"]) for it in said] == [
        ("email", "ask", "Spring box", "out")
    ]


async def test_who_wants_no_more_is_not_written_to(owner, zoe):
    assert f"/bloggers/{zoe}/write" in (await owner.html.get("/bloggers")).text
    assert f"/bloggers/{zoe}/write" in (await owner.html.get(f"/bloggers/{zoe}")).text
    await owner.html.post(f"/bloggers/{zoe}/stop-contact", data={"reason": "asked"})
    for path in ("/bloggers", f"/bloggers/{zoe}", f"/capture?url={PROFILE}"):
        assert f"/bloggers/{zoe}/write" not in (await owner.html.get(path)).text, path
    page = (await owner.html.get(f"/bloggers/{zoe}/write")).text
    assert "mailto:" not in page
    assert "Have you written?" not in page
