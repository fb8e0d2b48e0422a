"""The words of a rehearsal: in what a campaign's approaches would meet, person by person. Pure."""

from app.core.i18n import lazy
from app.outreach.timing.sentences import binding
from app.outreach.timing.verdict import Advice, Code, Verdict

NOW, NEW, PLANNED, NEVER = "now", "new", "planned", "never"
_OF: dict[Code, str] = {
    Code.DO_NOT_DISTURB: "quiet",
    Code.EXCLUSIVITY: "rival",
    Code.DEBT: "owed",
    Code.ONE_VOICE: "colleague",
    Code.PREFERENCE: "wishes",
    Code.PRESSURE: "over_asked",
    Code.CADENCE: "over_asked",
    Code.CHASER: "over_asked",
    Code.RELEVANCE: "unproven",
    Code.ANGLE: "unproven",
    Code.BALANCE: "gesture",
    Code.CALM_WEEKS: "calm",
    Code.CAPACITY: "capacity",
}
"""The group of the reason that is told beside the name."""
WHYS: dict[str, lazy] = {
    NOW: lazy("Can be approached now"),
    NEW: lazy("Nothing noted yet"),
    PLANNED: lazy("Planned already"),
    "over_asked": lazy("Over-asked"),
    "owed": lazy("We owe"),
    "quiet": lazy("Not to disturb"),
    "rival": lazy("With a rival"),
    "unproven": lazy("Link not shown yet"),
    "colleague": lazy("A colleague is in touch"),
    "wishes": lazy("Prefer it otherwise"),
    "gesture": lazy("A gesture first"),
    "calm": lazy("Calm weeks"),
    "capacity": lazy("Enough for today"),
    NEVER: lazy("Not to be written to"),
}


def why(advice: Advice) -> str:
    """The group of one person."""
    if advice.verdict == Verdict.SPEAK:
        return NOW if advice.known else NEW
    told = binding(advice)
    return NEVER if told.hard else _OF[Code(told.code)]
