"""What makes two entries the same."""

import phonenumbers
import pytest

from app.bloggers import identity


@pytest.mark.parametrize("country", ["FR", "BE", ""])
@pytest.mark.parametrize(
    "typed",
    [
        "06 12 34 56 78",
        "0612345678",
        "01.98-76 54 32",
        "+33 6 12 34 56 78",
        "+33612345678",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
        "+32 470 12 34 56",
        "08 92 00 00 00",
        "12 34 56",
        "06\u00a012 34 56 78",
    ],
)
def test_plain_french_numbers_are_read_as_the_library_reads_them(typed: str, country: str):
    try:
        parsed = phonenumbers.parse(typed, country or None)
    except phonenumbers.NumberParseException:
        expected = "".join(c for c in typed if c.isdigit())
        known = {expected}
    else:
        national = phonenumbers.national_significant_number(parsed)
        expected = f"{parsed.country_code}{national}"
        shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        known = {expected, national, *("".join(c for c in text if c.isdigit()) for text in (typed, shown))}
    assert identity.phone_key(typed, country) == expected
    assert set(identity.national_numbers(typed, country)) == known
