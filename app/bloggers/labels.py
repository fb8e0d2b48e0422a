"""The screen words for what bloggers' columns hold: translated when printed."""

from typing import Any

from app.accounts.models import LegalBasis
from app.bloggers.models import AddressForm, ContactKind, ContactState, Platform, RelationStage, Turn
from app.bloggers.recognise import Refused
from app.core.clock import or_none
from app.core.i18n import format_list, lazy
from app.core.vocabulary import PLATFORMS, TITLED

__all__ = ["PLATFORMS", "TITLED", "or_none"]
Labels = dict[str, lazy]

STAGES: Labels = {
    RelationStage.NOT_MET: lazy("Not met"),
    RelationStage.ACQUAINTED: lazy("Acquainted"),
    RelationStage.MUTUAL_INTEREST: lazy("Mutual interest"),
    RelationStage.WORKING_TOGETHER: lazy("Working together"),
    RelationStage.TRUSTED: lazy("Trusted"),
    RelationStage.RESTING: lazy("Resting"),
    RelationStage.ENDED: lazy("Ended"),
}
PERSON_WORDS: Labels = {"blogger": lazy("Bloggers"), "creator": lazy("Creators"), "influencer": lazy("Influencers")}
"""What the workspace calls the people in its list."""
TURNS: Labels = {Turn.OURS: lazy("Our turn"), Turn.THEIRS: lazy("Their turn"), Turn.NONE: lazy("Nobody's turn")}
ADDRESS_FORMS: Labels = {
    AddressForm.UNKNOWN: lazy("Not known"),
    AddressForm.TU: lazy("tu"),
    AddressForm.VOUS: lazy("vous"),
}
CONTACT_KINDS: Labels = {
    ContactKind.EMAIL: lazy("Email"),
    ContactKind.PHONE: lazy("Phone"),
    ContactKind.DIRECT_MESSAGE: lazy("Direct message"),
}
CONTACT_STATES: Labels = {
    ContactState.OK: lazy("Works"),
    ContactState.BOUNCED: lazy("Bounced"),
    ContactState.OPTED_OUT: lazy("Opted out"),
}
LEGAL_BASES: Labels = {
    LegalBasis.CONSENT: lazy("Consent"),
    LegalBasis.CONTRACT: lazy("Contract"),
    LegalBasis.LEGITIMATE_INTEREST: lazy("Legitimate interest"),
    LegalBasis.PUBLIC_INTEREST: lazy("Public interest"),
    LegalBasis.LEGAL_OBLIGATION: lazy("Legal obligation"),
    LegalBasis.VITAL_INTEREST: lazy("Vital interest"),
}
PLATFORM_ICONS = {
    Platform.BLOG: "newspaper",
    Platform.NEWSLETTER: "mail",
    Platform.PODCAST: "podcast",
    Platform.INSTAGRAM: "camera",
    Platform.YOUTUBE: "play",
    Platform.TIKTOK: "music",
    Platform.X: "hash",
    Platform.LINKEDIN: "briefcase",
    Platform.PINTEREST: "pin",
    Platform.TWITCH: "tv",
    Platform.MASTODON: "message-circle",
    Platform.BLUESKY: "cloud",
    Platform.OTHER: "globe",
}
CONTACT_ICONS = {ContactKind.EMAIL: "mail", ContactKind.PHONE: "phone", ContactKind.DIRECT_MESSAGE: "at-sign"}


def options(labels: Labels) -> list[tuple[str, lazy]]:
    """The same as choices of a select box, without the one that stands for "unknown"."""
    return [(str(value), label) for value, label in labels.items() if value]


FIELDS: Labels = {
    "name": lazy("Name"),
    "given_name": lazy("Greeting"),
    "also_known_as": lazy("Also known as"),
    "pronouns": lazy("Pronouns"),
    "languages": lazy("Writes in"),
    "country": lazy("Country"),
    "city": lazy("City"),
    "time_zone": lazy("Time zone"),
    "biography": lazy("In a few words"),
    "topics": lazy("Topics"),
    "tags": lazy("Tags"),
    "notes": lazy("Notes"),
    "source": lazy("Source"),
    "legal_basis": lazy("Legal basis"),
    "media_kit_url": lazy("Media kit"),
    "postal_address": lazy("Postal address"),
    "invoice_name": lazy("Invoices go to"),
    "invoice_address": lazy("Invoice address"),
    "tax_id": lazy("Tax number"),
    "representative_name": lazy("Agent"),
    "representative_agency": lazy("Agency"),
    "representative_email": lazy("Agent's email"),
    "representative_phone": lazy("Agent's phone"),
    "contact_points": lazy("Contact"),
    "channels": lazy("Where they publish"),
    "rates": lazy("Rates"),
    "needs": lazy("What would help"),
    "kind": lazy("Kind"),
    "value": lazy("Address or number"),
    "label": lazy("Label"),
    "state": lazy("State"),
    "preferred": lazy("Preferred"),
    "platform": lazy("Where"),
    "handle": lazy("Handle"),
    "url": lazy("Link"),
    "feed_url": lazy("Feed"),
    "audience": lazy("Audience"),
    "audience_on": lazy("Counted on"),
    "format": lazy("Format"),
    "amount_minor": lazy("Amount"),
    "currency": lazy("Currency"),
    "stated_on": lazy("Asked on"),
    "text": lazy("What"),
    "noted_on": lazy("Noted on"),
    "met_on": lazy("Done on"),
}

REFUSALS: Labels = {
    Refused.SCHEME: lazy("Not an address of the web"),
    Refused.PASSWORD: lazy("What stands before the @ only looks like the site"),
    Refused.LOOKALIKE: lazy("Letters of another alphabet: this is not the site that it looks like"),
    Refused.NOBODY: lazy("Names nobody"),
}


def web_name(url: str) -> str:
    """An address as people say it: without scheme, www and last slash, cut where it gets long."""
    bare = url.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return bare if len(bare) <= 40 else f"{bare[:39]}…"


SAID: Labels = {AddressForm.TU: lazy("on “tu” terms"), AddressForm.VOUS: lazy("on “vous” terms")}


def plain(value: Any) -> str:
    """A stored value as text, for people who compare two of them."""
    return format_list(value) if isinstance(value, list) else str(value if value is not None else "")
