"""Secrets: random tokens, their hashes, passwords, signed short-lived values."""

import asyncio
import hashlib
import hmac
import secrets
import zlib

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

_hasher = PasswordHash((Argon2Hasher(),))
_DECOY = "$argon2id$v=19$m=65536,t=3,p=4$KbqyYgux+nfb/+LmLvLKRA$wDAAZRjWeNYsv8hbR0CCp0Cg0PHrlZPyigUNHDIWO50"
"""What a password is compared with where nobody is: as dear as `_hasher` makes them, which a test sees to."""
TOKEN_PREFIX = "tact_"  # noqa: S105 - a public marker, for secret scanners


def new_secret() -> str:
    """256 random bits, URL-safe: for sessions and links."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What the database keeps of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_api_token() -> str:
    """`tact_` + 256 random bits + CRC32, so that a leaked one is recognised by scanners and a typo by us."""
    body = secrets.token_hex(32)
    return f"{TOKEN_PREFIX}{body}{zlib.crc32(body.encode()):08x}"


def is_api_token(text: str) -> bool:
    """Whether the checksum fits: an invalid token costs no query."""
    body = text.removeprefix(TOKEN_PREFIX)
    if not text.startswith(TOKEN_PREFIX) or len(body) != 72 or not body.isascii():
        return False
    return hmac.compare_digest(f"{zlib.crc32(body[:64].encode()):08x}", body[64:])


async def hash_password(password: str) -> str:
    """argon2id, in a thread: call it before the write unit opens."""
    return await asyncio.to_thread(_hasher.hash, password)


async def check_password(password: str, password_hash: str) -> bool:
    """True if it fits. An unknown user (`""`) costs the same work, so that time tells nothing (T17)."""
    fits = await asyncio.to_thread(_hasher.verify, password, password_hash or _DECOY)
    return fits and bool(password_hash)
