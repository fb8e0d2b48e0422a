"""Advice in plain words, in the reader's language. One table of sentences; `Names` says who is who, so no SQL here.

Every (code, variant) of a rule has one sentence; an undated one begins with what to do before. None blames, scores
or hurries; a person is named, never "he" or "she".
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.clock import now
from app.core.i18n import (
    _,
    country_name,
    format_date,
    format_list,
    format_number,
    format_time,
    gettext,
    lazy,
    local,
    ngettext,
    today,
)
from app.outreach.models import Nature, Via
from app.outreach.timing.labels import FIRSTS, LEVELS, UNKNOWN, VERDICTS
from app.outreach.timing.models import QuietReason
from app.outreach.timing.verdict import Advice, Code, First, Occasion, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who for one reader."""

    person: str
    """How the person is called: the given name where there is one."""
    users: Mapping[UUID, str] = field(default_factory=dict)
    brands: Mapping[UUID, str] | None = None
    """The brands that the reader sees; None: all. What another did is told of "another team"."""
    brand_id: UUID | None = None
    """The one asked for: its own people need no mention of it."""

    def hides(self, brand_id: UUID | None) -> bool:
        return brand_id is not None and self.brands is not None and brand_id not in self.brands

    def who(self, user_id: UUID | None, brand_id: UUID | None) -> str:
        if self.hides(brand_id):
            return _("another team")
        name = self.users.get(user_id) if user_id else None
        if brand_id in (None, self.brand_id) or not self.brands or len(self.brands) < 2:
            return name or _("a colleague")
        return _("%(name)s (%(brand)s)", name=name or _("a colleague"), brand=self.brands[brand_id])


N_ = str
"""Marks a text for the catalogue; it is translated where it is said."""

REASONS: dict[tuple[str, str], str] = {
    (Code.ERASED, ""): N_("%(name)s wants no message of any kind."),
    (Code.OPTED_OUT, "outreach"): N_(
        "%(name)s asked to receive no more outreach. You may still answer their messages."
    ),
    (Code.OPTED_OUT, "via"): N_("%(name)s wants no more messages %(by)s. Another means may be welcome."),
    (Code.DO_NOT_CONTACT, ""): N_("%(name)s wants no more outreach. You may still answer their messages."),
    (Code.NO_BASIS, ""): N_("The source or the legal basis is missing from the record of %(name)s: note it first."),
    (Code.BOUNCED, ""): N_("Messages %(by)s to %(name)s come back. Another means may work."),
    (Code.COUNTRY_RULE, "consent"): N_(
        "%(country)s: a first email needs consent given beforehand. An answer, or another means, is possible."
    ),
    (Code.COUNTRY_RULE, "professional"): N_(
        "%(country)s: a first email to a private mailbox needs consent. A professional address needs none."
    ),
    (Code.PRESSURE, ""): N_("%(name)s has heard from us lately: this on top of it would be much."),
    (Code.PRESSURE, "counted"): N_("%(name)s has had %(asks)s in %(days)s."),
    (Code.PRESSURE, "rhythm"): N_("%(name)s has had %(asks)s in %(days)s and usually answers within %(within)s."),
    (Code.PRESSURE, "too_heavy"): N_(
        "Something lighter first: at this stage of the relation with %(name)s this would be much. "
        "Another means or a paid offer weighs less."
    ),
    (Code.CADENCE, "ask"): N_("%(name)s had an ask %(on)s: at this stage, %(days)s pass before the next."),
    (Code.CADENCE, "touch"): N_("%(name)s heard from us %(on)s: at this stage, %(days)s pass before the next word."),
    (Code.CADENCE, "ended"): N_("Leave it to %(name)s to write: this relation has ended."),
    (Code.CADENCE, "resting"): N_("A gesture first: the relation with %(name)s is resting."),
    (Code.CADENCE, "grown_silent"): N_("Get back in touch with %(name)s without asking: silence %(since)s."),
    (Code.CHASER, "first"): N_("It is early to come back to %(name)s: our last word was %(on)s."),
    (Code.CHASER, "first_own"): N_("%(name)s usually answers within %(within)s (%(exchanges)s)."),
    (Code.CHASER, "first_team"): N_(
        "People usually answer us within %(within)s: it is early to come back to %(name)s."
    ),
    (Code.CHASER, "second"): N_("%(name)s had a chaser %(on)s: a second one can wait."),
    (Code.CHASER, "enough"): N_("%(name)s has had %(chasers)s without an answer. Some rest will do good."),
    (Code.CHASER, "no"): N_("%(name)s said no %(on)s. Some rest will do good before another ask."),
    (Code.DO_NOT_DISTURB, "until"): N_("%(name)s is not to be disturbed %(until)s."),
    (Code.DO_NOT_DISTURB, "until_asked"): N_("%(name)s asked for quiet %(until)s."),
    (Code.DO_NOT_DISTURB, "until_away"): N_("%(name)s is away %(until)s."),
    (Code.DO_NOT_DISTURB, "until_delicate"): N_("A delicate moment for %(name)s, %(until)s."),
    (Code.DO_NOT_DISTURB, "open"): N_("%(name)s is not to be disturbed for now."),
    (Code.DO_NOT_DISTURB, "open_asked"): N_("%(name)s asked for quiet for now."),
    (Code.DO_NOT_DISTURB, "open_away"): N_("%(name)s is away for now."),
    (Code.DO_NOT_DISTURB, "open_delicate"): N_("A delicate moment for %(name)s: quiet is best."),
    (Code.DEBT, "answer"): N_("Answer first: %(name)s has been waiting %(for)s."),
    (Code.DEBT, "answer_passed"): N_("Answer first: what came from %(name)s %(on)s is still without an answer."),
    (Code.DEBT, "answer_today"): N_("Answer first: %(name)s got in touch today."),
    (Code.DEBT, "payment"): N_("Pay first: a payment to %(name)s was due %(on)s%(about)s."),
    (Code.DEBT, "product"): N_("Send the product first: %(name)s expected it %(on)s%(about)s."),
    (Code.DEBT, "promise"): N_("Keep the promise to %(name)s first: it was due %(on)s%(about)s."),
    (Code.DEBT, "payment_soon"): N_("A payment to %(name)s falls due %(on)s%(about)s."),
    (Code.ONE_VOICE, "claim"): N_("%(who)s has been taking care of %(name)s %(since)s."),
    (Code.ONE_VOICE, "writing"): N_("%(who)s is writing to %(name)s right now."),
    (Code.ONE_VOICE, "exchange"): N_("%(who)s has been talking with %(name)s %(since)s."),
    (Code.ONE_VOICE, "unanswered"): N_("%(who)s wrote to %(name)s %(on)s and waits for the answer."),
    (Code.BALANCE, ""): N_("A gesture before the next ask would please %(name)s."),
    (Code.RELEVANCE, ""): N_("Show the link first: no theme in common with %(name)s and no recent piece is noted."),
    (Code.ANGLE, "used"): N_("A new idea first: this one was put to %(name)s %(on)s."),
    (Code.ANGLE, "used_elsewhere"): N_("A new idea first: another team put this one to %(name)s %(on)s."),
    (Code.ANGLE, "nothing_new"): N_("A new idea first: a chaser is welcome when it brings %(name)s something new."),
    (Code.PREFERENCE, "pause"): N_("%(name)s asked for a pause %(until)s."),
    (Code.PREFERENCE, "means"): N_("By another means: %(name)s prefers %(means)s."),
    (Code.PREFERENCE, "never"): N_("Leave it to %(name)s to write: no messages are wanted."),
    (Code.PREFERENCE, "monthly"): N_("%(name)s prefers at most %(messages)s a month."),
    (Code.PREFERENCE, "topics"): N_("Show the link first: %(name)s chose other topics."),
    (Code.PREFERENCE, "ask_first"): N_("Ask first whether an idea is welcome: %(name)s prefers it so."),
    (Code.EXCLUSIVITY, ""): N_("%(name)s works with a rival brand only%(about)s, %(until)s."),
    (Code.EXCLUSIVITY, "open"): N_("%(name)s works with a rival brand only%(about)s, with no end noted."),
    (Code.EXCLUSIVITY, "ours"): N_("%(name)s works with %(brand)s only%(about)s, %(until)s."),
    (Code.EXCLUSIVITY, "ours_open"): N_("%(name)s works with %(brand)s only%(about)s, with no end noted."),
    (Code.CALM_WEEKS, ""): N_("Calm weeks (%(country)s): no asks %(before)s."),
    (Code.CAPACITY, ""): N_("%(approaches)s today: the next are for another day."),
}
OCCASIONS: dict[tuple[str, str], str] = {
    ("piece", "theme"): N_("%(piece)s is on your theme"),
    ("piece", ""): N_("%(piece)s%(about)s"),
    ("event", ""): N_("%(label)s, %(on)s"),
    ("date", ""): N_("%(label)s, %(on)s"),
    ("need", ""): N_("we can help with “%(need)s”: %(offer)s"),
    ("word_due", ""): N_("no word has been said %(since)s"),
    ("word_due", "undated"): N_("no word has been said for long"),
}
MOMENTS: dict[tuple[str, bool], str] = {
    (Nature.ASK, True): N_("A good moment to write to %(name)s: %(why)s."),
    (Nature.ASK, False): N_("A good moment to write to %(name)s, with no particular occasion."),
    (Nature.CHASER, True): N_("A good moment to come back to %(name)s: %(why)s."),
    (Nature.CHASER, False): N_("A good moment to come back to %(name)s."),
    (Nature.GIVE, True): N_("A gesture towards %(name)s is welcome: %(why)s."),
    (Nature.GIVE, False): N_("A gesture towards %(name)s is welcome at any time."),
    (Nature.NEUTRAL, True): N_("A good moment for a word with %(name)s: %(why)s."),
    (Nature.NEUTRAL, False): N_("A good moment for a word with %(name)s."),
    (Nature.SERVICE, True): N_("A practical message to %(name)s is part of what was agreed."),
    (Nature.SERVICE, False): N_("A practical message to %(name)s is part of what was agreed."),
    (Nature.REPLY, True): N_("A good moment to answer %(name)s."),
    (Nature.REPLY, False): N_("A good moment to answer %(name)s."),
}
NOT_BEFORE: dict[str, str] = {
    Nature.ASK: N_("No ask %(before)s."),
    Nature.CHASER: N_("No chaser %(before)s."),
    Nature.GIVE: N_("No gesture %(before)s."),
    Nature.NEUTRAL: N_("No message %(before)s."),
    Nature.SERVICE: N_("No message %(before)s."),
    Nature.REPLY: N_("No message %(before)s."),
}
WELCOME: dict[str, str] = {
    Nature.REPLY: N_("An answer to %(name)s is welcome today."),
    Nature.GIVE: N_("A thank-you is welcome today."),
    Nature.NEUTRAL: N_("A word that asks for nothing is welcome today."),
}
"""What is said to be possible instead, the first that is."""

BY: dict[str | None, lazy] = {
    Via.EMAIL: lazy("by email"),
    Via.PHONE: lazy("by phone"),
    Via.DIRECT_MESSAGE: lazy("by direct message"),
    Via.COMMENT: lazy("by public comment"),
    Via.IN_PERSON: lazy("in person"),
    Via.POST: lazy("by post"),
}
MEANS: dict[str, lazy] = {
    Via.EMAIL: lazy("email"),
    Via.PHONE: lazy("the phone"),
    Via.DIRECT_MESSAGE: lazy("direct messages"),
    Via.COMMENT: lazy("public comments"),
    Via.IN_PERSON: lazy("meeting in person"),
    Via.POST: lazy("the post"),
}
_COUNTS = (
    *(lazy("two"), lazy("three"), lazy("four"), lazy("five"), lazy("six"), lazy("seven")),
    *(lazy("eight"), lazy("nine"), lazy("ten"), lazy("eleven"), lazy("twelve")),
)


# --- what screens, the API and programs say ------------------------------------------------------------------------


def headline(advice: Advice, names: Names, nature: str = Nature.ASK) -> str:
    """The answer in a sentence or two."""
    if not advice.known and not advice.reasons:
        return _("Nothing noted with %(name)s yet. One contact is enough to begin.", name=names.person)
    if not advice.known:
        cold = _("Nothing noted with %(name)s yet.", name=names.person)
        return f"{cold} {reason_text(advice.reasons[0], names)}"
    if advice.verdict == Verdict.SPEAK:
        why = occasion_clause(advice.occasions[0], names) if advice.occasions else ""
        return _said(MOMENTS[nature, bool(why)], {"name": names.person, "why": why})
    said = [_because(advice, names, nature), _instead(advice, names)]
    return " ".join(text for text in said if text)


def label(advice: Advice) -> str:
    """The answer in two or three words, as the mark says it: “Wait · 12 Dec”, “Answer first”."""
    return mark_text(advice.verdict if advice.known else "", advice.until, advice.first or "")


def mark_text(verdict: str, until: datetime | None = None, first: str = "") -> str:
    """The same from what a mark keeps. No verdict: nothing is known."""
    if not verdict:
        return str(UNKNOWN)
    if verdict == Verdict.WAIT and until:
        day = format_time(until) if _ahead(until) == 0 else format_date(until)
        return f"{VERDICTS[verdict]} · {day}"
    if verdict == Verdict.WAIT and first in FIRSTS:
        return str(FIRSTS[first])
    return str(VERDICTS[verdict])


def reason_text(reason: Reason, names: Names) -> str:
    return _said(REASONS[reason.code, _variant(reason, names)], Words(reason.words, names, reason.until))


def binding(advice: Advice) -> Reason:
    """The reason that matters most: a hard one, the one that says what to do first, or the last to end."""
    undated = [reason for reason in advice.reasons if reason.until is None]
    hard = [reason for reason in undated if reason.hard]
    named = [reason for reason in undated if advice.first and reason.first == advice.first]
    if chosen := hard or named or undated:
        return chosen[0]
    return max(advice.reasons, key=lambda reason: reason.until.timestamp() if reason.until else 0)


def occasion_text(occasion: Occasion, names: Names) -> str:
    """A sentence of its own."""
    return _sentence(f"{occasion_clause(occasion, names)}.")


def occasion_clause(occasion: Occasion, names: Names) -> str:
    """The same after a colon: “yesterday's post is on your theme”."""
    words = occasion.words | {"at": occasion.at}
    variant = "theme" if occasion.kind == "piece" and words.get("theme") else ""
    if occasion.kind == "word_due" and not words.get("since"):
        variant = "undated"
    return gettext(OCCASIONS[occasion.kind, variant]) % Words(words, names)


def first_text(first: str) -> str:
    """What to do before, in two or three words."""
    return str(FIRSTS[first])


def level_word(level: str) -> str:
    """How much was asked of a person lately, in one of four words."""
    return str(LEVELS[level])


def remind_on(until: datetime) -> str:
    """The words on the button that makes a next step on that day."""
    return _sentence(_("Remind me on %(date)s", date=format_date(until)))


# --- how the sentences are put together -----------------------------------------------------------------------------


def _because(advice: Advice, names: Names, nature: str) -> str:
    if advice.until and binding(advice).code not in _TELLS_MORE_THAN_A_DATE:
        return _said(NOT_BEFORE[nature], {"before": _before(advice.until)})
    return reason_text(binding(advice), names)


def _instead(advice: Advice, names: Names) -> str:
    if advice.first == First.ANSWER or any(reason.code in _SAYS_WHAT_IS_POSSIBLE for reason in advice.reasons):
        return ""
    found = next((text for nature, text in WELCOME.items() if nature in advice.possible), "")
    return _said(found, {"name": names.person}) if found else ""


_TELLS_MORE_THAN_A_DATE = (Code.ONE_VOICE, Code.DO_NOT_DISTURB)
_SAYS_WHAT_IS_POSSIBLE = (Code.DO_NOT_CONTACT, Code.OPTED_OUT)


def _variant(reason: Reason, names: Names) -> str:
    """The sentence of a reason: its variant's, or a nearer one where more is known."""
    variant, words = reason.variant, reason.words
    if reason.code == Code.PRESSURE and not variant and words.get("asks"):
        return "rhythm" if words.get("answers_in") else "counted"
    if reason.code == Code.CHASER and variant == "first" and words.get("days"):
        return "first_own" if words.get("exchanges") else "first_team"
    if reason.code == Code.DO_NOT_DISTURB and words.get("reason") in _TOLD:
        return f"{variant}_{words['reason']}"
    if reason.code == Code.DEBT and variant == "answer" and _ahead(words["since"]) == 0:
        return "answer_today"
    if reason.code == Code.ANGLE and variant == "used" and Words(words, names).hidden:
        return "used_elsewhere"
    if reason.code == Code.EXCLUSIVITY:
        return "_".join([variant] * bool(variant) + ["open"] * (reason.until is None))
    if reason.code in _ONE_SENTENCE:
        return ""
    return variant


_TOLD = (QuietReason.ASKED, QuietReason.AWAY, QuietReason.DELICATE)
_ONE_SENTENCE = (Code.BOUNCED, Code.CALM_WEEKS, Code.CAPACITY, Code.BALANCE, Code.RELEVANCE)


class Words(dict[str, Any]):
    """What a sentence may name, worked out when it does."""

    def __init__(self, given: Mapping[str, Any], names: Names, until: datetime | None = None) -> None:
        super().__init__(given)
        self.names, self.until = names, until

    def __getitem__(self, word: str) -> str:
        return str(getattr(self, f"_{word}")())

    def _name(self) -> str:
        return self.names.person

    def _who(self) -> str:
        said = self._whom()
        return said[:1].upper() + said[1:]

    @property
    def hidden(self) -> bool:
        """Another brand's doing, which the reader does not see."""
        return bool(self.get("another_team")) or self.names.hides(self.get("brand_id"))

    def _whom(self) -> str:
        return _("another team") if self.hidden else self.names.who(self.get("who"), self.get("brand_id"))

    def _brand(self) -> str:
        known = self.names.brands or {}
        return known.get(self.get("brand_id", _NOBODY)) or _("another team")

    def _by(self) -> str:
        return str(BY.get(self.get("via"), ""))

    def _means(self) -> str:
        return format_list([MEANS[via] for via in self.get("vias", ())], "or")

    def _country(self) -> str:
        return country_name(self.get("country"))

    def _since(self) -> str:
        return _since(self.get("since"))

    def _for(self) -> str:
        return _days(-_ahead(self.get("since")))

    def _on(self) -> str:
        return _on(self.get("since") or self.get("at"))

    def _until(self) -> str:
        return _until(self.until)

    def _before(self) -> str:
        return _before(self.until)

    def _about(self) -> str:
        return _(" (%(label)s)", label=self.get("label")) if self.get("label") else ""

    def _label(self) -> str:
        return self.get("label") or _("a date that matters")

    def _days(self) -> str:
        return _days(self.get("days") or 0)

    def _within(self) -> str:
        return _days(self.get("answers_in") or self.get("days") or 0)

    def _exchanges(self) -> str:
        return ngettext("%(n)s exchange", "%(n)s exchanges", self.get("exchanges") or 0)

    def _asks(self) -> str:
        n = self.get("asks") or 0
        return ngettext("one ask", "%(count)s asks", n, count=_spelled(n))

    def _chasers(self) -> str:
        n = self.get("chasers") or 0
        return ngettext("one chaser", "%(count)s chasers", n, count=_spelled(n))

    def _messages(self) -> str:
        n = self.get("most") or 0
        return ngettext("one message", "%(count)s messages", n, count=_spelled(n))

    def _approaches(self) -> str:
        n = self.get("most") or 0
        said = ngettext("one first approach", "%(count)s first approaches", n, count=_spelled(n))
        return said[:1].upper() + said[1:]

    def _piece(self) -> str:
        return _piece(self.get("at"))

    def _need(self) -> str:
        return self.get("need") or ""

    def _offer(self) -> str:
        return self.get("offer") or ""


_NOBODY = UUID(int=0)


def _said(message: str, words: Mapping[str, Any]) -> str:
    return _sentence(gettext(message) % words)


def _sentence(text: str) -> str:
    """Begins with a capital; an abbreviated month at the end lends it its full stop."""
    text = text.replace("..", ".")
    return text[:1].upper() + text[1:]


def _spelled(n: int) -> str:
    """Counts up to twelve are spelled out."""
    return str(_COUNTS[n - 2]) if 2 <= n <= 12 else format_number(n)


def _days(n: float) -> str:
    whole = max(math.ceil(n), 1)
    return ngettext("one day", "%(count)s days", whole, count=_spelled(whole))


def _ahead(at: datetime | None) -> int:
    """How many days from today, in the reader's zone."""
    return (local(at or now()).date() - today()).days


def _weekday(at: datetime) -> str:
    return format_date(at, "full").split()[0]


def _since(at: datetime | None) -> str:
    days = -_ahead(at)
    if at is None or days > 6:
        return _("since %(date)s", date=format_date(at or now()))
    if days < 2:
        return _("since yesterday") if days == 1 else _("since today")
    return _("since %(weekday)s", weekday=_weekday(at))


def _on(at: datetime | None) -> str:
    days = _ahead(at)
    if days in _NEAR:
        return str(_NEAR[days])
    if at is not None and -7 < days < 0:
        return _("on %(weekday)s", weekday=_weekday(at))
    return _("on %(date)s", date=format_date(at or now()))


_NEAR = {-1: lazy("yesterday"), 0: lazy("today"), 1: lazy("tomorrow")}


def _until(at: datetime | None) -> str:
    if at is not None and _ahead(at) == 0:
        return _("until %(time)s", time=format_time(at))
    return _("until %(date)s", date=format_date(at or now()))


def _before(at: datetime | None) -> str:
    if at is not None and _ahead(at) == 0:
        return _("before %(time)s", time=format_time(at))
    return _("before %(date)s", date=format_date(at or now()))


def _piece(at: datetime | None) -> str:
    days = _ahead(at)
    if days in _POSTS:
        return str(_POSTS[days])
    return _("the post of %(date)s", date=format_date(at or now()))


_POSTS = {0: lazy("today's post"), -1: lazy("yesterday's post")}
