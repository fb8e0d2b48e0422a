"""The country's rule for a cold mail: dated data, not code (`countries.json`). Pure.

Kinds: `allowed`; `professional` (to a professional address, not to a private mailbox); `consent` (only with it).
Not legal advice: each rule names its source and when it was last reviewed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Rule:
    country: str
    kind: str
    valid_from: str = ""
    reviewed_on: str = ""
    source: str = ""
    note: str = ""

    def forbids(self, *, personal: bool) -> bool:
        return self.kind == "consent" or (self.kind == "professional" and personal)

    def stale(self, today: date) -> bool:
        """Unreviewed for more than a year."""
        return not self.reviewed_on or (today - date.fromisoformat(self.reviewed_on)).days > 366


PACK = {
    entry["country"]: Rule(**entry)
    for entry in json.loads(Path(__file__).with_name("countries.json").read_text(encoding="utf-8"))["rules"]
}
UNKNOWN = Rule("", "allowed")
"""Where the country is unknown or in no pack of ours."""


def rule_for(country: str, reviewed: Mapping[str, str]) -> Rule:
    """What an administrator has reviewed, else the pack's."""
    if kind := reviewed.get(country):
        return Rule(country, kind)
    return PACK.get(country, UNKNOWN)
