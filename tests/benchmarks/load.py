"""wrk, the load generator: 8 connections for some seconds, and what it saw."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 8
_REPORT = """
done = function(summary, latency, requests)
  io.write(string.format("\\nREPORT %d %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), summary.errors.status, summary.bytes))
end
"""


class Missing(RuntimeError):
    """wrk is not installed."""


@dataclass(frozen=True)
class Seen:
    rate: float
    """Requests a second."""
    p50: float
    """Milliseconds."""
    p95: float
    errors: int
    bytes: float
    """Per answer, headers included."""


def in_turn(paths: list[str]) -> str:
    """The script that asks for one path after the other; none for none."""
    if not paths:
        return ""
    given = ", ".join(f'"{path}"' for path in paths)
    turn = "request = function() turn = turn % #paths + 1 return wrk.format(nil, paths[turn]) end"
    return f"paths, turn = {{{given}}}, 0\n{turn}\n"


def run(
    url: str,
    headers: dict[str, str],
    *,
    seconds: float = 5,
    connections: int = CONNECTIONS,
    method: str = "GET",
    body: str = "",
    script: str = "",
) -> Seen:
    """Loads `url`; `script` is Lua that may define `request()`."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise Missing("wrk is needed: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        lua = Path(folder) / "run.lua"
        said = "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in headers.items())
        lua.write_text(f'wrk.method = "{method}"\nwrk.body = [==[{body}]==]\n{said}{script}\n{_REPORT}')
        # wrk knows whole seconds only
        command = [wrk, "-t1", f"-c{connections}", f"-d{round(seconds)}s", "--timeout", "30s", "-s", str(lua), url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"REPORT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)", told)
    if found is None:
        raise RuntimeError(told)
    count, duration, p50, p95, errors, size = map(int, found.groups())
    return Seen(count / (duration / 1e6), p50 / 1000, p95 / 1000, errors, size / max(count, 1))
