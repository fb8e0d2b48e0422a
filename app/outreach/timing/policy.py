"""Every number of timing, with what it means. The defaults are a first guess, to be tuned by the backtest.

Pure. A workspace keeps only what it changed: `Policy.of({"half_life_days": 30})`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class StageRule:
    """How often one may speak at one relation stage."""

    ask_days: int
    """Days after an ask before the next."""
    touch_days: int
    """Days after any private message of ours before the next."""
    due_days: int | None
    """Days of silence after which a word is due; None: never."""
    ceiling: float
    """The most pressure an ask may bring a person to."""


@dataclass(frozen=True, slots=True)
class CalmWeeks:
    """Weeks in which nothing is asked of people of a country. Days are `MM-DD`, both included."""

    country: str
    first: str
    last: str


def _stages() -> dict[str, StageRule]:
    return {
        "not_met": StageRule(90, 14, None, 12),
        "acquainted": StageRule(45, 10, 60, 13),
        "mutual_interest": StageRule(30, 7, 45, 15),
        "working_together": StageRule(21, 4, 30, 18),
        "trusted": StageRule(21, 4, 30, 18),
        "resting": StageRule(60, 14, 120, 12),
        "ended": StageRule(90, 14, None, 12),
    }


@dataclass(frozen=True)
class Policy:
    stages: dict[str, StageRule] = field(default_factory=_stages)

    weight_unpaid: float = 10
    weight_product: float = 8
    weight_paid: float = 6
    weight_chaser: float = 5
    weight_neutral: float = 2
    phone: float = 1.5
    direct_message: float = 1.2
    comment: float = 0
    half_life_days: float = 21

    chasers: int = 2
    first_chaser_days: int = 7
    second_chaser_days: int = 14
    chaser_working_days: int = 5
    after_chasers_days: int = 90
    after_no_days: int = 60
    rhythm_answers: int = 5
    rhythm_months: int = 18

    answer_working_days: int = 2
    payment_warning_days: int = 5
    product_grace_days: int = 3

    exchange_days: int = 14
    unanswered_days: int = 7
    claim_hours: int = 48
    writing_minutes: int = 15

    balance: str = "hint"
    """`off`, `hint` or `hold`."""
    piece_days: int = 60
    occasion_days: int = 21
    silent_days: int = 120

    calm_weeks: tuple[CalmWeeks, ...] = (CalmWeeks("FR", "08-01", "08-20"), CalmWeeks("FR", "12-20", "01-03"))
    first_approaches: int = 8

    day_starts: int = 9
    day_ends: int = 18
    country: str = ""
    """For people whose country is unknown."""
    time_zone: str = "UTC"
    """For people whose zone is unknown: the workspace's."""
    country_rules: dict[str, str] = field(default_factory=dict)
    """A country's rule for cold mail where an administrator has reviewed it: overrides the pack."""

    @classmethod
    def of(cls, changed: Mapping[str, Any]) -> Self:
        """The defaults with a workspace's changes over them; what is no longer a setting is left out."""
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in changed.items() if name in known}
        if "stages" in values:
            rules = _stages()
            values["stages"] = rules | {s: replace(rules[s], **v) for s, v in values["stages"].items() if s in rules}
        if "calm_weeks" in values:
            values["calm_weeks"] = tuple(CalmWeeks(**week) for week in values["calm_weeks"])
        return cls(**values)

    def changes(self) -> dict[str, Any]:
        """What differs from the defaults: the inverse of `of`."""
        mine, usual = asdict(self), asdict(type(self)())
        found = {name: value for name, value in mine.items() if value != usual[name]}
        if "stages" in found:
            found["stages"] = {
                stage: {name: value for name, value in rule.items() if value != usual["stages"][stage][name]}
                for stage, rule in found["stages"].items()
                if rule != usual["stages"][stage]
            }
        return found
