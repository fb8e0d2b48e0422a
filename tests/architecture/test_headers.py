"""The same security headers on every answer, whatever it is."""

import httpx2
import pytest

from tests.cast import ORIGIN

ANSWERS = {
    "a page": ("GET", "/campaigns", 200),
    "no such page": ("GET", "/nowhere", 404),
    "a method that is none": ("DELETE", "/campaigns", 405),
    "a form with mistakes": ("POST", "/campaigns", 422),
    "a health check": ("GET", "/healthz", 200),
    "no such call": ("GET", "/api/v1/nowhere", 404),
    "a call without a token": ("POST", "/api/v1/campaigns", 401),
    "no such asset": ("GET", "/static/x/none.css", 404),
    "the contract": ("GET", "/openapi.json", 200),
    "the contract's page": ("GET", "/docs", 200),
}


def check(headers) -> None:
    policy = {part.split(" ")[0]: part.split(" ")[1:] for part in headers["content-security-policy"].split("; ")}
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("same-origin", "strict-origin-when-cross-origin", "no-referrer")
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["permissions-policy"]
    assert headers["x-request-id"]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS.values(), ids=ANSWERS.keys())
async def test_every_answer_carries_them(owner, method, path, status):
    answer = await owner.html.request(method, path, data={"name": ""} if method == "POST" else None)
    assert answer.status_code == status
    check(answer.headers)


async def test_a_refused_request_carries_them(owner):
    answer = await owner.html.post("/campaigns", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    check(answer.headers)


async def test_a_crash_carries_them_and_tells_nothing(app, owner, monkeypatch):
    def crash(_database):
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(type(app.state.database), "read", crash)
    survivor = httpx2.AsyncClient(transport=httpx2.ASGITransport(app, raise_app_exceptions=False), base_url=ORIGIN)
    for path, client in (("/campaigns", owner.html), ("/api/v1/campaigns", owner.api)):
        answer = await survivor.get(path, headers=client.headers, cookies=client.cookies)
        assert answer.status_code == 500
        assert "hunter2" not in answer.text
        check(answer.headers)


async def test_pages_are_not_kept_by_caches(owner):
    assert "no-store" in (await owner.html.get("/campaigns")).headers["cache-control"]
    assert "no-store" in (await owner.api.get("/api/v1/campaigns")).headers["cache-control"]


async def test_pages_and_lists_travel_compressed_and_streams_do_not(owner):
    accepting = {"Accept-Encoding": "gzip"}
    for person, path in ((owner.html, "/bloggers"), (owner.api, "/openapi.json")):
        answer = await person.get(path, headers=accepting)
        assert answer.headers["content-encoding"] == "gzip"
        assert "accept-encoding" in answer.headers["vary"].lower()
    assert "content-encoding" not in (await owner.html.get("/bloggers", headers={"Accept-Encoding": ""})).headers
