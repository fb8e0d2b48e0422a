"""The screen words of timing: translated when printed."""

from app.core.i18n import lazy
from app.outreach.models import Nature
from app.outreach.timing.facts import Fact
from app.outreach.timing.models import Outcome, QuietReason, Why
from app.outreach.timing.verdict import Code, First, Verdict

Labels = dict[str, lazy]

VERDICTS: Labels = {
    Verdict.SPEAK: lazy("Good moment"),
    Verdict.WAIT: lazy("Wait"),
    Verdict.DISCREET: lazy("Leave in peace"),
}
UNKNOWN = lazy("Nothing noted yet")
FIRSTS: Labels = {
    First.ANSWER: lazy("Answer first"),
    First.PAY: lazy("Pay first"),
    First.SEND: lazy("Send the product first"),
    First.KEEP_PROMISE: lazy("Keep the promise first"),
    First.GIVE: lazy("A gesture first"),
    First.ASK_COLLEAGUE: lazy("Ask a colleague first"),
    First.ASK_PERMISSION: lazy("Ask first whether an idea is welcome"),
    First.OTHER_MEANS: lazy("By another means"),
    First.NEW_ANGLE: lazy("A new idea first"),
    First.SHOW_RELEVANCE: lazy("Show the link first"),
    First.LIGHTER: lazy("Something lighter first"),
    First.LEAVE: lazy("Leave it to them to write"),
}
LEVELS: Labels = {
    "calm": lazy("calm"),
    "moderate": lazy("moderate"),
    "high": lazy("high"),
    "too_much": lazy("too much"),
}
CODES: Labels = {
    Code.ERASED: lazy("No message of any kind"),
    Code.OPTED_OUT: lazy("Wants no more messages"),
    Code.DO_NOT_CONTACT: lazy("Do not contact"),
    Code.NO_BASIS: lazy("No source or legal basis"),
    Code.BOUNCED: lazy("Address that bounces"),
    Code.COUNTRY_RULE: lazy("Rule of the country"),
    Code.PRESSURE: lazy("Asked much lately"),
    Code.CADENCE: lazy("Rhythm of the relation"),
    Code.CHASER: lazy("Chasers"),
    Code.DO_NOT_DISTURB: lazy("Do not disturb"),
    Code.DEBT: lazy("What we owe"),
    Code.ONE_VOICE: lazy("A colleague is in touch"),
    Code.BALANCE: lazy("Give and take"),
    Code.RELEVANCE: lazy("Link with the person"),
    Code.ANGLE: lazy("Idea already used"),
    Code.PREFERENCE: lazy("Their preferences"),
    Code.EXCLUSIVITY: lazy("Exclusivity"),
    Code.CALM_WEEKS: lazy("Calm weeks"),
    Code.CAPACITY: lazy("First approaches of the day"),
}
MARKS: Labels = CODES | {Code.DEBT: lazy("Settle first")}
"""What stands in the way, as a mark says it beside a name."""
KINDS: Labels = {
    Fact.DO_NOT_DISTURB: lazy("Do not disturb"),
    Fact.CLAIM: lazy("I'll take this"),
    Fact.WRITING: lazy("Being written to"),
    Fact.PAYMENT: lazy("Payment"),
    Fact.PRODUCT: lazy("Product to send"),
    Fact.PROMISE: lazy("Promise"),
    Fact.EXCLUSIVITY: lazy("Exclusivity"),
    Fact.LIVE: lazy("Under way"),
    Fact.REFUSAL: lazy("They said no"),
    Fact.PIECE: lazy("New piece of theirs"),
    Fact.EVENT: lazy("Event"),
    Fact.DATE: lazy("Date that matters to them"),
}
QUIET: Labels = {
    QuietReason.ASKED: lazy("They asked for it"),
    QuietReason.AWAY: lazy("Away"),
    QuietReason.DELICATE: lazy("Delicate moment"),
    QuietReason.OTHER: lazy("Other reason"),
}
WHYS: Labels = {
    Why.THEY_ASKED: lazy("They asked"),
    Why.DEADLINE: lazy("Deadline"),
    Why.MET: lazy("Met in person"),
    Why.OTHER: lazy("Other reason"),
}
WISHES: Labels = {
    Nature.ASK: lazy("Make an ask"),
    Nature.GIVE: lazy("Gesture"),
    Nature.NEUTRAL: lazy("Talk"),
    Nature.SERVICE: lazy("Practical"),
    Nature.REPLY: lazy("Answer"),
    Nature.CHASER: lazy("Follow up"),
}
"""What one would like to do, as the blogger page asks it."""
ICONS: dict[str, str] = {
    Nature.ASK: "megaphone",
    Nature.CHASER: "rotate-ccw",
    Nature.GIVE: "heart-handshake",
    Nature.NEUTRAL: "messages-square",
    Nature.SERVICE: "package",
    Nature.REPLY: "reply",
}
OUTCOMES: Labels = {
    Outcome.AVOIDED: lazy("Held back"),
    Outcome.OVERRIDDEN: lazy("Against advice"),
    Outcome.FOLLOWED: lazy("At a good moment"),
}
