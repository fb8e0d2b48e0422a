"""What each number of the policy means, in what unit, within which bounds. One table: the page, the forms and the API's
documentation all read it. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.i18n import lazy

DAYS, WORKING_DAYS, HOURS, WORKING_HOURS = lazy("days"), lazy("working days"), lazy("hours"), lazy("working hours")
MINUTES, MONTHS, POINTS, TIMES = lazy("minutes"), lazy("months"), lazy("points"), lazy("times the weight")
OCLOCK, CHASERS, ANSWERS, PEOPLE = lazy("o'clock"), lazy("chasers"), lazy("answers"), lazy("people")


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the policy."""

    name: str
    label: lazy
    meaning: lazy
    unit: lazy
    least: float
    most: float
    whole: bool = True
    never: bool = False
    """It may be left empty."""


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: lazy
    intro: lazy
    numbers: tuple[Number, ...] = ()


def _weight(name: str, label: lazy, meaning: lazy) -> Number:
    return Number(name, label, meaning, POINTS, 0, 100, whole=False)


def _times(name: str, label: lazy, meaning: lazy) -> Number:
    return Number(name, label, meaning, TIMES, 0, 10, whole=False)


def _days(name: str, label: lazy, meaning: lazy, least: int = 0, most: int = 365) -> Number:
    return Number(name, label, meaning, DAYS, least, most)


STAGE_NUMBERS = (
    _days("ask_days", lazy("After an ask"), lazy("Days after an ask before the next one.")),
    _days("touch_days", lazy("After any message"), lazy("Days after any private message of ours before the next one.")),
    Number(
        "due_days",
        lazy("A word is due"),
        lazy("Days of silence on both sides after which a word is due; empty: never."),
        DAYS,
        1,
        730,
        never=True,
    ),
    _weight("ceiling", lazy("Ceiling"), lazy("The most pressure that an ask may bring a person to.")),
)
"""Of each relation stage."""

GROUPS = (
    Group(
        "pressure",
        lazy("Pressure"),
        lazy(
            "Each request adds its weight, whoever makes it, for whichever brand; time and their answers take it away."
        ),
        (
            _weight("weight_unpaid", lazy("Unpaid ask"), lazy("What an ask without pay or product weighs.")),
            _weight(
                "weight_product", lazy("Ask with a product"), lazy("What an ask that comes with a product weighs.")
            ),
            _weight("weight_paid", lazy("Paid ask"), lazy("What an ask that is paid weighs.")),
            _weight("weight_chaser", lazy("Chaser"), lazy("What a reminder of an ask weighs.")),
            _weight("weight_neutral", lazy("Conversation"), lazy("What a message that asks nothing weighs.")),
            _times("phone", lazy("By phone"), lazy("By how much a call weighs more than an email.")),
            _times("direct_message", lazy("By direct message"), lazy("By how much a direct message weighs more.")),
            _times("comment", lazy("By public comment"), lazy("How much of its weight a public comment has.")),
            _days("half_life_days", lazy("Half-life"), lazy("Days after which half of the pressure is gone."), 1),
        ),
    ),
    Group(
        "cadence",
        lazy("Rhythm of the relation"),
        lazy("How often one may speak at each relation stage."),
        (
            _days(
                "silent_days",
                lazy("Grown silent"),
                lazy("Days of silence after which somebody close is to be found again, not to be asked."),
                1,
                730,
            ),
        ),
    ),
    Group(
        "chasers",
        lazy("Chasers"),
        lazy("How an ask without an answer may be followed up, over all means."),
        (
            Number("chasers", lazy("At most"), lazy("How many reminders one silence bears."), CHASERS, 0, 10),
            _days(
                "first_chaser_days",
                lazy("The first"),
                lazy("Days after the ask at the earliest, or their own rhythm."),
                1,
            ),
            _days("second_chaser_days", lazy("Each further one"), lazy("Days after the chaser before it."), 1),
            Number(
                "chaser_working_days",
                lazy("Working days at least"),
                lazy("Working days between an ask and a chaser, whatever the two above say."),
                WORKING_DAYS,
                0,
                60,
            ),
            _days(
                "after_chasers_days", lazy("Rest after the last"), lazy("Days without an ask after the last chaser."), 1
            ),
            _days("after_no_days", lazy("Rest after a no"), lazy("Days without an ask after they said no.")),
            Number(
                "rhythm_answers",
                lazy("Their rhythm from"),
                lazy("How many answers of theirs it takes to know their rhythm; with fewer, the team's median counts."),
                ANSWERS,
                1,
                50,
            ),
            Number(
                "rhythm_months",
                lazy("Their rhythm over"),
                lazy("How many months of answers their rhythm is taken from."),
                MONTHS,
                1,
                60,
            ),
        ),
    ),
    Group(
        "debts",
        lazy("What we owe"),
        lazy("An ask waits until what we owe is settled."),
        (
            Number(
                "answer_working_days",
                lazy("An answer"),
                lazy("Working days after which a message of theirs has waited too long."),
                WORKING_DAYS,
                0,
                60,
            ),
            _days(
                "payment_warning_days",
                lazy("A payment"),
                lazy("Days before it falls due from which it is told."),
                0,
                60,
            ),
            _days("product_grace_days", lazy("A product"), lazy("Days that a product may be late."), 0, 60),
        ),
    ),
    Group(
        "one_voice",
        lazy("One voice"),
        lazy("While a colleague is in touch with somebody, the others ask the colleague."),
        (
            _days(
                "exchange_days", lazy("In conversation"), lazy("Days for which an exchange with a colleague goes on.")
            ),
            _days(
                "unanswered_days", lazy("Waiting"), lazy("Days for which a colleague's message waits for its answer.")
            ),
            Number(
                "claim_hours",
                lazy("“I'll take this”"),
                lazy("Hours of working days for which somebody is a colleague's to write to."),
                WORKING_HOURS,
                1,
                720,
            ),
            Number(
                "writing_minutes",
                lazy("Writing now"),
                lazy("Minutes for which a colleague holds the turn while writing."),
                MINUTES,
                1,
                240,
            ),
        ),
    ),
    Group(
        "balance",
        lazy("Give and take, and occasions"),
        lazy("What comes before an ask, and what makes now pertinent."),
        (
            _days(
                "piece_days",
                lazy("A piece proves the link"),
                lazy("Days for which a piece of theirs shows that an ask concerns them."),
            ),
            _days(
                "occasion_days",
                lazy("A piece is an occasion"),
                lazy("Days for which a piece of theirs is a reason to write."),
            ),
        ),
    ),
    Group(
        "calm_weeks",
        lazy("Calm weeks"),
        lazy("Weeks in which nothing is asked of people of a country."),
    ),
    Group(
        "capacity",
        lazy("Capacity"),
        lazy("What one member can do well."),
        (
            Number(
                "first_approaches",
                lazy("First approaches"),
                lazy("How many people a member writes to for the first time in a day."),
                PEOPLE,
                0,
                1_000,
            ),
        ),
    ),
    Group(
        "hours",
        lazy("Working hours"),
        lazy("When a message reaches people at work: their days, their public holidays, their time zone."),
        (
            Number("day_starts", lazy("From"), lazy("The hour at which their working day begins."), OCLOCK, 0, 23),
            Number("day_ends", lazy("Until"), lazy("The hour at which it is over."), OCLOCK, 1, 24),
        ),
    ),
    Group(
        "country_rules",
        lazy("Rules of countries"),
        lazy("What an administrator has reviewed about cold mail takes the place of the rule that comes with Tact."),
    ),
)
BALANCE = lazy(
    "Whether an ask needs earlier giving: not weighed, said as a hint, or held back. Never for a paid offer."
)
BALANCES = {"off": lazy("Not weighed"), "hint": lazy("A hint"), "hold": lazy("Hold the ask back")}
COUNTRY = lazy("The country taken for people whose country is unknown: its holidays and its rules.")
RULES = {
    "allowed": lazy("Allowed"),
    "professional": lazy("To professional addresses only"),
    "consent": lazy("Only with consent"),
}
"""What a country says of cold mail."""


def numbers() -> Iterator[Number]:
    """All but those of relation stages."""
    for group in GROUPS:
        yield from group.numbers
