"""One line of free text about an exchange, in French or English, read by plain rules. Pure: no database, no clock.

    « tél camille ok pour mars, rappeler mardi »   a call, ours · Camille · “ok pour mars” · Rappeler on Tuesday

The rules, so that nobody need guess:
- The first word for a kind (tél, mail, rdv, called, wrote …) says what it was. Words that tell more (déjeuner, Zoom)
  say it and stay in the line as well.
- Whose word it was: “from”, “de”, “reçu”, a name before the verb (“Camille called”), “m'a” are theirs; else ours.
- A past day (hier, yesterday, 3 days ago) is the day of it, anywhere before the next step; a weekday or a date only
  beside who and how. A day after “for”, “pour”, “avant”, “until” belongs to what was said.
- The next step is the last thing said: from its verb (rappeler, envoyer, remind, send, “call her Tuesday”) to the end.
  Its day is the next one of that name; without any, a week from now.
- Who it is, the caller finds among `candidates`: the words beside the kind, and capitalised ones.
- Every word that means none of this stays in the line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property

from app.core.text import fold
from app.outreach.days import MONTHS, Found, Span, day_at
from app.outreach.models import Direction, Kind

MOST_CANDIDATES, LONGEST_NAME = 4, 3
USUAL_STEP = timedelta(days=7)


class PartRole(StrEnum):
    """What a piece of the line was understood as."""

    KIND = "kind"
    DIRECTION = "direction"
    WHEN = "when"
    PERSON = "person"
    SAID = "said"
    STEP = "step"
    """The word that begins the next step, where it says nothing else (remind)."""
    TODO = "todo"
    DUE = "due"
    GLUE = "glue"
    """Spaces, commas, and words between the others."""


@dataclass(frozen=True, slots=True)
class Part:
    role: PartRole
    text: str


@dataclass(frozen=True)
class Reading:
    """What one line says. `parts` put together are the line again."""

    text: str
    tokens: tuple[str, ...]
    roles: tuple[PartRole, ...]
    kind: Kind | None = None
    direction: Direction | None = None
    day: date | None = None
    hour: time | None = None
    due: date | None = None
    due_time: time | None = None
    candidates: tuple[tuple[int, ...], ...] = ()
    """Runs of words (as places among `tokens`) that may be names, the likeliest first."""
    has_step: bool = False
    telling: frozenset[int] = frozenset()
    """Words that say the kind and stay in the line."""

    @property
    def is_only_step(self) -> bool:
        """Nothing happened yet: the whole line is something to do."""
        return self.has_step and not any(role in _OF_EXCHANGE for role in self.roles)

    @cached_property
    def summary(self) -> str:
        return self._joined({PartRole.SAID}, self.telling)

    @cached_property
    def title(self) -> str:
        """What to do; '' where the line only says when."""
        words = self._joined({PartRole.TODO})
        return words[:1].upper() + words[1:]

    @property
    def parts(self) -> list[Part]:
        found: list[Part] = []
        for role, token in zip(self.roles, self.tokens, strict=True):
            if found and found[-1].role is role:
                found[-1] = Part(role, found[-1].text + token)
            else:
                found.append(Part(role, token))
        return found

    def words(self, places: Iterable[int]) -> str:
        return " ".join(self.tokens[place] for place in places)

    def naming(self, places: Iterable[int]) -> "Reading":
        """The same where these words are names, and so not part of what was said; of a next step they stay a part."""
        roles = list(self.roles)
        for place in places:
            if roles[place] is PartRole.SAID:
                roles[place] = PartRole.PERSON
                _drop_link(self.tokens, roles, place)
        return replace(self, roles=tuple(roles))

    def _joined(self, wanted: set[PartRole], also: frozenset[int] = frozenset()) -> str:
        """The words of these roles with what stands between two of them, as one text."""
        pieces: list[str] = []
        between = ""
        for place, (role, token) in enumerate(zip(self.roles, self.tokens, strict=True)):
            if role in wanted or place in also:
                pieces.append((between if pieces else "") + token)
                between = ""
            elif role is PartRole.GLUE and not _is_word(token):
                stuck = place > 0 and _is_word(self.tokens[place - 1]) and not token.isspace()
                between = (between.rstrip() if stuck else between) + token
            else:
                between = between.rstrip() + " " if not re.search(r"[,;.!?]", between) else between
        if re.search(r"[^\s,;:.–—>=→|-]", between):  # a question mark, a bracket
            pieces.append(between)
        return re.sub(r"\s+", " ", re.sub(r"\s*([,;])[\s,;]*", r"\1 ", "".join(pieces))).strip(" ,;:–—-")


_OF_EXCHANGE = (PartRole.KIND, PartRole.SAID, PartRole.WHEN, PartRole.DIRECTION)


def read(text: str, today: date, locale: str = "en") -> Reading:
    """What the line says; days are counted from `today`, the member's. Never raises, never loses a word.

    `locale` decides only about words that are one thing in French and another in English (comment, met).
    """
    return _Reader(text, today, locale).read()


# --- words --------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@[\w.\-]*\w"
    r"|\d{1,2}(?::\d{2})?[ \u00a0]?[aApP][mM]\b|\d{1,2}[:hH]\d{2}\b|\d{1,2}[hH]\b|\d+(?:[/.\-]\d+)+"
    r"|[dD]['’](?=[A-ZÀ-Ý])|\w+(?:['’\-]\w+)*['’]?|\s+|->|=>|.",
    re.DOTALL,
)
_BREAKS = frozenset(",;.!?:\n→–—()|/") | {"->", "=>"}
_THEN = frozenset({"puis", "then", "ensuite"})
_AND = frozenset({"et", "and", "mais", "but", "&", "+"})

_NOUNS: Mapping[Kind, str] = {
    Kind.CALL: "tel|telephone|appel|appel tel|coup de fil|coup de tel|call|phone call|phone|voicemail|repondeur",
    Kind.EMAIL: "mail|email|e-mail|courriel|mel|courrier electronique",
    Kind.DIRECT_MESSAGE: "dm|mp|message|msg|texto|message prive|private message|direct message|text message",
    Kind.COMMENT: "commentaire",
    Kind.MEETING: "rdv|rendez-vous|entretien|reunion|rencontre|meeting|meet-up",
    Kind.EVENT: "event|evenement",
    Kind.GIFT: "cadeau|gift",
}
_TELLING: Mapping[Kind, str] = {
    Kind.DIRECT_MESSAGE: "sms|whatsapp|messenger|telegram|signal",
    Kind.MEETING: "dejeuner|dejeune|diner|cafe|visio|zoom|teams|skype|lunch|dinner|coffee|breakfast|brunch|apero",
    Kind.EVENT: "salon|soiree|conference|inauguration|vernissage|fair|party|festival|atelier|workshop",
    Kind.GIFT: "colis|parcel|echantillons|samples|offert|gifted",
}
_VERBS: Mapping[Kind, str] = {
    Kind.CALL: "appele|appelee|called|phoned|rang|called back|rappele|rappelee|appelle|rappelle|calls",
    Kind.EMAIL: "ecrit|wrote|emailed|mailed|repondu|replied|answered|wrote back|replies|writes|repond",
    Kind.DIRECT_MESSAGE: "messaged|dmed|dm'd|texted",
    Kind.COMMENT: "commented|commente",
    Kind.MEETING: "vu|vue|rencontre|rencontree|saw|croise|croisee",
    Kind.SHARE: "partage|repartage|relaye|shared|reposted|reshared",
}
"""What somebody did: with a name before it, theirs."""
_ENGLISH: Mapping[str, Kind] = {"comment": Kind.COMMENT, "met": Kind.MEETING}
"""Words that are another in French."""
_NOTES = frozenset({"note", "nb", "memo", "pense-bete"})
_KIND_OF: dict[tuple[str, ...], tuple[Kind, str]] = {
    tuple(phrase.split()): (kind, sort)
    for sort, table in (("noun", _NOUNS), ("telling", _TELLING), ("verb", _VERBS))
    for kind, phrases in table.items()
    for phrase in phrases.split("|")
}

_THEIRS = frozenset({"from", "de", "d'", "par", "by"})
_OURS = frozenset({"to", "a", "au", "aux", "avec", "with", "chez"})
_FOR = frozenset({"pour", "for"})
_LINKS = _THEIRS | _OURS | _FOR | {"et", "and", "&", "+"}
_ARROWS = frozenset({"→", "->", "=>"})
_RECEIVED = frozenset({"recu", "recue", "received", "got", "entrant", "incoming"})
_TO_US = frozenset({"m'a", "m'ont", "nous", "me", "us"})
_WE = frozenset({"j'ai", "je", "i", "we", "we've", "i've", "on", "nous", "ai", "avons"})
_AUXILIARIES = frozenset({"a", "ont", "has", "have", "est", "ai", "avons", "vient", "l'ai", "l'a", "j'ai"})

_MARKERS = (
    "remind me to|remind me|remind|reminder to|reminder|me rappeler de|rappelle-moi de|rappel|penser a|todo|to do|"
    "a faire|next step|prochaine etape|suite a donner|suite"
)
_INFINITIVES = (
    "rappeler|relancer|recontacter|reprendre|renvoyer|envoyer|ecrire|reecrire|appeler|repondre|preparer|confirmer|verifier|"
    "demander|proposer|inviter|remercier|suivre|payer|poster|livrer|expedier|prevoir|reserver|revoir|transmettre|valider|"
    "relire|feliciter|contacter|telephoner|rencontrer|caler|fixer|programmer|planifier|commander|prendre|faire|revenir|"
    "follow up|follow-up|call back|callback|chase|get back|circle back|check back|check in|ping"
)
_IMPERATIVES = (
    "send|write|reply|prepare|confirm|propose|invite|thank|pay|ship|schedule|resend|give|bring|arrange|organise|organize|"
    "call again|write back|come back"
)
_WITH_A_DAY = (
    "call|email|mail|phone|text|message|answer|ask|check|share|plan|book|review|meet|order|see|relance|rappelle|envoie|"
    "renvoie|ecris|recontacte|reviens|appelle|reponds|confirme|reunion|rdv|rendez-vous|meeting"
)
"""Nouns too, or what they will do: a next step where the rest of the line has a day to come."""
_BEFORE_A_STEP = frozenset(
    {"je", "j'", "on", "nous", "il", "faut", "dois", "devons", "a", "la", "le", "lui", "les", "se", "i", "i'll", "we"}
    | {"we'll", "will", "to", "need", "must", "should", "please", "d'", "de", "aussi", "also", "let's", "me"}
)


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in text.split("|"))


_STEPS: tuple[tuple[frozenset[tuple[str, ...]], str], ...] = (
    (_phrases(_MARKERS), "marker"),
    (_phrases(_INFINITIVES), "anywhere"),
    (_phrases(_IMPERATIVES), "later"),
    (_phrases(_WITH_A_DAY), "dated"),
)
_BEFORE_A_MONTH = frozenset({"pour", "for", "en", "in", "avant", "before", "until", "by", "debut", "fin", "mi", "from"})
_NEVER_A_NAME = (
    _THEIRS | _OURS | _RECEIVED | _TO_US | _WE | _AUXILIARIES | _AND | _THEN | _BEFORE_A_STEP
    | {"ok", "oui", "non", "yes", "no", "super", "elle", "he", "she", "they", "ils", "elles", "pas", "not", "the", "un"}
    | {"une", "des", "du", "en", "in", "at", "for", "an", "son", "sa", "ses", "her", "his", "their", "our", "notre"}
    | {"very", "qui", "que", "who", "that", "est", "is", "was", "d'accord", "about", "sur", "par", "this", "ce"}
    | {"tres", "cette", "merci", "thanks", "re", "sent", "envoye", "envoyee", "envoyes", "bien", "tout", "all", "it"}
    | {"ca", "there"}
)  # fmt: skip


def _is_word(token: str) -> bool:
    return any(c.isalnum() for c in token)


def _drop_link(tokens: tuple[str, ...], roles: list[PartRole], place: int) -> None:
    """“avec Camille”, “to Camille”: the word that only leads to the name goes with it."""
    before = place - 1
    while before >= 0 and roles[before] is PartRole.GLUE and tokens[before].isspace():
        before -= 1
    if before >= 0 and roles[before] is PartRole.SAID and fold(tokens[before].replace("’", "'")) in _LINKS:
        roles[before] = PartRole.GLUE


class _Reader:
    """Gives every word its role, from the surest to the least sure."""

    def __init__(self, text: str, today: date, locale: str) -> None:
        self.text, self.today, self.locale = text, today, locale
        self.tokens = tuple(_TOKEN.findall(text))
        self.roles = [PartRole.SAID if _is_word(token) else PartRole.GLUE for token in self.tokens]
        self.at = [place for place, token in enumerate(self.tokens) if _is_word(token) or token in _BREAKS]
        self.words = [self._folded(self.tokens[place]) for place in self.at]
        self.end = len(self.words)
        """Where the exchange ends and the next step begins, among `words`."""
        self.after_verb = self.end
        self.telling: set[int] = set()
        self.kind: Kind | None = None
        self.kind_at: Span | None = None
        self.is_verb = False

    def read(self) -> Reading:
        due = self._read_step()
        past = self._read_past()
        self._read_kind()
        direction = self._read_direction()
        candidates = self._candidates()
        past = past or self._read_day_beside(candidates)
        self._tidy()
        has_step = self.end < len(self.words)
        if has_step and not due:
            due = Found(self.today + USUAL_STEP, None, 0)
        return Reading(
            self.text,
            self.tokens,
            tuple(self.roles),
            self.kind,
            None if self.kind is Kind.NOTE else direction,
            past.day if past else None,
            past.hour if past else None,
            due.day if due else None,
            due.hour if due else None,
            tuple(candidates),
            has_step,
            frozenset(self.telling),
        )

    @staticmethod
    def _folded(token: str) -> str:
        return fold(token.replace("’", "'"))

    def _give(self, start: int, end: int, role: PartRole) -> None:
        for n in range(start, end):
            self.roles[self.at[n]] = role

    # --- the next step

    def _read_step(self) -> Found | None:
        """The first place where a step begins; its day is looked for from there to the end."""
        for start in self._starts():
            n = start
            while n < len(self.words) and n - start < 4 and self.words[n] in _BEFORE_A_STEP and not self._step_at(n):
                n += 1
            after_arrow = start > 0 and self.words[start - 1] in _ARROWS
            matched = self._step_at(n) or ((0, "anywhere") if after_arrow else None)
            if matched is None:
                continue
            length, sort = matched
            due_at = self._first_day(n + (length if sort != "dated" else 1), len(self.words))
            if (sort == "dated" and due_at is None) or (sort in ("later", "dated") and start == 0):
                continue
            self.end, self.after_verb = start, n + length
            self._give(start, len(self.words), PartRole.TODO)
            self._give(start, n, PartRole.GLUE)
            if sort == "marker":
                self._give(n, n + length, PartRole.STEP)
            self._unbreak(start)
            if due_at is None:
                return None
            place, found = due_at
            self._give(place, place + found.length, PartRole.DUE)
            return found
        return None

    def _starts(self) -> Iterator[int]:
        """Where a clause begins: first of all, after a break, after “and”, “puis”."""
        for n, word in enumerate(self.words):
            if word not in _BREAKS and (n == 0 or self.words[n - 1] in _BREAKS or self.words[n - 1] in _AND | _THEN):
                yield n

    def _step_at(self, n: int) -> tuple[int, str] | None:
        for length in (4, 3, 2, 1):
            phrase = tuple(self.words[n : n + length])
            for phrases, sort in _STEPS:
                if len(phrase) == length and phrase in phrases:
                    return length, sort
        return None

    def _first_day(self, start: int, end: int) -> tuple[int, Found] | None:
        for n in range(start, end):
            found = day_at(self.words[:end], n, self.today, future=True)
            if found:
                return n, found
        return None

    def _unbreak(self, start: int) -> None:
        """The comma and the “and” before a step belong to neither."""
        n = start - 1
        while n >= 0 and (self.words[n] in _BREAKS or self.words[n] in _AND | _THEN):
            self.roles[self.at[n]] = PartRole.GLUE
            n -= 1
        for n, word in enumerate(self.words):
            if word in _BREAKS:
                self.roles[self.at[n]] = PartRole.GLUE

    # --- the exchange

    def _read_past(self) -> Found | None:
        """A day that can only be past, wherever it stands."""
        for n in range(self.end):
            found = day_at(self.words[: self.end], n, self.today, future=False)
            if found and found.is_surely_past:
                self._give(n, n + found.length, PartRole.WHEN)
                return found
        return None

    def _read_day_beside(self, candidates: list[tuple[int, ...]]) -> Found | None:
        """A weekday or a date before anything was said."""
        named = {place for run in candidates for place in run}
        for n in range(self.end):
            place = self.at[n]
            if self.words[n] in _BREAKS or place in named or self.roles[place] is not PartRole.SAID:
                continue
            if self.words[n] in _OURS | _THEIRS | _AND and n + 1 < self.end and self.at[n + 1] in named:
                continue
            found = day_at(self.words[: self.end], n, self.today, future=False)
            if found is None:
                return None
            self._give(n, n + found.length, PartRole.WHEN)
            return found
        return None

    def _read_kind(self) -> None:
        if self.end and self.words[0] in _NOTES and self.kind is None:
            self.kind, self.kind_at = Kind.NOTE, Span(0, 1)
            self._give(0, 1, PartRole.KIND)
            return
        for n in range(self.end):
            if self.roles[self.at[n]] is not PartRole.SAID:
                continue
            matched = self._kind_at(n)
            if matched is None:
                continue
            length, kind, sort = matched
            self.kind, self.kind_at, self.is_verb = kind, Span(n, n + length), sort == "verb"
            self._give(n, n + length, PartRole.KIND)
            if sort == "telling":
                self.telling |= {self.at[n]}
            return

    def _kind_at(self, n: int) -> tuple[int, Kind, str] | None:
        for length in (3, 2, 1):
            phrase = tuple(self.words[n : min(n + length, self.end)])
            if len(phrase) == length and phrase in _KIND_OF:
                kind, sort = _KIND_OF[phrase]
                return length, kind, sort
        if self.locale == "en" and (kind := _ENGLISH.get(self.words[n])):
            return 1, kind, "verb" if kind is Kind.MEETING else "noun"
        return None

    def _read_direction(self) -> Direction | None:
        """Theirs where the line says so, else nothing: the form's usual is ours."""
        theirs = self._is_theirs()
        for n in range(self.end):
            if self.words[n] in _RECEIVED and self.roles[self.at[n]] is PartRole.SAID:
                self._give(n, n + 1, PartRole.DIRECTION)
                theirs = True
                break
        if self.kind_at and self.is_verb:
            n = self.kind_at.start - 1
            while n >= 0 and self.words[n] in _AUXILIARIES | _TO_US | _WE:
                self.roles[self.at[n]] = (
                    PartRole.DIRECTION if theirs or self.words[n] in _WE | _TO_US else PartRole.GLUE
                )
                n -= 1
        return Direction.IN if theirs else Direction.OUT if self.kind else None

    def _is_theirs(self) -> bool:
        if self.kind_at is None or self.kind in (Kind.MEETING, Kind.EVENT, Kind.NOTE):
            return False
        after = self.words[self.kind_at.end : self.kind_at.end + 1]
        if after and after[0] in _THEIRS:
            return True
        before = self.words[: self.kind_at.start]
        if not self.is_verb:
            return False
        tail = list(before)
        ours = theirs = False
        while tail and tail[-1] in _AUXILIARIES | _TO_US | _WE | {"back", "just", "vient", "deja", "d'"}:
            word = tail.pop()
            ours = ours or word in {"j'ai", "je", "i", "we", "we've", "i've", "ai", "avons", "l'ai"}
            theirs = theirs or word in {"m'a", "m'ont", "me", "us"} or (word == "nous" and "a" in before[-2:])
        if ours:
            return False
        return theirs or bool(tail and tail[-1] not in _BREAKS | _NEVER_A_NAME)

    # --- who

    def _candidates(self) -> list[tuple[int, ...]]:
        """Runs of words that may be names: beside the kind, after a word that leads to a name, or capitalised."""
        starts: list[int] = []
        if self.kind_at and self.kind is not Kind.NOTE:
            starts += self._beside(self.kind_at)
        starts += [n + 1 for n in range(self.end - 1) if self.words[n] in _OURS | _THEIRS | {"and", "et", "&"}]
        starts.append(self.after_verb)
        starts += [n for n in range(len(self.words)) if self.tokens[self.at[n]][:1].isupper() or self._is_address(n)]
        found: list[tuple[int, ...]] = []
        taken: set[int] = set()
        for start in [*(n for n in starts if n < self.end), *(n for n in starts if n >= self.end)]:
            run = self._run(start)
            if run and not taken & set(run):
                taken |= set(run)
                found.append(tuple(self.at[n] for n in run))
        return found[:MOST_CANDIDATES]

    def _beside(self, kind: Span) -> list[int]:
        """After the kind (and the word that leads on); and the first words of a line that begins with the name."""
        after = kind.end
        leading = _OURS | _THEIRS | {"the", "la", "le"} | (_FOR if self.kind is Kind.GIFT else set())
        while after < self.end and self.words[after] in leading:
            after += 1
        return [after, 0] if kind.start > 0 else [after]

    def _run(self, start: int) -> list[int]:
        run: list[int] = []
        limit = self.end if start < self.end else len(self.words)
        for n in range(start, min(limit, start + LONGEST_NAME)):
            if not self._may_name(n):
                break
            run.append(n)
            if self._is_address(n):
                break
        return run

    def _may_name(self, n: int) -> bool:
        word = self.words[n]
        if word in _BREAKS or word in _NEVER_A_NAME or word[:1].isdigit():
            return False
        return self.roles[self.at[n]] in (PartRole.SAID, PartRole.TODO) and self._is_free(n)

    def _is_free(self, n: int) -> bool:
        """Not the name of a day or of a month that is spoken of, nor the verb of a step."""
        if n >= self.end and self._step_at(n):
            return False
        spoken_of = n > 0 and self.words[n] in MONTHS and self.words[n - 1] in _BEFORE_A_MONTH
        return not spoken_of and day_at(self.words, n, self.today, future=True) is None

    def _is_address(self, n: int) -> bool:
        return "@" in self.words[n] or self.words[n].startswith(("http://", "https://"))

    def _tidy(self) -> None:
        for n, word in enumerate(self.words):
            if word in _BREAKS:
                self.roles[self.at[n]] = PartRole.GLUE
