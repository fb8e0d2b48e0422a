"""What programs that read the contract stand on."""

from collections import Counter


async def test_it_is_kept_and_known_by_its_etag(client):
    first = await client.get("/openapi.json")
    assert first.headers["content-type"] == "application/json"
    again = await client.get("/openapi.json", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/openapi.json", headers={"If-None-Match": '"older"'})).content == first.content


def test_generators_can_name_what_it_describes(application):
    contract = application.openapi()
    operations = [it["operationId"] for methods in contract["paths"].values() for it in methods.values()]
    assert [name for name, times in Counter(operations).items() if times > 1] == []
    assert [name for name in operations if not name.isidentifier() or "api_v1" in name] == []
    clashing = [name for name in contract["components"]["schemas"] if "__" in name]
    assert clashing == [], "two classes of one name"
