"""The screen words for what outreach's columns hold: translated when printed."""

from app.core.i18n import lazy
from app.outreach.guesses import natures
from app.outreach.models import Compensation, Direction, Kind, Nature, Via
from app.outreach.timing.labels import WHYS

__all__ = ["COMPENSATIONS", "DIRECTIONS", "ICONS", "KINDS", "NATURES", "VIAS", "WHYS", "natures"]

Labels = dict[str, lazy]

KINDS: Labels = {
    Kind.EMAIL: lazy("Email"),
    Kind.CALL: lazy("Call"),
    Kind.DIRECT_MESSAGE: lazy("Direct message"),
    Kind.COMMENT: lazy("Comment"),
    Kind.MEETING: lazy("Meeting"),
    Kind.EVENT: lazy("Event"),
    Kind.GIFT: lazy("Gift"),
    Kind.SHARE: lazy("Share"),
    Kind.NOTE: lazy("Note"),
}
DIRECTIONS: Labels = {Direction.OUT: lazy("From us"), Direction.IN: lazy("From them")}
NATURES: Labels = {
    Nature.ASK: lazy("Ask"),
    Nature.CHASER: lazy("Chaser"),
    Nature.GIVE: lazy("Gesture"),
    Nature.NEUTRAL: lazy("Conversation"),
    Nature.SERVICE: lazy("Practical"),
    Nature.REPLY: lazy("Reply"),
}
COMPENSATIONS: Labels = {
    Compensation.UNPAID: lazy("Unpaid"),
    Compensation.PRODUCT: lazy("Product offered"),
    Compensation.PAID: lazy("Paid"),
}
VIAS: Labels = {
    Via.EMAIL: lazy("Email"),
    Via.PHONE: lazy("Phone"),
    Via.DIRECT_MESSAGE: lazy("Direct message"),
    Via.COMMENT: lazy("Comment"),
    Via.IN_PERSON: lazy("In person"),
    Via.POST: lazy("By post"),
}
ICONS: dict[str, str] = {
    Kind.EMAIL: "mail",
    Kind.CALL: "phone",
    Kind.DIRECT_MESSAGE: "message-circle",
    Kind.COMMENT: "message-square",
    Kind.MEETING: "handshake",
    Kind.EVENT: "calendar",
    Kind.GIFT: "gift",
    Kind.SHARE: "share-2",
    Kind.NOTE: "sticky-note",
}
