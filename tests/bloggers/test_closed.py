"""Somebody who wants no more outreach: how to reach them is kept from those who could not lift that."""

import pytest

ADDRESS, AGENT = "zoe@carnet.example.org", "agent@atelier.example.org"


def _closing(item) -> bool:
    return "do_not_contact" in (item["changes"] or {})


@pytest.fixture
async def zoe(owner, mate) -> str:
    """Met, with an address that was changed once, then closed by the mate."""
    person = {
        "name": "Zoé Lambert",
        "source": "a fair",
        "legal_basis": "legitimate_interest",
        "contact_points": [{"kind": "email", "value": ADDRESS}],
        "representative_email": AGENT,
    }
    made = (await mate.api.post("/api/v1/bloggers", json=person)).json()
    point = made["contact_points"][0]
    path = f"/api/v1/bloggers/{made['id']}"
    edited = await mate.api.patch(
        f"{path}/contact-points/{point['id']}", json={"label": "work"}, headers={"If-Match": f'"{point["version"]}"'}
    )
    assert edited.status_code == 200
    added = await mate.api.post(f"{path}/contact-points", json={"kind": "email", "value": "old@carnet.example.org"})
    assert added.status_code == 201
    closed = await mate.html.post(f"/bloggers/{made['id']}/stop-contact", data={"reason": "They said so"})
    assert closed.status_code == 303
    await owner.api.follow(_closing, limit=100)  # from now on the feed tells it to everyone
    return made["id"]


async def test_pages_and_programs_keep_the_details(zoe, owner, manager, mate, viewer):
    for person, sees in ((owner, True), (manager, True), (mate, False), (viewer, False)):
        shown = [f"/bloggers/{zoe}", f"/bloggers/{zoe}/timeline", "/bloggers?columns=email"]
        text = "".join([(await person.html.get(path)).text for path in shown])
        assert (ADDRESS in text, AGENT in text) == (sees, sees)
        whole = (await person.api.get(f"/api/v1/bloggers/{zoe}")).json()
        assert (whole["contact_closed"], bool(whole["contact_points"])) == (not sees, sees)
        for path in (f"/api/v1/bloggers/{zoe}/timeline", "/api/v1/changes?limit=500"):
            assert ("carnet.example.org" in (await person.api.get(path)).text) == sees
        points = await person.api.get(f"/api/v1/bloggers/{zoe}/contact-points")
        assert points.status_code == (200 if sees else 403)


async def test_nobody_who_is_kept_from_them_writes_over_them(zoe, mate, owner):
    path = f"/api/v1/bloggers/{zoe}"
    version = {"If-Match": (await mate.api.get(path)).headers["etag"]}
    refused = await mate.api.patch(path, json={"representative_email": ""}, headers=version)
    assert refused.status_code == 403
    assert (await mate.api.patch(path, json={"city": "Lyon"}, headers=version)).status_code == 200
    assert (await mate.html.get(f"/bloggers/{zoe}/edit/contacts")).status_code == 403
    assert (await mate.html.post(f"/bloggers/{zoe}/edit/practical", data={})).status_code == 403
    whole = (await owner.api.get(path)).json()
    assert (whole["representative_email"], len(whole["contact_points"]), whole["city"]) == (AGENT, 2, "Lyon")


async def test_they_are_back_once_it_is_lifted(zoe, manager, mate):
    await manager.html.post(f"/bloggers/{zoe}/allow-contact")
    assert ADDRESS in (await mate.html.get(f"/bloggers/{zoe}")).text
    assert ADDRESS in (await mate.html.get(f"/bloggers/{zoe}/seen")).text


async def test_nor_in_bulk(zoe, mate, owner):
    async def upsert(**values):
        item = {"id": zoe, **values}
        answer = await mate.api.post("/api/v1/bloggers/bulk", json={"items": [item]})
        return answer.json()["items"][0]

    for refused in ({"representative_email": ""}, {"contact_points": [{"kind": "email", "value": "x@example.org"}]}):
        assert (await upsert(**refused))["errors"], refused
    known = await upsert(contact_points=[{"kind": "email", "value": ADDRESS, "label": "mine"}], city="Lyon")
    assert not known["errors"]
    assert known["left_out"] == {"contact_points": "Nobody may contact them: this is kept from you."}
    only_named = await upsert(contact_points=[{"kind": "email", "value": ADDRESS}], city="Lyon")
    assert only_named["left_out"] == {}
    whole = (await owner.api.get(f"/api/v1/bloggers/{zoe}")).json()
    assert (whole["representative_email"], whole["city"]) == (AGENT, "Lyon")
    assert {it["label"] for it in whole["contact_points"]} == {"work", ""}
