"""`tact serve`, `tact worker`, `tact migrate`, `tact routes`."""

import contextlib
import gc
import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.common import fail, load_settings, migrated, run, say
from app.cli.terminal import Typer
from app.core.i18n import _

if TYPE_CHECKING:
    from app.core.settings import Settings

GRACE_SECONDS = 10
"""How long requests in flight, and the worker's job, may take to end."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def register(app: Typer) -> None:
    app.command(help=_("Serve Tact: prepares the database, starts the worker, answers on HOST:PORT."))(serve)
    app.command(help=_("Run background jobs alone, when `tact serve --no-worker` serves the pages."))(worker)
    app.command(help=_("Bring the database to this version's tables. `tact serve` does it by itself."))(migrate)
    app.command(help=_("List every address that Tact answers, with its method and name."))(routes)


def serve(
    host: Annotated[str, typer.Option(envvar="HOST", help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", min=0, max=65535, help=_("Port to listen on."))] = 8000,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help=_("Processes that answer pages; more than one needs PostgreSQL."))
    ] = 1,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help=_("Also run background jobs, in a process of its own."))
    ] = True,
) -> None:
    gc.disable()  # what is made while starting stays; `serving` enables it again
    settings = load_settings()
    if workers > 1 and settings.is_sqlite:
        fail(
            _("Several workers need PostgreSQL: SQLite has one writer. Set TACT_DATABASE_URL, or leave --workers out.")
        )
    listening = _bind(host, port)
    host_name, port = ("[::1]" if host == "::1" else host), listening.getsockname()[1]
    from app.core import logs

    logs.configure(as_json=settings.log_json)
    run(_prepare(settings, f"http://{host_name}:{port}", on_loopback=host in LOOPBACK))
    say(_("Tact is on %(address)s (stop it with Ctrl+C)", address=f"http://{host_name}:{port}"))
    with _worker_beside(listening) if with_worker else contextlib.nullcontext():
        _answer(settings, listening, workers)


def worker() -> None:
    settings = load_settings()
    from app.worker import main

    main(settings)


def migrate() -> None:
    settings = load_settings()
    if run(migrated(settings)):
        say(_("The database is ready."))
    else:
        say(_("The database was ready already."))


def routes() -> None:
    from fastapi.routing import iter_route_contexts

    from app.main import create_app

    for route in iter_route_contexts(create_app(load_settings()).routes):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            typer.echo(f"{method:<7} {route.path_format}  {route.name}")


# --- starting ---------------------------------------------------------------------------------------------------


def _bind(host: str, port: int) -> socket.socket:
    """The listening socket, taken before anything is changed: a port in use is said at once."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as error:
        fail(
            _(
                "Cannot listen on %(host)s:%(port)s: %(why)s. Choose another: PORT=8010",
                host=host,
                port=port,
                why=error.strerror,
            )
        )
    listening.set_inheritable(True)
    return listening


async def _prepare(settings: "Settings", address: str, *, on_loopback: bool) -> None:
    from app.cli import first_run

    await migrated(settings)
    await first_run.welcome(settings, settings.public_url or address, on_loopback=on_loopback)


def _answer(settings: "Settings", listening: socket.socket, workers: int) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    config = uvicorn.Config(
        "app.main:serving",
        factory=True,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
    )
    server = uvicorn.Server(config)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn stops gracefully, then raises the signal again: it must not end us before the worker has ended.
        signal.signal(number, lambda *_signal: None)
    if workers > 1:
        Multiprocess(config, sockets=[listening]).run()
    else:
        server.run(sockets=[listening])


# --- the worker beside ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _worker_beside(listening: socket.socket) -> Iterator[None]:
    """Keeps a worker process running until left; one that dies is started again."""
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stopping, listening), name="worker-keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join(GRACE_SECONDS + 5)


def _keep_worker(stopping: threading.Event, listening: socket.socket) -> None:
    _first_answer(listening)
    pause = 0.5
    while not stopping.is_set():
        started = time.monotonic()
        # The worker ends when this pipe closes: it never outlives us, however we end.
        child = subprocess.Popen([sys.executable, "-m", "app.worker", "--until-input-closes"], stdin=subprocess.PIPE)
        while child.poll() is None and not stopping.wait(0.2):
            pass
        if stopping.is_set():
            _end(child)
            return
        pause = 0.5 if time.monotonic() - started > 60 else min(pause * 2, 30)
        say(_("The worker stopped (%(code)s) and is started again.", code=child.returncode))
        stopping.wait(pause)


def _first_answer(listening: socket.socket) -> None:
    """Waits until pages are answered: two processes that start at once are each slower. It also warms the routes up."""
    host, port = listening.getsockname()[:2]
    asking = http.client.HTTPConnection(host, port, timeout=60)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(asking):
        asking.request("GET", "/login")
        asking.getresponse().read()


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(GRACE_SECONDS + 2)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
