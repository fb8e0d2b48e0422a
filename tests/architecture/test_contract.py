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
    schemas = contract["components"]["schemas"]
    assert [name for name in schemas if "__" in name or "-" in name] == [], "two classes of one name"
    titles = Counter(shape.get("title", name) for name, shape in schemas.items())
    assert [title for title, times in titles.items() if times > 1] == [], "generators take one for the other"


def test_what_a_request_may_leave_out_has_no_default_that_generators_take_for_always_there(application):
    contract = application.openapi()
    told = contract["components"]["schemas"]["BloggerIn"]["properties"]
    assert not [name for name, shape in told.items() if "default" in shape]
    assert (
        "Without it: `email`."
        in contract["components"]["schemas"]["ImportOptions"]["properties"]["contact_kind"]["description"]
    )
