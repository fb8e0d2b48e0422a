"""Words that several features share and none owns."""

from enum import StrEnum

from app.core.i18n import lazy


class Platform(StrEnum):
    BLOG = "blog"
    NEWSLETTER = "newsletter"
    PODCAST = "podcast"
    INSTAGRAM = "instagram"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"
    X = "x"
    LINKEDIN = "linkedin"
    PINTEREST = "pinterest"
    TWITCH = "twitch"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    OTHER = "other"


TITLED = frozenset({Platform.BLOG, Platform.NEWSLETTER, Platform.PODCAST, Platform.OTHER})
"""Where the handle, if there is one, is a title: it is told without an @, and beside the address."""

PLATFORMS: dict[str, lazy] = {
    Platform.BLOG: lazy("Blog"),
    Platform.NEWSLETTER: lazy("Newsletter"),
    Platform.PODCAST: lazy("Podcast"),
    Platform.INSTAGRAM: lazy("Instagram"),
    Platform.YOUTUBE: lazy("YouTube"),
    Platform.TIKTOK: lazy("TikTok"),
    Platform.X: lazy("X"),
    Platform.LINKEDIN: lazy("LinkedIn"),
    Platform.PINTEREST: lazy("Pinterest"),
    Platform.TWITCH: lazy("Twitch"),
    Platform.MASTODON: lazy("Mastodon"),
    Platform.BLUESKY: lazy("Bluesky"),
    Platform.OTHER: lazy("Other"),
}

PEOPLE_IN_A_CONTACT = 200
"""How many people one exchange can be with: what lists offer and what outreach takes."""
