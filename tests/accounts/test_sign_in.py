"""Coming in and going out (T9, T13, T16, T17)."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlmodel import col

from app.accounts import service
from app.accounts.doors import PLAIN_COOKIE
from app.accounts.models import Throttle, User, UserSession
from app.accounts.service import Visitor
from app.accounts.web.common import safe_path
from app.core import security
from app.core.clock import now
from app.core.security import digest
from tests.accounts.conftest import PASSWORD
from tests.cast import ORIGIN, Browser

pytestmark = pytest.mark.anyio


def credentials(person, password=PASSWORD, **more):
    return {"email": person.user.email, "password": password, **more}


async def test_the_right_password_opens_a_session(client, cast, with_password):
    await with_password(cast["owner"])
    answer = await client.post("/login", data=credentials(cast["owner"], next="/settings"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert (await client.get("/settings")).status_code == 200


async def test_case_of_the_address_does_not_matter(client, cast, with_password):
    await with_password(cast["owner"])
    typed = {"email": cast["owner"].user.email.upper(), "password": PASSWORD}
    assert (await client.post("/login", data=typed)).status_code == 303


async def test_each_sign_in_has_an_id_of_its_own_kept_hashed(client, cast, with_password, database):
    await with_password(cast["owner"])
    ids = [(await client.post("/login", data=credentials(cast["owner"]))).cookies[PLAIN_COOKIE] for _n in range(2)]
    assert ids[0] != ids[1]
    async with database.read() as session:
        hashes = set((await session.execute(select(col(UserSession.token_hash)))).scalars())
    assert {digest(token) for token in ids} <= hashes
    assert not hashes & set(ids)


async def test_signing_in_again_ends_the_session_held_before(owner, with_password, client):
    await with_password(owner)
    assert (await owner.html.post("/login", data=credentials(owner))).status_code == 303
    client.cookies.set(PLAIN_COOKIE, owner.cookie)
    assert (await client.get("/settings")).status_code == 303


async def test_an_unknown_address_costs_the_same_work(client, cast, with_password, monkeypatch):
    await with_password(cast["owner"])
    hashed = []
    real = security._hasher.verify
    monkeypatch.setattr(security._hasher, "verify", lambda *given: hashed.append(given) or real(*given))
    await client.post("/login", data=credentials(cast["owner"], "wrong"))
    await client.post("/login", data={"email": "nobody@example.org", "password": "wrong"})
    assert len(hashed) == 2


async def test_unknown_address_and_wrong_password_are_answered_alike(client, cast, with_password):
    await with_password(cast["owner"])
    wrong = await client.post("/login", data=credentials(cast["owner"], "not this one"))
    unknown = await client.post("/login", data={"email": "x" * len(cast["owner"].user.email), "password": "not this"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    without_address = [re.sub(r'value="[^"]*"', "", answer.text) for answer in (wrong, unknown)]
    assert without_address[0] == without_address[1]
    assert cast["owner"].user.email in wrong.text


async def test_the_eleventh_try_waits(client, cast, with_password):
    await with_password(cast["owner"])
    tries = [await client.post("/login", data=credentials(cast["owner"], "wrong")) for _n in range(10)]
    assert {answer.status_code for answer in tries} == {422}
    eleventh = await client.post("/login", data=credentials(cast["owner"]))
    assert eleventh.status_code == 429
    assert 0 < int(eleventh.headers["retry-after"]) <= 60


async def test_a_forged_forwarded_address_resets_nothing(client, cast):
    for n in range(10):
        forged = {"X-Forwarded-For": f"203.0.113.{n}"}
        await client.post("/login", data={"email": f"{n}@example.org", "password": "wrong"}, headers=forged)
    answer = await client.post("/login", data={"email": "new@example.org", "password": "wrong"})
    assert answer.status_code == 429


async def test_a_trusted_proxy_says_who_calls(app, cast, settings):
    app.state.settings = settings.model_copy(update={"trusted_proxies": "127.0.0.0/8"})
    async with Browser(app) as client:
        for n in range(11):
            seen = {"X-Forwarded-For": f"198.51.100.7, 203.0.113.{n}"}
            typed = {"email": f"{n}@example.org", "password": "wrong"}
            answer = await client.post("/login", data=typed, headers=seen)
    assert answer.status_code == 422


async def test_the_pause_ends_and_grows(client, cast, with_password):
    await with_password(cast["owner"])
    for _n in range(10):
        await client.post("/login", data=credentials(cast["owner"], "wrong"))
    with time_machine.travel(now() + timedelta(seconds=61), tick=True):
        assert (await client.post("/login", data=credentials(cast["owner"], "wrong"))).status_code == 422
        again = await client.post("/login", data=credentials(cast["owner"]))
        assert 61 < int(again.headers["retry-after"]) <= 120


async def test_the_right_password_forgives_the_account(client, cast, with_password, database):
    await with_password(cast["owner"])
    for password in ["wrong"] * 9 + [PASSWORD]:
        await client.post("/login", data=credentials(cast["owner"], password))
    async with database.read() as session:
        counts = (await session.execute(select(Throttle))).scalars().all()
    assert [(row.key[:8], row.count) for row in counts] == [("address:", 9)]


async def test_a_disabled_user_is_out_at_the_next_request(owner, database, client, with_password):
    await with_password(owner)
    async with database.write() as session:
        await service.disable_user(session, owner.user.id)
    assert (await owner.html.get("/settings")).status_code == 303
    assert (await owner.api.get("/api/v1/me")).status_code == 401
    assert (await client.post("/login", data=credentials(owner))).status_code == 422


async def test_signing_out_ends_the_session_itself(owner):
    answer = await owner.html.post("/logout")
    assert answer.headers["location"] == "/login"
    assert (await owner.html.get("/settings", headers={"Cookie": f"{PLAIN_COOKIE}={owner.cookie}"})).status_code == 303


@pytest.mark.parametrize("days", [15, 91])
async def test_a_session_ends_unused_after_two_weeks_and_in_any_case(cast, database, days, client):
    owner = cast["owner"]
    async with database.write() as session:
        token = await service.open_session(session, owner.user.id, owner.workspace_id, Visitor())
        row = await session.scalar(select(UserSession).where(col(UserSession.token_hash) == digest(token)))
        row.last_seen_at = now() - timedelta(days=days if days < 90 else 0)
        row.expires_at = row.expires_at - timedelta(days=days if days > 90 else 0)
    client.cookies.set(PLAIN_COOKIE, token)
    assert (await client.get("/settings")).status_code == 303


async def test_being_seen_is_written_aside_once_a_minute(owner, database):
    async def seen_at():
        async with database.read() as session:
            statement = select(col(UserSession.last_seen_at)).where(col(UserSession.user_id) == owner.user.id)
            return (await session.execute(statement)).scalar_one()

    before = await seen_at()
    await owner.html.get("/settings")
    assert await seen_at() == before
    with time_machine.travel(now() + timedelta(minutes=2), tick=True):
        await owner.html.get("/settings")
    assert await seen_at() > before


async def test_the_language_of_a_guest_is_kept(client, cast):
    answer = await client.post("/language", data={"locale": "fr", "next": "/login"})
    assert answer.headers["location"] == "/login"
    assert 'lang="fr"' in (await client.get("/login")).text


async def test_a_link_works_once_and_only_at_the_machine(at_the_machine, client, cast, database):
    owner = cast["owner"]
    async with database.write() as session:
        token = await service.create_sign_in_link(session, owner.user.id, owner.workspace_id)
    from_a_page = await at_the_machine.get(f"/sign-in/{token}", headers={"Sec-Fetch-Site": "cross-site"})
    assert (from_a_page.status_code, 'method="post"' in from_a_page.text) == (200, True)
    assert (await client.get(f"/sign-in/{token}", headers={"Sec-Fetch-Site": "none"})).status_code == 410
    proxied = {"Sec-Fetch-Site": "none", "X-Forwarded-For": "127.0.0.1"}
    assert (await at_the_machine.get(f"/sign-in/{token}", headers=proxied)).status_code == 410
    followed = await at_the_machine.get(f"/sign-in/{token}", headers={"Sec-Fetch-Site": "none"})
    assert followed.headers["location"] == "/"
    assert (await at_the_machine.get("/settings")).status_code == 200
    assert (await at_the_machine.get(f"/sign-in/{token}", headers={"Sec-Fetch-Site": "none"})).status_code == 410


async def test_a_foreign_page_cannot_sign_anybody_in(client, cast):
    answer = await client.post("/login", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


ELSEWHERE = [
    *("//e.example", "///e.example", "////e.example/x", "/\\e.example", "/\\/e.example", "\\\\e.example"),
    *("\\/e.example", "http://e.example", "https://e.example", "HTTPS://e.example", "http:e.example"),
    *("http:/e.example", "https:e.example", "ftp://e.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)"),
    *("java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "mailto:x@e.example"),
    *("e.example", "www.e.example/x", "@e.example", "..", "", "/%0d%0aSet-Cookie:x=1"),
    *("/%0D%0ALocation:%20//e.example", "/%0a", "/%00", "/\r\nX: y", "/\n/e.example", "/\t/e.example"),
    *("/%2f%2fe.example", "/%2fe.example", "/%5ce.example", "/%5c%5ce.example", "/%255ce.example"),
    *("/%252fe.example", "/%25252fe.example", "/%09/e.example", "/%20//e.example", " //e.example"),
    *("\t//e.example", "\x00/x", "/\x00", "/\x7f", "/x//e.example", "/.//e.example", "/..//e.example"),
    *("/a/..//e.example", "/;//e.example", "/%2e%2e//e.example", "?next=//e.example", "#//e.example"),
    *("://e.example", ":/e.example", ".e.example", "/\u2028//e.example", "\uff0f\uff0fe.example"),
    *("http://tact.test@e.example", "//tact.test@e.example/", "//e.example:80", "//[::1]/"),
    *("//e\u3002example"),
]


def test_there_are_enough_payloads():
    assert len(ELSEWHERE) >= 60


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_never_leads_elsewhere(target):
    assert safe_path(target) == "/"


@pytest.mark.parametrize(
    "target", ["/", "/bloggers?q=zo%C3%A9&page=2", "/bloggers?url=https%3A%2F%2Fe.example", "/a/b#c"]
)
def test_next_leads_to_our_own_pages(target):
    assert safe_path(target) == target


async def test_the_sign_in_page_never_repeats_a_foreign_next(client, cast):
    answer = await client.get("/login", params={"next": "//e.example"})
    assert "e.example" not in answer.text


async def test_behind_https_the_cookie_is_bound_to_the_host(app, cast, settings, with_password):
    app.state.settings = settings.model_copy(update={"public_url": ORIGIN.replace("http", "https")})
    await with_password(cast["owner"])
    async with Browser(app) as client:
        answer = await client.post("/login", data=credentials(cast["owner"]))
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-tact_session=")
    assert "Secure" in cookie
    assert "Path=/" in cookie


async def test_a_user_without_any_workspace_is_not_let_in(client, cast, with_password, database):
    await with_password(cast["mate"])
    async with database.write() as session:
        member = await session.get_one(type(cast["mate"].member), cast["mate"].member.id)
        member.removed_at = now()
    assert (await client.post("/login", data=credentials(cast["mate"]))).status_code == 422
    async with database.read() as session:
        assert await session.get(User, cast["mate"].user.id)


async def test_a_password_reset_signs_out_everywhere_and_takes_links_back(owner, database, app):
    async with database.write() as session:
        link = await service.create_sign_in_link(session, owner.user.id, owner.workspace_id)
        await service.reset_password(session, owner.user.email.upper(), "hashed")
    assert (await owner.html.get("/account")).status_code in (303, 401)
    async with database.read() as session:
        assert (await session.get_one(User, owner.user.id)).password_hash == "hashed"
    assert (await owner.html.get(f"/sign-in/{link}", headers={"Sec-Fetch-Site": "none"})).status_code == 410
