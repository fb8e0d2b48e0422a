"""`make bench-web`: Lighthouse on the five screens of the demo, as a desk and as a phone; prints a table in Markdown.

Lighthouse comes from npm into a folder of this run, the browser is the one of the browser tests. Its phone is a slow
one: a fourth of the processor, 1.6 Mbit/s, 150 ms away.
"""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2

from app.accounts.doors import PLAIN_COOKIE
from tests.browser.conftest import CHROMIUMS
from tests.cast import PARTIAL
from tests.tools.server import serving

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = {"performance": 95, "accessibility": 100, "best-practices": 100}
METRICS = ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "total-byte-weight")
FRAGMENTS = {"next people": "/bloggers?limit=50", "timeline": "{person}/timeline", "palette": "/palette?q=a"}
ATTEMPTS = 3
"""Lighthouse misses the start of a page now and then (NO_NAVSTART), and says to run it again."""
HEADLESS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


def main() -> None:
    chromium = os.environ.get("TACT_TEST_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if not chromium or not shutil.which("npm"):
        sys.exit("make bench-web needs a Chromium and npm: apt-get install chromium npm")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", LIGHTHOUSE], cwd=folder, check=True)
        with serving(folder, demo=True) as tact:
            cookie = _enter(re.findall(r"http://\S+/sign-in/\S+", tact.output)[0])
            with httpx2.Client(base_url=tact.url, headers=cookie) as reader:
                screens = dict(_screens(reader))
                _measure(folder, chromium, tact.url, screens, cookie)
                _fragments(reader, screens["one blogger"])


def _enter(link: str) -> dict[str, str]:
    """The header of a signed-in reader."""
    answer = httpx2.post(link, headers={"Sec-Fetch-Site": "same-origin"})
    return {"Cookie": f"{PLAIN_COOKIE}={answer.cookies[PLAIN_COOKIE]}"}


def _screens(reader: httpx2.Client) -> Iterator[tuple[str, str]]:
    """The five that matter."""
    yield "Today", "/"
    yield "bloggers", "/bloggers"
    yield "one blogger", re.findall(r'href="(/bloggers/[0-9a-f-]{36})"', reader.get("/bloggers").text)[0]
    yield "board", "/partnerships"
    yield "campaign", re.findall(r'href="(/campaigns/[0-9a-f-]{36})"', reader.get("/campaigns").text)[0]


def _measure(folder: Path, chromium: str, url: str, screens: dict[str, str], cookie: dict[str, str]) -> None:
    print("| screen | as | performance | accessibility | best practices | largest paint s | blocked ms | shift | KB |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for name, path in screens.items():
        for device in ("desktop", "phone"):
            found = _lighthouse(folder, chromium, url + path, device, cookie)
            marks = [round(100 * found["categories"][one]["score"]) for one in CATEGORIES]
            paint, blocked, shift, weight = (found["audits"][one]["numericValue"] for one in METRICS)
            print(
                f"| {name} | {device} | {' | '.join(map(str, marks))} | {paint / 1000:.2f} | {blocked:.0f} "
                f"| {shift:.3f} | {weight / 1024:.0f} |",
                flush=True,
            )
            for one in _shortcomings(found):
                print(f"  {one}", file=sys.stderr)


def _lighthouse(folder: Path, chromium: str, url: str, device: str, cookie: dict[str, str]) -> dict[str, Any]:
    headers, report = folder / "headers.json", folder / "report.json"
    headers.write_text(json.dumps(cookie))
    command = [folder / "node_modules/.bin/lighthouse", url, "--quiet", "--output=json", f"--output-path={report}"]
    options = [f"--extra-headers={headers}", f"--chrome-flags={HEADLESS}", f"--only-categories={','.join(CATEGORIES)}"]
    preset = ["--preset=desktop"] if device == "desktop" else []
    given = {"cwd": folder, "env": os.environ | {"CHROME_PATH": chromium}}
    for _again in range(ATTEMPTS):
        if not subprocess.run([*command, *options, *preset], **given, check=False).returncode:
            return json.loads(report.read_text())
    sys.exit(f"Lighthouse gave up on {url}")


def _shortcomings(found: dict[str, Any]) -> Iterator[str]:
    """What keeps a category from its aim."""
    for name, aim in CATEGORIES.items():
        category = found["categories"][name]
        if round(100 * category["score"]) >= aim:
            continue
        for ref in category["auditRefs"]:
            audit = found["audits"][ref["id"]]
            if ref["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{name}: {audit['title']} {audit.get('displayValue', '')}"


def _fragments(reader: httpx2.Client, person: str) -> None:
    print("\n| fragment | KB compressed |\n|---|---|")
    for name, path in FRAGMENTS.items():
        answer = reader.get(path.format(person=person), headers=PARTIAL)
        answer.raise_for_status()
        print(f"| {name} | {len(gzip.compress(answer.content, 6)) / 1024:.1f} |")


if __name__ == "__main__":
    main()
