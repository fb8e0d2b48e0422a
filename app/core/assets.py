"""Everything under `static/`, kept in memory and served from an address that carries a hash of the whole tree:
`/static/3f2a91c4d0/css/app.css`. Such an address never changes its content, so browsers keep it for a year, and
relative imports between modules and in stylesheets stay right. Bundles are concatenated here; there is no build.
"""

import functools
import gzip
import hashlib
import mimetypes
import re
import time
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ROOT = Path(__file__).parent.parent.parent / "static"

# Order matters: the vendored style first, then ours, whose layers stand above it.
BUNDLES = {
    "css/app.css": ("vendor/basecoat/used.min.css", "css/*.css"),
    "js/vendor.js": (
        "vendor/htmx/htmx.min.js",
        "vendor/htmx/hx-preload.min.js",
        "vendor/basecoat/basecoat.min.js",
        "vendor/basecoat/toast.min.js",
    ),
}
_TEXT = {".css", ".js", ".svg", ".json", ".html", ".txt", ".map", ".webmanifest", ".speculationrules"}
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("application/speculationrules+json", ".speculationrules")


@dataclass(frozen=True)
class Asset:
    body: bytes
    media_type: str
    is_text: bool

    @functools.cached_property
    def zipped(self) -> bytes | None:
        """Made when first asked for: a start need not wait for all of them."""
        return gzip.compress(self.body, 9, mtime=0) if self.is_text and len(self.body) > 500 else None


class Assets:
    """`url("css/app.css")` for templates, `route()` for the application. `watch` re-reads changed files."""

    def __init__(self, root: Path = ROOT, *, watch: bool = False) -> None:
        self.root, self.watch = root, watch
        self.version, self._files = "", dict[str, Asset]()
        self._stamp: tuple = ()
        self._looked = time.monotonic()
        self._load()

    def url(self, name: str) -> str:
        if self.watch and time.monotonic() > self._looked + 1:
            self._looked = time.monotonic()
            if self._stamp != self._stamps():
                self._load()
        if name not in self._files:
            raise LookupError(f"no such asset: {name}")
        return f"/static/{self.version}/{name}"

    def route(self) -> Route:
        return Route("/static/{version}/{path:path}", self.serve, name="static")

    async def serve(self, request: Request) -> Response:
        asset = self._files.get(request.path_params["path"])
        if asset is None:
            return Response("Not found", 404, media_type="text/plain")
        # An old address (a page opened before an upgrade) gets today's file, but must not be kept under that name.
        current = request.path_params["version"] == self.version
        headers = {"Cache-Control": "public, max-age=31536000, immutable" if current else "no-cache"}
        body = asset.body
        if asset.zipped is not None:
            headers["Vary"] = "Accept-Encoding"
            if "gzip" in request.headers.get("accept-encoding", ""):
                body, headers["Content-Encoding"] = asset.zipped, "gzip"
        return Response(body, headers=headers, media_type=asset.media_type)

    def _paths(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*") if path.is_file())

    def _stamps(self) -> tuple:
        return tuple((path, path.stat().st_mtime_ns) for path in self._paths())

    def _load(self) -> None:
        self._stamp = self._stamps()
        contents = {path.relative_to(self.root).as_posix(): _squeezed(path) for path in self._paths()}
        for name, patterns in BUNDLES.items():
            joint = b"\n" if name.endswith(".css") else b";\n"
            parts = [p for pattern in patterns for p in sorted(self.root.glob(pattern)) if p.as_posix() != name]
            contents[name] = joint.join(_squeezed(part) for part in parts)
        digest = hashlib.sha256()
        for name, body in sorted(contents.items()):
            digest.update(f"{name}\0{len(body)}\0".encode() + body)
        self._files = {name: _asset(name, body) for name, body in contents.items()}
        self.version = digest.hexdigest()[:10]


def _squeezed(path: Path) -> bytes:
    """Our own styles and scripts without comments and indentation; what others wrote as it came."""
    body = path.read_bytes()
    if "vendor" in path.parts or path.suffix not in (".css", ".js"):
        return body
    if path.suffix == ".js":
        return re.sub(rb"^\s*(?:/\*\*.*?\*/\s*|//[^\n]*\n\s*)*", b"", body, flags=re.DOTALL | re.MULTILINE)
    bare = re.sub(rb"\s+", b" ", re.sub(rb"/\*.*?\*/", b"", body, flags=re.DOTALL))
    return re.sub(rb" ?([{};]) ?", rb"\1", bare)


def _asset(name: str, body: bytes) -> Asset:
    return Asset(body, mimetypes.guess_type(name)[0] or "application/octet-stream", Path(name).suffix in _TEXT)
