"""Every reason, occasion, hint and mark is a plain sentence in both languages."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.core import clock, i18n
from app.core.i18n import speaking
from app.outreach.models import Nature
from app.outreach.timing import labels, sentences
from app.outreach.timing.sentences import Names, headline, label, mark_text, occasion_text, reason_text
from app.outreach.timing.verdict import Advice, Code, First, Occasion, Reason, Verdict

ANA, HERE, THERE = uuid4(), uuid4(), uuid4()
CAMILLE = Names("Camille", {ANA: "Ana"}, None, HERE)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)

VARIANTS = {
    Code.ERASED: [""],
    Code.OPTED_OUT: ["outreach", "via"],
    Code.DO_NOT_CONTACT: [""],
    Code.NO_BASIS: [""],
    Code.BOUNCED: [""],
    Code.COUNTRY_RULE: ["consent", "professional"],
    Code.PRESSURE: ["", "too_heavy"],
    Code.CADENCE: ["ask", "touch", "ended", "resting", "grown_silent"],
    Code.CHASER: ["first", "second", "enough", "no"],
    Code.DO_NOT_DISTURB: ["until", "open"],
    Code.DEBT: ["answer", "answer_passed", "payment", "product", "promise", "payment_soon"],
    Code.ONE_VOICE: ["claim", "writing", "exchange", "unanswered"],
    Code.BALANCE: [""],
    Code.RELEVANCE: [""],
    Code.ANGLE: ["used", "nothing_new"],
    Code.PREFERENCE: ["pause", "means", "never", "monthly", "topics", "ask_first"],
    Code.EXCLUSIVITY: ["", "ours"],
    Code.CALM_WEEKS: [""],
    Code.CAPACITY: [""],
}
"""What the rules say (rules/*.py)."""
ALL = [(code, variant) for code, variants in VARIANTS.items() for variant in variants]
WORDS = {
    "days": 8.2,
    "exchanges": 6,
    "since": NOW - timedelta(days=4),
    "who": ANA,
    "brand_id": HERE,
    "via": "email",
    "vias": ("email", "phone"),
    "country": "FR",
    "label": "The spring box",
    "chasers": 2,
    "most": 2,
    "level": "high",
}
BLAMES = re.compile(
    r"\byou(r|'ve)? (asked|forgot|should|must|have)|\b(he|she|his|her)\b|vous avez|\b(il|elle) a\b|sollicité",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(sentences, "now", lambda: NOW)


def told(code: Code, variant: str, until: datetime | None = None, **words) -> Reason:
    return Reason(code, until, None, (), variant, WORDS | words)


def good(text: str) -> bool:
    """A sentence: a capital, a full stop, nothing left to fill in, no exclamation, no blame."""
    plain = text and text[0].isupper() and text.endswith((".", "…")) and ".." not in text and "  " not in text
    return bool(plain) and not re.search(r"%\(|None|!", text) and not BLAMES.search(text)


def test_every_code_has_its_sentences():
    assert set(VARIANTS) == set(Code)
    assert {code for code, _variant in sentences.REASONS} == set(Code)


@pytest.mark.parametrize("locale", i18n.SUPPORTED)
@pytest.mark.parametrize(("code", "variant"), ALL)
def test_a_reason_is_a_sentence(locale, code, variant):
    with speaking(locale, "Europe/Paris"):
        texts = {reason_text(told(code, variant, until), CAMILLE) for until in (None, NOW + timedelta(days=9))}
        texts |= {reason_text(Reason(code, None, None, (), variant, _least(code, variant)), CAMILLE)}
        assert all(good(text) for text in texts), texts


def _least(code: Code, variant: str) -> dict:
    """Only what a rule cannot leave out."""
    always = {Code.BOUNCED: "via", Code.OPTED_OUT: "via", Code.COUNTRY_RULE: "country", Code.CAPACITY: "most"}
    given = (
        {always[code]} if code in always else {"since"} if code == Code.DEBT and variant.startswith("answer") else set()
    )
    return {name: WORDS[name] for name in given | ({"most"} if variant == "monthly" else set())}


@pytest.mark.parametrize("locale", i18n.SUPPORTED)
def test_every_sentence_of_the_table_is_whole(locale):
    english = set()
    for message in sentences.REASONS.values():
        with speaking(locale, "Europe/Paris"):
            words = sentences.Words(WORDS | {"asks": 2, "answers_in": 8.2}, CAMILLE, NOW + timedelta(days=9))
            text = sentences._said(message, words)
        assert good(text), text
        english.add(text)
    assert len(english) >= len(sentences.REASONS) - 1  # two hard reasons say the same


@pytest.mark.parametrize("locale", i18n.SUPPORTED)
def test_occasions(locale):
    for kind, variant in sentences.OCCASIONS:
        words = {"label": "Atelier", "theme": variant == "theme", "need": "recipes", "offer": "A chef", "since": NOW}
        for at in (NOW, NOW - timedelta(days=1), NOW - timedelta(days=5), NOW + timedelta(days=9)):
            with speaking(locale, "Europe/Paris"):
                text = occasion_text(Occasion(kind, (), at, words | {"since": None if variant else NOW}), CAMILLE)
            assert good(text), text


@pytest.mark.parametrize("locale", i18n.SUPPORTED)
@pytest.mark.parametrize("nature", list(Nature))
@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_headline_for_every_question(locale, nature, verdict):
    reasons = {
        Verdict.SPEAK: (),
        Verdict.WAIT: (told(Code.CADENCE, "ask", NOW + timedelta(days=9)),),
        Verdict.DISCREET: (told(Code.DO_NOT_CONTACT, ""),),
    }[verdict]
    until = NOW + timedelta(days=9) if verdict == Verdict.WAIT else None
    for known in (True, False):
        for occasions in ((), (Occasion("word_due", (), None, {"since": NOW}),)):
            for possible in ((), ("give",), ("neutral",), ("reply",)):
                advice = Advice(verdict, known, until, None, reasons, (), occasions, possible)
                with speaking(locale, "Europe/Paris"):
                    assert good(headline(advice, CAMILLE, nature)), headline(advice, CAMILLE, nature)


def test_the_tone_of_the_interface():
    wait = Advice(Verdict.WAIT, True, datetime(2026, 12, 1, 8, tzinfo=UTC), None, (told(Code.PRESSURE, "", NOW),))
    spoken = Advice(Verdict.SPEAK, True, occasions=(Occasion("piece", (), NOW - timedelta(days=1), {"theme": True}),))
    owed = Advice(Verdict.WAIT, True, None, First.ANSWER, (Reason(Code.DEBT, None, First.ANSWER, (), "answer", WORDS),))
    with speaking("en", "Europe/Paris"):
        assert label(wait) == "Wait · 1 Dec"
        assert headline(spoken, CAMILLE) == "A good moment to write to Camille: yesterday's post is on your theme."
        assert headline(owed, CAMILLE) == "Answer first: Camille has been waiting four days."
        assert label(owed) == "Answer first"
        assert headline(Advice(Verdict.SPEAK, False), CAMILLE).startswith("Nothing noted with Camille yet. One contact")
        rhythm = reason_text(told(Code.CHASER, "first", NOW), CAMILLE)
        assert rhythm == "Camille usually answers within nine days (6 exchanges)."
    with speaking("fr", "Europe/Paris"):
        wait = Advice(wait.verdict, True, wait.until, None, wait.reasons, possible=("give",))
        assert label(wait) == "Attendre · 1er déc."
        assert headline(wait, CAMILLE) == "Pas de demande avant le 1er déc. Un merci est bienvenu dès aujourd’hui."
        assert headline(owed, CAMILLE) == "Répondez d’abord\u00a0: Camille attend depuis quatre jours."
        assert headline(spoken, CAMILLE) == (
            "Bon moment pour écrire à Camille\u00a0: son article d’hier parle de votre thème."
        )


def test_nothing_known_is_never_green():
    assert label(Advice(Verdict.SPEAK, False)) == "Nothing noted yet"
    assert mark_text("") == "Nothing noted yet"
    missing = Advice(Verdict.DISCREET, False, None, None, (told(Code.NO_BASIS, ""),))
    assert headline(missing, CAMILLE).startswith("Nothing noted with Camille yet. The source")


def test_a_moment_of_today_is_an_hour():
    with speaking("en", "Europe/Paris"):
        assert mark_text("wait", NOW + timedelta(minutes=15)) == "Wait · 11:15"


def test_another_brand_is_another_team_to_who_does_not_see_it():
    seen = Names("Camille", {ANA: "Ana"}, {HERE: "Atelier", THERE: "Maison"}, HERE)
    blind = Names("Camille", {ANA: "Ana"}, {HERE: "Atelier"}, HERE)
    reason = told(Code.ONE_VOICE, "exchange", NOW + timedelta(days=3), brand_id=THERE)
    with speaking("en", "Europe/Paris"):
        assert reason_text(reason, seen) == "Ana (Maison) has been talking with Camille since Wednesday."
        assert reason_text(reason, blind) == "Another team has been talking with Camille since Wednesday."
        used = told(Code.ANGLE, "used", brand_id=THERE)
        assert "another team" in reason_text(used, blind)
        assert "another team" not in reason_text(used, seen)


def test_every_word_on_screen_is_said():
    assert set(labels.CODES) == set(Code)
    assert set(labels.FIRSTS) == set(First)
    assert {sentences.level_word(level) for level in labels.LEVELS} == {"calm", "moderate", "high", "too much"}
    assert all(sentences.first_text(first) for first in First)
