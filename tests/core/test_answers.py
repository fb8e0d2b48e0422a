"""What a program is told when it is refused: a sentence that says what is wrong and what would be right."""

from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.accounts.models import ApiToken
from app.accounts.permissions import SCOPES
from app.core.clock import now
from app.core.security import new_api_token
from tests.cast import Program

pytestmark = pytest.mark.anyio
JSON = {"Content-Type": "application/json"}
FRENCH = {"Accept-Language": "fr"}


@pytest.fixture
async def made(owner) -> dict:
    """A partnership."""
    zoe = {"name": "Zoé Lambert", "source": "met at a fair", "legal_basis": "legitimate_interest"}
    blogger = (await owner.api.post("/api/v1/bloggers", json=zoe)).json()
    return (await owner.api.post("/api/v1/partnerships", json={"blogger_id": blogger["id"]})).json()


def fields(answer) -> dict[str, str]:
    assert answer.status_code == 422
    return {one["field"]: one["message"] for one in answer.json()["errors"]}


async def test_no_token_is_told_from_one_that_holds_no_more(client, app, database, owner, mate):
    path = "/api/v1/me"
    none = await client.get(path)
    assert (none.status_code, none.json()["detail"]) == (401, "No token was sent: Authorization: Bearer …")
    async with database.write() as session:
        ended = update(ApiToken).where(col(ApiToken.member_id) == owner.member.id).values(expires_at=now())
        await session.execute(ended)
    late = await owner.api.get(path)
    (own,) = (await mate.api.get("/api/v1/tokens")).json()["items"]
    await mate.api.delete(f"/api/v1/tokens/{own['id']}")
    revoked = await mate.api.get(path)
    unknown = [await Program(app, token).get(path) for token in (new_api_token(), "nonsense")]
    told = {(one.status_code, one.json()["detail"]) for one in (late, revoked, *unknown)}
    assert told == {(401, "This token is unknown, revoked or has expired.")}


async def test_a_wrong_address_is_told_from_an_unknown_record(owner):
    unknown = await owner.api.get(f"/api/v1/bloggers/{uuid4()}")
    not_an_id = await owner.api.get("/api/v1/bloggers/zoe")
    sentence = "There is nothing here under this id, or it is not yours to see."
    assert [one.json()["detail"] for one in (unknown, not_an_id)] == [sentence] * 2
    elsewhere = await owner.api.get("/api/v1/blogers", headers=FRENCH)
    assert elsewhere.json()["detail"] == "Cette adresse n’existe pas dans cette API."
    wrong_verb = await owner.api.delete("/api/v1/bloggers")
    assert (wrong_verb.status_code, wrong_verb.json()["detail"][:42]) == (
        405,
        "This address does not take that method; Al",
    )


async def test_a_right_that_lacks_is_named_as_tokens_write_it(viewer):
    answer = await viewer.api.post("/api/v1/bloggers", json={"name": "Zoé"})
    sentence = "This needs bloggers:write, which this token or its member does not have."
    assert (answer.status_code, answer.json()["detail"]) == (403, sentence)
    answer = await viewer.api.post("/api/v1/bloggers", json={"name": "Zoé"}, headers=FRENCH)
    assert answer.json()["detail"] == "Il faut bloggers:write, que ce jeton ou son membre n’a pas."


async def test_a_body_that_is_none(owner):
    for path in ("/api/v1/bloggers", f"/api/v1/bloggers/{uuid4()}/reserve"):
        assert fields(await owner.api.post(path)) == {"": "A JSON body is needed."}
    broken = await owner.api.post("/api/v1/bloggers", content=b'{"name":}', headers=JSON)
    assert fields(broken) == {"": "This is not valid JSON, from character 9 on."}
    assert fields(await owner.api.post("/api/v1/bloggers", json=["Zoé"])) == {"": "An object is expected."}


async def test_a_value_outside_a_list_is_told_the_list(owner, made):
    moved = await owner.api.post(f"/api/v1/partnerships/{made['id']}/move", json={"stage": "wat"})
    assert fields(moved)["stage"].startswith("Choose one of: ")
    assert "contacted" in fields(moved)["stage"]
    brand = await owner.api.post("/api/v1/brands", json={"name": "Studio", "colour": "beige"}, headers=FRENCH)
    assert fields(brand)["colour"].startswith("Choisissez parmi\u00a0: red, amber, ")
    assert " ou " in fields(brand)["colour"]
    asked = await owner.api.get("/api/v1/bloggers?turn=nobody", headers=FRENCH)
    (sentence,) = fields(asked).values()
    assert " ou " in sentence


async def test_a_field_that_an_answer_has_not(owner, made):
    for path in ("/api/v1/partnerships", f"/api/v1/partnerships/{made['id']}"):
        sentence = fields(await owner.api.get(f"{path}?fields=id,wat"))["fields"]
        assert sentence.startswith("wat is not known here; known are: id, ")
    table = await owner.api.get("/api/v1/bloggers?fields=wat", headers={"Accept": "text/csv"})
    assert fields(table)["fields"].startswith("wat is not known here; known are: id, name, ")


async def test_a_field_that_an_empty_list_has_not(application, stranger):
    """Nothing is in the lists of a new workspace, or little: no answer may depend on it."""
    operations = application.openapi()["paths"].items()
    lists = [path for path, of in operations if "get" in of and "{" not in path and _is_list(of["get"])]
    assert len(lists) > 12
    for path in lists:
        refused = await stranger.api.get(f"{path}?fields=id,wat")
        assert refused.status_code == 422, (path, refused.text)
        assert fields(refused)["fields"].startswith("wat is not known here; known are: "), path


def _is_list(operation) -> bool:
    shape = operation["responses"]["200"]["content"].get("application/json", {}).get("schema", {})
    return shape.get("$ref", "").rpartition("/")[2].startswith("Listing")


async def test_a_cursor_of_another_list(owner):
    answer = await owner.api.get("/api/v1/campaigns?cursor=nonsense")
    assert (answer.status_code, answer.json()["detail"]) == (400, "This cursor is not of this list.")


def test_the_scopes_are_named():
    from pydantic import ValidationError

    from app.accounts.schemas import TokenIn

    with pytest.raises(ValidationError, match=f"all, {SCOPES[0]}, "):
        TokenIn.model_validate({"name": "Sync", "role": "admin", "scopes": ["wat"]})
