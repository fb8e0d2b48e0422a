"""What the repository promises to those who install and run it."""

import re
import tomllib

import pytest
from pydantic import SecretStr

from app.core.migrate import ROOT
from app.core.settings import Settings
from tests.tools import slow

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = PROJECT["dependency-groups"]
LOCKS = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-dev.txt": PROJECT["project"]["dependencies"] + GROUPS["dev"],
    "requirements-postgres.txt": GROUPS["postgres"],
}


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_is_explained(setting):
    name = f"TACT_{setting.upper()}"
    lines = (ROOT / ".env.example").read_text().splitlines()
    place = next((n for n, line in enumerate(lines) if line.removeprefix("#").strip().startswith(f"{name}=")), None)
    assert place, f"{name} is missing from .env.example"
    assert lines[place - 1].startswith("# "), f"{name} has no word of explanation above it"
    default = Settings.model_fields[setting].default
    plain = default.get_secret_value() if isinstance(default, SecretStr) else default
    assert lines[place].partition("=")[2] == str(plain).replace("False", "false").replace("True", "true")


def test_nothing_is_explained_that_does_not_exist():
    explained = re.findall(r"^#? ?TACT_(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(explained) == sorted(set(explained))
    assert not {name.lower() for name in explained} - set(Settings.model_fields)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_locked_as_pinned(lock):
    locked = (ROOT / lock).read_text()
    for dependency in LOCKS[lock]:
        name, version = re.match(r"([\w-]+)(?:\[[\w,]+\])?==([\w.]+)", dependency).groups()
        assert re.search(rf"^{name}(\[[\w,]+\])?=={re.escape(version)}[ \\;]", locked, re.MULTILINE), (
            f"make lock: {name}"
        )


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_has_hashes_and_names_no_registry(lock):
    text = (ROOT / lock).read_text()
    packages = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==.*(?:\n    --hash=.*)*", text, re.MULTILINE)
    assert packages
    assert all("--hash=sha256:" in package for package in packages)
    assert not re.search(r"https?://|--index-url|--find-links|file:", text)


def test_the_slow_tests_are_known_by_name():
    """A test that was renamed would come back into `make check` unseen: `python -m tests.tools.slow`."""
    unknown = []
    for name in sorted(slow.KNOWN):
        path, _, test = name.partition("::")
        file = ROOT / "tests" / path
        if not file.exists() or f"def {test.rpartition('::')[2]}(" not in file.read_text():
            unknown.append(name)
    assert not unknown
