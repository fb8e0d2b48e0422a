"""Whom a pasted text means: the rules alone, then against the people of a workspace, on the page and over the API."""

import re
import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import update

from app.bloggers import service
from app.bloggers.models import Relation
from app.bloggers.recognise import Refused, name_in_title, recognise
from app.bloggers.schemas import BloggerIn, ChannelIn, ContactPointIn
from app.core.clock import NO_DATE
from app.core.vocabulary import Platform
from tests.cast import PARTIAL


def only(text):
    (one,) = recognise(text).sightings
    return one


@pytest.mark.parametrize(
    ("text", "platform", "handle", "url"),
    [
        ("https://www.instagram.com/zoe.cuisine/?igsh=a&utm_source=b", "instagram", "zoe.cuisine", "https://www.instagram.com/zoe.cuisine"),
        ("instagram.com/zoe.cuisine", "instagram", "zoe.cuisine", "https://instagram.com/zoe.cuisine"),
        ("https://www.tiktok.com/@zoe/video/12?lang=fr", "tiktok", "zoe", "https://www.tiktok.com/@zoe"),
        ("https://x.com/zoe/status/1?s=20", "x", "zoe", "https://x.com/zoe"),
        ("https://twitter.com/zoe", "x", "zoe", "https://twitter.com/zoe"),
        ("https://www.youtube.com/@zoe/videos", "youtube", "zoe", "https://www.youtube.com/@zoe"),
        ("https://youtube.com/channel/UC12/about", "youtube", "UC12", "https://youtube.com/channel/UC12"),
        ("https://fr.linkedin.com/in/zoe-lambert-12/", "linkedin", "zoe-lambert-12", "https://fr.linkedin.com/in/zoe-lambert-12"),
        ("https://www.pinterest.fr/zoe/tartes/", "pinterest", "zoe", "https://www.pinterest.fr/zoe"),
        ("https://www.twitch.tv/zoe", "twitch", "zoe", "https://www.twitch.tv/zoe"),
        ("https://bsky.app/profile/zoe.bsky.social/post/3k", "bluesky", "zoe.bsky.social", "https://bsky.app/profile/zoe.bsky.social"),
        ("https://mastodon.social/@zoe", "mastodon", "zoe@mastodon.social", "https://mastodon.social/@zoe"),
        ("@zoe@mastodon.social", "mastodon", "zoe@mastodon.social", "https://mastodon.social/@zoe"),
        ("https://zoe.substack.com/p/tarte", "newsletter", "zoe", "https://zoe.substack.com/"),
        ("https://carnet.example.org/2026/11/tarte.html?utm_medium=x#a", "blog", "", "https://carnet.example.org"),
        ("carnet.example.org", "blog", "", "https://carnet.example.org"),
        ("www.example.org/zoe", "blog", "", "https://www.example.org/zoe"),
        ("instagram : @zoe", "instagram", "zoe", "https://www.instagram.com/zoe/"),
        ("IG @zoe", "instagram", "zoe", "https://www.instagram.com/zoe/"),
        ("tiktok: zoe.cuisine", "tiktok", "zoe.cuisine", "https://www.tiktok.com/@zoe.cuisine"),
    ],
)  # fmt: skip
def test_a_profile_is_its_platform_and_handle(text, platform, handle, url):
    (profile,) = only(text).profiles
    assert (profile.platform, profile.handle, profile.url) == (Platform(platform), handle, url)


def test_handles_emails_phones_and_names():
    assert only("@zoe.cuisine").handles == ["zoe.cuisine"]
    assert only("zoe.cuisine").handles == ["zoe.cuisine"]
    assert only("<Zoe@Carnet.example.org>,").emails == ["Zoe@Carnet.example.org"]
    assert only("mailto:zoe@carnet.example.org?subject=x").emails == ["zoe@carnet.example.org"]
    dominique = only("3. Dominique Petit — 06 12 34 56 78")
    assert (dominique.name, dominique.phones) == ("Dominique Petit", ["06 12 34 56 78"])
    assert only("• Zoé Lambert").name == "Zoé Lambert"


def test_a_name_gathers_what_stands_with_it():
    zoe, ana = recognise("Zoé Lambert <zoe@x.example.org>, @zoe; Ana Silva, https://x.com/ana").sightings
    assert (zoe.name, zoe.emails, zoe.handles) == ("Zoé Lambert", ["zoe@x.example.org"], ["zoe"])
    assert (ana.name, ana.profiles[0].handle) == ("Ana Silva", "ana")


def test_without_a_name_each_address_is_a_person():
    assert [one.called for one in recognise("@a_one @b_two, c@x.example.org").sightings] == ["a_one", "b_two", "c"]


def test_the_same_person_twice_is_one():
    (zoe,) = recognise("https://instagram.com/zoe\nhttps://www.instagram.com/zoe/?igsh=1\ninsta @Zoe").sightings
    assert len(zoe.profiles) >= 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("javascript:alert(1)", Refused.SCHEME),
        ("data:text/html,x", Refused.SCHEME),
        ("file:///etc/passwd", Refused.SCHEME),
        ("https://instagram.com@evil.example/zoe", Refused.PASSWORD),
        ("https://іnstagram.com/zoe", Refused.LOOKALIKE),
        ("https://xn--nstagram-shh.com/zoe", Refused.LOOKALIKE),
        ("х.com/zoe", Refused.LOOKALIKE),
        ("https://www.instagram.com/p/CxYz/", Refused.NOBODY),
        ("https://youtube.com/watch?v=1", Refused.NOBODY),
        ("Here is the list:", Refused.NOBODY),
        ("This is a sentence that goes on and on and means nobody.", Refused.NOBODY),
        ("2026", Refused.NOBODY),
    ],
)
def test_what_could_mislead_or_names_nobody_is_left_aside(text, why):
    assert only(text).refused is why


def test_what_nobody_sees_is_taken_out():
    assert only("Zo\u202eé\x00 Lam\u200bbert").name == "Zoé Lambert"


def test_a_homograph_of_another_alphabet_alone_is_a_name_of_its_own():
    assert only("https://пример.рф/").refused is None


def test_ten_thousand_lines_are_read_in_part_and_quickly():
    started = time.process_time()
    seen = recognise("\n".join(f"https://www.instagram.com/someone{n}/" for n in range(10_000)))
    assert (len(seen.sightings), seen.left_out) == (1_000, 9_000)
    recognise("a.b@" * 250_000)
    recognise("\n".join(["+1 (2" * 200] * 10_000))
    assert time.process_time() - started < 5


@pytest.mark.slow
@given(st.text())
def test_it_never_raises(text):
    for one in recognise(text).sightings:
        assert one.keys is not None
        assert one.called or one.refused


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("(2) Zoé Lambert (@zoe.cuisine) • Photos et vidéos Instagram", "Zoé Lambert"),
        ("Zoé Lambert - YouTube", "Zoé Lambert"),
        ("Zoé | LinkedIn", "Zoé"),
        ("Jean-Luc Petit", "Jean-Luc Petit"),
        ("", ""),
        ("(12)", ""),
    ],
)
def test_a_title_begins_with_the_name(title, name):
    assert name_in_title(title) == name


# --- whom we know -------------------------------------------------------------------------------------------------


@pytest.fixture
async def people(database, cast):
    """Zoé with a blog, an Instagram and an email; two called Ana; one in the archive, one deleted."""

    async def add(session, name, url="", handle="", email=""):
        channels = [ChannelIn(url=one) for one in (url, handle) if one]
        points = [ContactPointIn(kind="email", value=email)] if email else []
        form = BloggerIn(name=name, channels=channels, contact_points=points)
        return await service.create_blogger(session, cast["owner"].actor, form)

    async with database.write() as session:
        zoe = await add(
            session,
            "Zoé Lambert",
            "https://carnet.example.org",
            "https://www.instagram.com/zoe.cuisine/",
            "zoe@carnet.example.org",
        )
        await add(session, "Ana Silva", handle="https://x.com/ana")
        await add(session, "Ana Silva", handle="https://www.tiktok.com/@ana")
        gone = await add(session, "Marie Petit", email="marie@x.example.org")
        await service.delete(session, cast["owner"].actor, gone)
        kept = await add(session, "Luc Grand", email="luc@x.example.org")
        await service.archive(session, cast["owner"].actor, kept)
        return zoe.id


PASTED = """https://carnet.example.org/2026/11/tarte.html
@zoe.cuisine
Zoe Lambert
zoe@carnet.example.org
@ana
ana silva
https://x.com/ana
luc@x.example.org
marie@x.example.org
https://www.instagram.com/new.person/?utm_source=x
Zoé Lambert https://zoe-other.example.org
"""


async def test_known_new_and_unclear(people, owner):
    answer = await owner.api.post("/api/v1/bloggers/recognise", json={"text": PASTED})
    body = answer.json()
    assert answer.status_code == 200, body
    assert {key: body[key] for key in ("known", "new", "unclear", "refused", "left_out", "repeated")} == {
        "known": 3,
        "new": 3,
        "unclear": 2,
        "refused": 0,
        "left_out": 0,
        "repeated": 3,
    }
    named = {one["text"]: one for one in body["items"]}
    assert named["https://carnet.example.org/2026/11/tarte.html"]["bloggers"][0]["name"] == "Zoé Lambert"
    assert named["luc@x.example.org"]["bloggers"][0]["state"] == "archived"
    assert len(named["@ana"]["bloggers"] if "@ana" in named else named["ana"]["bloggers"]) == 2
    other = next(one for one in body["items"] if one["perhaps"])
    assert (other["status"], other["perhaps"][0]["id"]) == ("new", str(people))
    new = named["https://www.instagram.com/new.person/?utm_source=x"]
    assert (new["name"], new["source"]) == ("new.person", "https://www.instagram.com/new.person")


async def test_who_stands_there_twice_is_counted_once_and_said(people, owner):
    text = "zoe.new@x.example.org\nmarie@x.example.org\nzoe.new@x.example.org"
    body = (await owner.api.post("/api/v1/bloggers/recognise", json={"text": text})).json()
    assert (sum(body[key] for key in ("known", "new", "unclear", "refused")), body["repeated"]) == (2, 1)
    page = await owner.html.get("/capture/list", params={"text": text})
    assert "1 more names the same person as another, and is counted once." in page.text


async def test_as_many_statements_for_one_as_for_a_thousand(people, owner, count_statements):
    async def counted(text):
        with count_statements() as executed:
            await owner.api.post("/api/v1/bloggers/recognise", json={"text": text})
        return len(executed)

    many = "\n".join([PASTED, *(f"https://www.instagram.com/p{n}x/ P{n} Name p{n}@x.example.org" for n in range(900))])
    await counted("zoe@carnet.example.org")  # the token's last use is written once a minute
    one, thousand = await counted("zoe@carnet.example.org\nana silva"), await counted(many)
    assert one == thousand <= 13


async def test_hostile_addresses_are_an_answer_and_no_crash(owner):
    text = "\n".join(
        ["@" + "a" * 900, "a..b@x.example.org", "x@local.local", "https://[::1", "https://a:99999/", "\x00"]
    )
    assert (
        await owner.api.post("/api/v1/bloggers/recognise", json={"text": text.replace("\x00", "")})
    ).status_code == 200
    assert (await owner.api.post("/api/v1/bloggers/recognise", json={"text": "a\x00b"})).status_code == 422
    assert (await owner.html.post("/capture/list", data={"text": text.replace("\x00", "")})).status_code == 200


# --- the page -----------------------------------------------------------------------------------------------------


def taken(page: str) -> dict[str, str]:
    """The fields of the new people, as a browser would send them."""
    fields = re.findall(r'name="(people-\d+-(?:index|name))" value="([^"]*)"', page)
    ticked = re.findall(r'name="(people-\d+-take)" value="1"[^>]* checked', page)
    return {name: unescape(value) for name, value in fields} | dict.fromkeys(ticked, "1")


async def paste(person, text):
    return await person.html.post("/capture/list", data={"text": text})


async def add(person, text):
    page = (await paste(person, text)).text
    return await person.html.post(
        "/capture/list/add",
        data={"text": text, "legal_basis": "legitimate_interest", "source": "A fair", **taken(page)},
    )


async def test_twelve_links_are_known_or_new_and_the_new_are_made(people, owner, mate):
    text = "\n".join(["https://carnet.example.org", *(f"https://www.instagram.com/guest{n}/" for n in range(11))])
    page = (await paste(mate, text)).text
    assert "1 known, 11 new" in page
    answer = await add(mate, text)
    assert answer.status_code == 303
    after = (await mate.html.get(answer.headers["Location"])).text
    assert "11 people are in your list now." in after
    assert "12 known, 0 new" in after
    found = (await owner.api.post("/api/v1/bloggers/lookup", json={"handle": "guest3", "platform": "instagram"})).json()
    made = found["items"][0]
    assert (made["name"], made["source"]) == ("guest3", "https://www.instagram.com/guest3")
    undo = re.search(r'action="(/capture/list/undo[^"]+)"', after)
    assert undo
    answer = await mate.html.post(unescape(undo[1]))
    assert "11 people are taken back." in (await mate.html.get(answer.headers["Location"])).text
    assert "1 known, 11 new" in (await paste(owner, text)).text


async def test_undo_leaves_whom_somebody_has_worked_with(people, owner):
    answer = await add(owner, "@guest_one\n@guest_two")
    after = (await owner.html.get(answer.headers["Location"])).text
    who = re.findall(r'name="ids" value="([^"]+)"', after)
    await owner.api.post(f"/api/v1/bloggers/{who[0]}/interactions", json={"kind": "call"})
    undo = re.search(r'action="(/capture/list/undo[^"]+)"', after)
    assert undo
    answer = await owner.html.post(unescape(undo[1]))
    assert "1 person is taken back." in (await owner.html.get(answer.headers["Location"])).text


async def test_a_namesake_is_not_ticked(people, owner):
    page = (await paste(owner, "Zoé Lambert https://zoe-other.example.org\nNew Name")).text
    assert "Perhaps you know this person already:" in page
    assert not re.search(r'people-\d+-take" value="1"[^>]* checked', page)


async def test_while_typing_the_list_alone_is_answered(people, owner):
    answer = await owner.html.post("/capture/list", data={"text": "zoe@carnet.example.org"}, headers=PARTIAL)
    assert "<html" not in answer.text
    assert "1 known, 0 new" in answer.text


async def test_a_wait_without_a_date_says_none(people, owner, database):
    async with database.write() as session:
        await session.execute(
            update(Relation).values(ask_verdict="wait", ask_until=NO_DATE, ask_code="debt", marked_until=NO_DATE)
        )
    page = (await paste(owner, "zoe@carnet.example.org")).text
    assert "Settle first" in page
    assert "9999" not in page


async def test_nothing_ticked_is_said(people, owner):
    answer = await owner.html.post("/capture/list/add", data={"text": "@guest_one", "legal_basis": "consent"})
    assert answer.status_code == 422
    assert "Nobody new is ticked." in answer.text
    assert "@guest_one</textarea>" in answer.text


async def test_a_viewer_looks_and_adds_nobody(people, viewer):
    page = (await paste(viewer, "zoe@carnet.example.org\n@guest_one")).text
    assert "1 known, 1 new" in page
    assert "Add those ticked" not in page
    assert (await add(viewer, "@guest_one")).status_code == 403
    assert (await viewer.html.post("/capture/list/undo?made_at=2026-11-23T00:00:00Z")).status_code == 403


async def test_a_stranger_knows_none_of_ours(people, stranger):
    assert "0 known, 1 new" in (await paste(stranger, "zoe@carnet.example.org")).text
    body = (await stranger.api.post("/api/v1/bloggers/recognise", json={"text": PASTED})).json()
    assert (body["known"], body["unclear"]) == (0, 0)
