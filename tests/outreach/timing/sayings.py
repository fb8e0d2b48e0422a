"""What reasons may say, as `verdict` lists it."""

from app.outreach.timing import verdict
from app.outreach.timing.verdict import Code, Reason


def saying(reason: Reason) -> tuple[str, str, frozenset[str]]:
    return reason.code, reason.variant, frozenset(reason.words)


def _listed() -> set[tuple[str, str, frozenset[str]]]:
    """The indented lines `code variant: words`."""
    found = set()
    for line in (verdict.__doc__ or "").splitlines():
        if line.startswith("    "):
            what, _colon, words = line.strip().partition(":")
            code, _space, variant = what.partition(" ")
            found.add((Code(code).value, variant, frozenset(words.split())))
    return found


SAYINGS = _listed()
