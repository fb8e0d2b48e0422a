"""What makes two entries the same, and what fields accept."""

import pytest
from pydantic import ValidationError

from app.bloggers import identity
from app.bloggers.models import Blogger
from app.bloggers.models.person import BloggerFields
from app.bloggers.schemas import BloggerIn, BloggerOut, BloggerPatch, ChannelIn, UpsertIn
from app.core import i18n
from app.core.forms import messages


def said(values: dict) -> dict[str, str]:
    """What is wrong with a new blogger, by field."""
    with pytest.raises(ValidationError) as refused:
        BloggerIn.model_validate({"name": "Zoé", **values})
    return messages(refused.value.errors())


def test_schemas_know_every_field_of_a_person():
    for schema in (BloggerIn, BloggerPatch, UpsertIn, BloggerOut):
        assert not set(BloggerFields.model_fields) - set(schema.model_fields), schema
    for schema in (BloggerIn, BloggerPatch):
        for name in BloggerFields.model_fields.keys() - {"legal_basis"}:
            assert any(getattr(rule, "max_length", None) for rule in schema.model_fields[name].metadata), name


def test_out_holds_nothing_that_was_never_a_column_or_a_part():
    parts = {"tags", "contact_points", "channels", "rates", "needs", "external_ids", "relations", "other_brands"}
    facts = {"last_contacted_at", "last_heard_at", "contact_closed"}
    assert set(BloggerOut.model_fields) - parts - facts <= set(Blogger.model_fields)


@pytest.mark.parametrize(
    "url, platform, handle",
    [
        ("https://www.instagram.com/zoe.cuisine/?igsh=abc", "instagram", "zoe.cuisine"),
        ("instagram.com/p/Cx12", "instagram", ""),
        ("https://youtube.com/@zoe", "youtube", "zoe"),
        ("https://www.youtube.com/channel/UC123", "youtube", "UC123"),
        ("https://www.tiktok.com/@zoe", "tiktok", "zoe"),
        ("https://twitter.com/zoe", "x", "zoe"),
        ("https://x.com/zoe?s=20", "x", "zoe"),
        ("https://fr.linkedin.com/in/zoe-lambert", "linkedin", "zoe-lambert"),
        ("https://www.pinterest.fr/zoe/", "pinterest", "zoe"),
        ("https://www.twitch.tv/zoe", "twitch", "zoe"),
        ("https://bsky.app/profile/zoe.bsky.social", "bluesky", "zoe.bsky.social"),
        ("https://mamot.example/@zoe", "mastodon", "zoe@mamot.example"),
        ("https://zoe.substack.com", "newsletter", "zoe"),
        ("https://podcasts.apple.com/fr/podcast/id1", "podcast", ""),
        ("https://carnet.example.org/a-propos", "blog", ""),
    ],
)
def test_an_address_tells_platform_and_handle(url, platform, handle):
    assert identity.place_of(url) == identity.Place(platform, handle)
    channel = ChannelIn.model_validate({"url": url})
    assert (channel.platform, channel.handle) == (platform, handle)


def test_the_same_page_has_one_key():
    written = (
        "https://www.carnet.example.org/Zoe/?utm_source=x&fbclid=1",
        "http://carnet.example.org/zoe",
        "carnet.example.org/zoe/#top",
    )
    assert {identity.url_key(url) for url in written} == {"carnet.example.org/zoe"}
    assert identity.url_key("https://carnet.example.org/?p=12") == "carnet.example.org?p=12"


def test_a_phone_is_kept_as_typed_and_compared_as_dialled():
    assert identity.phone_key("06 12 34 56 78", "FR") == identity.phone_key("+33 6 12 34 56 78") == "33612345678"
    assert identity.phone_key("0033 6 12", "ZZ") == "0033612"
    assert "0612345678" in identity.national_numbers("+33 6 12 34 56 78")
    assert identity.is_phone("+33 (0)6 12-34.56 78")
    assert not identity.is_phone("call me")


def test_a_handle_may_be_typed_with_its_at_or_as_its_address():
    assert ChannelIn.model_validate({"platform": "instagram", "handle": "@Zoe"}).handle == "Zoe"
    pasted = ChannelIn.model_validate({"platform": "instagram", "handle": "https://instagram.com/zoe"})
    assert (pasted.handle, pasted.url) == ("zoe", "https://instagram.com/zoe")


@pytest.mark.parametrize(
    "values, field",
    [
        ({"name": "x" * 10_000}, "name"),
        ({"name": "   "}, "name"),
        ({"country": "Atlantis"}, "country"),
        ({"languages": ["klingon"]}, "languages.0"),
        ({"time_zone": "Paris"}, "time_zone"),
        ({"legal_basis": "because"}, "legal_basis"),
        ({"media_kit_url": "javascript:alert(1)"}, "media_kit_url"),
        ({"channels": [{"url": "ftp://example.org"}]}, "channels.0.url"),
        ({"channels": [{"platform": "blog"}]}, "channels.0"),
        ({"channels": [{"platform": "geocities", "handle": "zoe"}]}, "channels.0.platform"),
        ({"contact_points": [{"kind": "email", "value": "zoe@"}]}, "contact_points.0.value"),
        ({"contact_points": [{"kind": "phone", "value": "soon"}]}, "contact_points.0.value"),
        ({"rates": [{"format": "post", "amount_minor": 1, "currency": "???"}]}, "rates.0.currency"),
        ({"rates": [{"format": "post", "amount_minor": 1, "stated_on": "2026-02-31"}]}, "rates.0.stated_on"),
        ({"tags": [""]}, "tags.0"),
        ({"shoe_size": 38}, "shoe_size"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(values, field):
    found = said(values)
    assert list(found) == [field]
    assert found[field]


def test_it_is_said_in_french_too():
    english = said({"country": "Atlantis"})["country"]
    with i18n.speaking("fr"):
        assert said({"country": "Atlantis"})["country"] != english


@pytest.mark.parametrize(
    "values",
    [{"name": "Zo\x00é"}, {"tags": ["a\x00"]}, {"external_ids": {"shop": "a\x00"}}, {"channels": [{"url": "a.b\x00"}]}],
)
def test_a_nul_byte_is_refused(values):
    assert said(values)


@pytest.mark.parametrize(
    "name", ["🦄 Zoé 🌈", "مريم خالد", "=HYPERLINK(1)", "<script>alert(1)</script>", "O'Brien; --"]
)
def test_strange_names_are_kept_as_they_are(name):
    assert BloggerIn.model_validate({"name": name}).name == name
