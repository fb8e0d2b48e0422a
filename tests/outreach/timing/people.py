"""What is known of Naomi, in plain words, so that each case is one line. She is invented.

`about(we_asked(days(20)), stage="acquainted")` are facts; `asking(via="phone")` is a question. Malik and Mona work for
Atelier, which asks; Lou works for Jardin, another brand of theirs. It is Tuesday 9 June 2026, noon in Paris.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from app.outreach.timing import decide
from app.outreach.timing.case import Case
from app.outreach.timing.facts import Dated, Fact, Facts, Need, Person, Standing, Team, Touch, Wishes
from app.outreach.timing.policy import Policy
from app.outreach.timing.verdict import Advice, Question, Reason

NOW = datetime(2026, 6, 9, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ATELIER, JARDIN, MALIK, MONA, LOU, NAOMI = (UUID(int=n) for n in range(1, 7))
POLICY = Policy()
_ids = count(1_000)


def new_id() -> UUID:
    return UUID(int=next(_ids))


def days(n: float) -> timedelta:
    return timedelta(days=n)


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def _at(when: datetime | timedelta) -> datetime:
    """A moment, or how long ago."""
    return when if isinstance(when, datetime) else NOW - when


# --- exchanges ----------------------------------------------------------------------------------------------------


def we(nature: str, when: datetime | timedelta, **more: Any) -> Touch:
    usual = {"via": "email", "author_id": MALIK, "brand_id": ATELIER}
    return Touch(new_id(), _at(when), True, nature, **(usual | more))


def we_asked(when: datetime | timedelta, **more: Any) -> Touch:
    return we("ask", when, **({"compensation": "unpaid", "awaits": True} | more))


def we_chased(when: datetime | timedelta, **more: Any) -> Touch:
    return we("chaser", when, **({"awaits": True} | more))


def we_gave(when: datetime | timedelta, **more: Any) -> Touch:
    return we("give", when, **more)


def we_said(when: datetime | timedelta, **more: Any) -> Touch:
    return we("neutral", when, **more)


def they_wrote(when: datetime | timedelta, **more: Any) -> Touch:
    usual = {"nature": "neutral", "via": "email", "author_id": MALIK, "brand_id": ATELIER}
    return Touch(new_id(), _at(when), False, **(usual | more))


def they_refused(when: datetime | timedelta, **more: Any) -> Touch:
    return they_wrote(when, refusal=True, **more)


# --- what surrounds them ------------------------------------------------------------------------------------------


def fact(kind: str, since: datetime | timedelta, until: datetime | None = None, **more: Any) -> Dated:
    return Dated(new_id(), kind, _at(since), until, **more)


def live(since: datetime | timedelta = timedelta(days=300), until: datetime | None = None, **more: Any) -> Dated:
    return fact(Fact.LIVE, since, until, **({"brand_id": ATELIER} | more))


def need(text: str = "photos of the workshop", offer: str = "our photo library", **more: Any) -> Need:
    return Need(new_id(), text, offer, **more)


def naomi(**more: Any) -> Person:
    usual = {"country": "FR", "time_zone": "Europe/Paris", "source": "her own page", "legal_basis": "consent"}
    return Person(NAOMI, "Naomi", **(usual | more))


def about(
    *known: Touch | Dated | Need,
    stage: str = "mutual_interest",
    since: datetime | timedelta | None = None,
    team: Team | None = None,
    wishes: Wishes | None = None,
    **person: Any,
) -> Facts:
    """Everything known of Naomi."""
    who = naomi(**person)
    return Facts(
        replace(who, wishes=wishes) if wishes else who,
        Standing(stage, None if since is None else _at(since), MALIK),
        tuple(one for one in known if isinstance(one, Touch)),
        tuple(one for one in known if isinstance(one, Dated)),
        tuple(one for one in known if isinstance(one, Need)),
        team or Team(),
    )


# --- the question and the answer ----------------------------------------------------------------------------------


def asking(nature: str = "ask", **more: Any) -> Question:
    return Question(**({"brand_id": ATELIER, "nature": nature, "me": MALIK} | more))


def case(facts: Facts, question: Question | None = None, at: datetime = NOW, policy: Policy = POLICY) -> Case:
    return Case(facts, policy, question or asking(), at)


def answer(facts: Facts, question: Question | None = None, at: datetime = NOW, policy: Policy = POLICY) -> Advice:
    return decide.advice(facts, policy, question or asking(), at)


def said(reasons: Iterable[Reason]) -> list[str]:
    """`["cadence ask", "debt payment"]`."""
    return [f"{reason.code} {reason.variant}".strip() for reason in reasons]


def held(facts: Facts, question: Question | None = None, at: datetime = NOW, policy: Policy = POLICY) -> list[str]:
    """What holds it."""
    return said(decide.holding(case(facts, question, at, policy)))


def reason(
    what: str, facts: Facts, question: Question | None = None, at: datetime = NOW, policy: Policy = POLICY
) -> Reason | None:
    """The one of that code and variant, if it holds."""
    found = [one for one in decide.holding(case(facts, question, at, policy)) if said([one]) == [what]]
    assert len(found) < 2, found
    return found[0] if found else None


def ends(why: Reason, facts: Facts, question: Question | None = None, policy: Policy = POLICY) -> bool:
    """Whether `why` holds now and until one second before its end, and neither then nor after."""
    what = said([why])[0]
    assert reason(what, facts, question, NOW, policy) == why
    assert why.until
    before, then, after = (
        reason(what, facts, question, moment, policy) for moment in (why.until - SECOND, why.until, why.until + SECOND)
    )
    assert before
    assert replace(before, words=why.words) == why
    assert (then, after) == (None, None)
    return True


def begins(
    why: Reason, start: datetime, facts: Facts, question: Question | None = None, policy: Policy = POLICY
) -> bool:
    """Whether `why` does not hold one second before `start`, and then does."""
    what = said([why])[0]
    before, then, after = (
        reason(what, facts, question, moment, policy) for moment in (start - SECOND, start, start + SECOND)
    )
    assert (before, then, after) == (None, why, why)
    return True
