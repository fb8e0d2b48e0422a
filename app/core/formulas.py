"""Texts that a spreadsheet would run: `=HYPERLINK(…)` in a name must stay a name (T2)."""

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guard(text: str) -> str:
    """`text` behind an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip("'").startswith(TRIGGERS) else text


def unguard(text: str) -> str:
    """What `guard` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(TRIGGERS) else text
