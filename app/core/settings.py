"""Settings, all from the environment (`TACT_…`); `.env.example` explains each to an administrator."""

import os
import secrets
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DRIVEN = ("sqlite+aiosqlite://", "postgresql+asyncpg://")


class Settings(BaseSettings):
    """One instance is made at start and handed to `create_app`; nothing reads the environment later."""

    model_config = SettingsConfigDict(env_prefix="TACT_", env_file=".env", extra="ignore")

    data_dir: Path = Field(Path("data"), description="Folder of the SQLite file, the secret and the uploads.")
    database_url: str = Field("", description="sqlite:///… or postgresql://…; empty: SQLite in the data folder.")
    database_pool: int = Field(10, ge=1, le=200, description="Connections kept open per process.")
    public_url: str = Field("", description="Address people type; base of links in mails and of the Host check.")
    secret_key: SecretStr = Field(SecretStr(""), description="Signs short-lived cookies; made at first run if empty.")
    trusted_proxies: str = Field("", description="Comma-separated addresses whose X-Forwarded-For is believed.")
    max_body_mb: int = Field(100, ge=1, description="Largest request body in MiB, files included.")
    bin_days: int = Field(30, ge=1, le=3650, description="Days after which what was deleted is deleted for good.")
    api_rate: int = Field(6000, ge=0, description="API calls per minute and token, in each process; 0: no limit.")
    development: bool = Field(False, description="Shows /dev/components and reloads templates.")
    log_json: bool = Field(False, description="Log lines as JSON instead of text.")

    @field_validator("database_url")
    @classmethod
    def _with_async_driver(cls, url: str) -> str:
        for plain, driven in {
            "sqlite://": "sqlite+aiosqlite://",
            "postgresql://": "postgresql+asyncpg://",
            "postgres://": "postgresql+asyncpg://",
        }.items():
            if url.startswith(plain):
                return driven + url.removeprefix(plain)
        if url and not url.startswith(DRIVEN):
            raise ValueError("an address that begins with sqlite:/// or postgresql:// is needed")
        return url

    @field_validator("trusted_proxies")
    @classmethod
    def _of_addresses(cls, text: str) -> str:
        for part in filter(None, map(str.strip, text.split(","))):
            ip_network(part, strict=False)
        return text

    @cached_property
    def async_url(self) -> str:
        """The database URL with its async driver; the SQLite file of the data folder by default."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.absolute() / 'tact.sqlite3'}"

    @property
    def is_sqlite(self) -> bool:
        return self.async_url.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @cached_property
    def secret(self) -> str:
        """The signing secret: given, else read from `secret_key` in the data folder, made there (0600) at first run."""
        if given := self.secret_key.get_secret_value():
            return given
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()
