"""What the page of the policy shows: numbers in a form, and changes as sentences."""

from typing import Any

from app.bloggers.labels import STAGES
from app.core.forms import FormState
from app.core.i18n import _, country_name, current_locale, format_number, labelled, lazy
from app.outreach.timing.countries import PACK
from app.outreach.timing.meanings import BALANCE, BALANCES, COUNTRY, GROUPS, RULES, STAGE_NUMBERS, numbers
from app.outreach.timing.policy import Policy
from app.outreach.timing.service.policy import differences, flat

OTHERS: dict[str, lazy] = {
    "balance": lazy("Earlier giving"),
    "country": lazy("Where the country is unknown"),
    "calm_weeks": lazy("Calm weeks"),
    "country_rules": lazy("Rules of countries"),
}


def settings(policy: Policy) -> dict[str, Any]:
    """What there is to set, and what of it was changed."""
    return {
        "groups": GROUPS,
        "stage_numbers": STAGE_NUMBERS,
        "stages": STAGES,
        "balances": [(key, str(label)) for key, label in BALANCES.items()],
        "balance_means": BALANCE,
        "country_means": COUNTRY,
        "rules": [(key, str(label)) for key, label in RULES.items()],
        "pack": [(country_name(code), RULES[rule.kind], rule) for code, rule in sorted(PACK.items())],
        "usual": {name: plain(value) for name, value in flat(Policy()).items()},
        "changed": set(differences(Policy(), policy)),
        "label_of": label_of,
        "printed": printed,
    }


def filled(policy: Policy, version: int) -> FormState:
    """The form of the policy as it is."""
    values = {name: written(value) for name, value in flat(policy).items() if not name.startswith("stages.")}
    values["stages"] = [
        {"stage": stage, **{number.name: written(getattr(rule, number.name)) for number in STAGE_NUMBERS}}
        for stage, rule in policy.stages.items()
    ]
    values["country_rules"] = [{"country": code, "kind": kind} for code, kind in sorted(policy.country_rules.items())]
    return FormState(values, version=version)


def plain(value: Any) -> Any:
    """10 rather than 10.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def written(value: Any) -> Any:
    """As the reader writes it: 1,5 in French."""
    value = plain(value)
    return str(value).replace(".", ",") if isinstance(value, float) and current_locale() == "fr" else value


def label_of(name: str) -> str:
    """`stages.acquainted.ask_days` is “Acquainted · After an ask”."""
    first, *rest = name.split(".")
    if rest:
        number = next(number for number in STAGE_NUMBERS if number.name == rest[1])
        return f"{STAGES[rest[0]]} · {number.label}"
    labels = {number.name: number.label for number in numbers()} | OTHERS
    return str(labels.get(first, first))


def printed(name: str, value: Any) -> str:
    """A value of the log of changes."""
    if value is None:
        return _("never")
    if name == "balance":
        return str(BALANCES.get(value, value))
    if name == "country":
        return country_name(value) if value else "–"
    if name == "calm_weeks":
        return ", ".join(f"{country_name(week['country'])} {week['first']} → {week['last']}" for week in value) or "–"
    if name == "country_rules":
        return ", ".join(labelled(country_name(code), RULES.get(kind, kind)) for code, kind in value.items()) or "–"
    return format_number(value, 1 if isinstance(value, float) and not value.is_integer() else 0)
