"""The screen words for what bloggers' columns hold: translated when printed."""

from app.accounts.models import LegalBasis
from app.bloggers.models import AddressForm, ContactKind, ContactState, Platform, RelationStage, Turn
from app.core.i18n import lazy
from app.core.vocabulary import PLATFORMS as PLATFORMS

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
