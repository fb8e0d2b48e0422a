"""Keys: UUIDv7, so that they sort by the time they were made."""

from uuid import UUID, SafeUUID

import uuid_utils

_set_number = UUID.__dict__["int"].__set__
_set_safety = UUID.__dict__["is_safe"].__set__


def uuid7() -> UUID:
    """Python's own UUID around the number, without the parsing of its constructor: a new person has seven."""
    made = UUID.__new__(UUID)
    _set_number(made, uuid_utils.uuid7().int)
    _set_safety(made, SafeUUID.unknown)
    return made


def new_id() -> UUID:
    return uuid7()
