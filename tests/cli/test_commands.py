"""The `tact` command, as somebody types it."""

import asyncio
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.accounts.doors import PLAIN_COOKIE
from app.cli import app
from app.cli.server import GRACE_SECONDS
from app.core.settings import Settings
from tests.conftest import DATABASE
from tests.tools.server import arrive

TACT = Path(sys.executable).parent / "tact"
FILES = Path(__file__).parents[1] / "transfer" / "files"
pytestmark = pytest.mark.slow


class Terminal:
    """Runs commands on one database in one data folder: in this process, where nothing speaks against it."""

    def __init__(self, folder: Path, url: str = "", **environment: str) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("TACT_", "LC_", "LANG"))},
            "TACT_DATA_DIR": str(folder / "data"),
            "TACT_DATABASE_URL": url,
            **environment,
        }

    def run(self, *words: str, typed: str = "") -> Result:
        with contextlib.chdir(self.folder):
            done = CliRunner().invoke(app, words, input=typed, env=self.environment)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def run_alone(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The same as a process of its own."""
        return subprocess.run(
            [TACT, *words],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=self.environment,
            check=False,
            timeout=120,
        )

    def ok(self, *words: str, typed: str = "") -> str:
        done = self.run(*words, typed=typed)
        assert done.exit_code == 0, done.stderr
        return done.stdout


@pytest.fixture
def terminal(tmp_path: Path, settings, database) -> Terminal:
    """An empty, migrated database."""
    (tmp_path / "data").mkdir()
    return Terminal(tmp_path, settings.database_url.replace("+aiosqlite", "").replace("+asyncpg", ""))


@pytest.fixture
def ana(terminal: Terminal) -> Terminal:
    """The same with Ana, its administrator."""
    person = ("--email", "ana@example.org", "--name", "Ana", "--role", "admin", "--password-stdin")
    terminal.ok("user", "create", *person, typed="quatre mots bien choisis\n")
    return terminal


def test_help_speaks_the_language_of_the_terminal(tmp_path: Path):
    assert "Start it with" in Terminal(tmp_path).run_alone("--help").stdout
    assert "Vérifier que tout se tient" in Terminal(tmp_path, LANG="fr_FR.UTF-8").run_alone("--help").stdout


def test_help_is_whole_and_in_one_language(tmp_path: Path):
    french = Terminal(tmp_path, LANG="fr_FR.UTF-8")
    told = french.run_alone("--help").stdout
    assert [line for line in told.splitlines() if line.endswith("\u00a0:") and line[0] != " "] == [
        "Options\u00a0:",
        "Commandes\u00a0:",
    ]
    assert told.startswith("Usage\u00a0: tact [OPTIONS] COMMANDE …")
    assert "..." not in told
    assert "[nécessaire]" in french.run_alone("user", "create", "--help").stdout
    wrong = french.run_alone("serv")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Il n’y a pas de commande serv. Vouliez-vous dire serve" in wrong.stderr
    assert not re.search("Usage:|Error|Try |No such|Show this|Commands", told + wrong.stderr)


@pytest.mark.parametrize(
    "words, sentence",
    [
        ("wat", "There is no command wat."),
        ("user create", "--email is needed."),
        ("user create --nam x", "There is no option --nam. Did you mean --name?"),
        ("user create --email", "--email needs a value."),
        ("import run --dry-run=3 x", "--dry-run takes no value."),
        ("import run nope.csv", "There is no file nope.csv."),
        ("import run", "FILE is needed."),
        ("serve extra", "This is more than it takes: extra"),
        ("serve --port x", "--port: A whole number is expected."),
        ("serve --port 99999", "--port: At most 65535."),
    ],
)
def test_what_cannot_be_typed_is_said_in_a_sentence(tmp_path: Path, words: str, sentence: str):
    done = Terminal(tmp_path).run(*words.split())
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (2, sentence)


@pytest.mark.parametrize(
    "words, line",
    [
        (
            "user create --email x@example.org --name X --role wat",
            "--role: Choose one of: admin, manager, outreach or viewer.",
        ),
        ("user create --email x --name X", "--email: This is not an email address."),
        ("token create --email ana@example.org --scopes wat", "--scopes: Choose one of: all, bloggers:read, "),
        ("token create --email ana@example.org --role wat", "--role: Choose one of: admin, manager, "),
        ("import run {file} --known wat", "--known: Choose one of: fill, overwrite or skip."),
        ("import run {file} --map Nom=wat", "--map: “wat” is no field that a column can fill."),
    ],
)
def test_a_wrong_value_is_said_with_its_option(ana: Terminal, words: str, line: str):
    given = words.format(file=FILES / "sixty.csv").split() + (["--password-stdin"] if words.startswith("user") else [])
    done = ana.run(*given, typed="quatre mots bien choisis\n")
    assert done.exit_code == 1
    assert done.stderr.startswith(line)


def test_a_password_is_called_so(ana: Terminal):
    wrong = ("user", "create", "--email", "x@example.org", "--name", "X", "--password-stdin")
    assert ana.run(*wrong, typed="short\n").stderr.startswith("Password: At least ")


def test_a_user_and_a_token(ana: Terminal):
    token = ana.ok("token", "create", "--email", "ana@example.org", "--scopes", "all")
    assert token.startswith("tact_")
    assert token.count("\n") == 1


def test_a_forgotten_password_is_set_anew_and_ends_every_session(ana: Terminal, tmp_path: Path):
    import asyncio

    from sqlalchemy import text

    from app.core import migrate
    from tests.conftest import installation

    async def look(statement: str) -> list:
        settings = installation(tmp_path, ana.environment["TACT_DATABASE_URL"])
        async with migrate.connected(settings) as connection, connection.begin():
            done = await connection.execute(text(statement))
            return list(done.scalars()) if done.returns_rows else []

    before = asyncio.run(look('SELECT password_hash FROM "user"'))
    ana.ok("demo")  # whose link is one more way in, of somebody else
    links = asyncio.run(look("SELECT id FROM sign_in_link"))
    words = ("user", "password", "--email", "Ana@Example.org", "--password-stdin")
    done = ana.run(*words, typed="cinq mots encore mieux choisis\n")
    assert "signed out everywhere" in done.stderr
    assert done.exit_code == 0
    assert before[0] not in asyncio.run(look('SELECT password_hash FROM "user"'))
    assert asyncio.run(look("SELECT verb FROM activity WHERE verb = 'user.password_reset'")) == ["user.password_reset"]
    assert asyncio.run(look("SELECT id FROM sign_in_link")) == links


@pytest.mark.parametrize(
    "email, password, sentence",
    [
        ("nobody@example.org", "cinq mots encore mieux choisis", "Nobody signs in"),
        ("ana@example.org", "short", "At least"),
    ],
)
def test_a_password_that_cannot_be_set_is_said(ana: Terminal, email: str, password: str, sentence: str):
    done = ana.run("user", "password", "--email", email, "--password-stdin", typed=password)
    assert done.exit_code == 1
    assert sentence in done.stderr


@pytest.mark.parametrize(
    "email, password, sentence",
    [("not an address", "quatre mots bien choisis", "not an email"), ("bo@example.org", "password", "tried first")],
)
def test_a_wrong_user_is_said_without_a_traceback(terminal: Terminal, email: str, password: str, sentence: str):
    done = terminal.run("user", "create", "--email", email, "--name", "Bo", "--password-stdin", typed=password)
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_an_import_its_check_and_its_export(ana: Terminal, tmp_path: Path):
    assert "60 created" in ana.run("import", "run", str(FILES / "sixty.csv"), "--dry-run").stderr
    assert "60 created" in ana.run("import", "run", str(FILES / "sixty.csv")).stderr
    assert "Everything holds together" in ana.run("check-data").stderr
    ana.ok("export", "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        people = archive.read("jsonl/blogger.jsonl").decode().splitlines()
        users = archive.read("jsonl/user.jsonl").decode()
        sheet = archive.read("csv/contact_point.csv").decode("utf-8-sig")
    assert len(people) == 60
    assert "password_hash" not in users
    assert json.loads(people[0])["name"]
    told = ana.ok("dump")
    (line,) = [line for line in told.splitlines() if "export.created" in line]
    assert '"zip"' in line.replace("\\", "")
    assert not any(cell.startswith(("=", "+", "@")) for line in sheet.splitlines() for cell in line.split(","))


def test_an_import_reads_a_data_folder_named_from_here(ana: Terminal):
    ana.environment["TACT_DATA_DIR"] = "data"
    assert "60 created" in ana.run("import", "run", str(FILES / "sixty.csv")).stderr


def test_a_mapping_by_hand_and_a_failure_that_counts(ana: Terminal, tmp_path: Path):
    (tmp_path / "a.csv").write_text("Who knows;Mail\nZoé;zoe@a.example.org\nAna;nope\n")
    done = ana.run("import", "run", "a.csv", "--map", "Who knows=name", "--map", "Mail=email")
    assert "1 created, 0 updated, 0 skipped, 1 failed" in done.stderr
    assert done.exit_code == 1
    assert "no column" in ana.run("import", "run", "a.csv", "--map", "Nobody=name").stderr


PAST = (
    ("Ana", 200, "out", "ask"),  # never answered,
    ("Ana", 170, "out", "ask"),  # nor a month later: a chaser, at a good moment
    ("Bo", 100, "out", "ask"),
    ("Bo", 97, "out", "chaser"),  # too soon,
    ("Bo", 96, "in", ""),  # and answered all the same: the cost
    ("Cy", 60, "out", "ask"),
    ("Cy", 58, "in", ""),
    ("Di", 9, "out", "ask"),  # too young to say
)


def _past(folder: Path) -> str:
    """The exchanges above as a file with which they come in, days ago counted from today."""
    days = [(who, datetime.now(UTC).date() - timedelta(days=ago), way, what) for who, ago, way, what in PAST]
    lines = [f"{who};{who.lower()}@a.example.org;{day};{way};{what}" for who, day, way, what in days]
    (folder / "past.csv").write_text("\n".join(["Name;Email;Contact date;Sens;Nature", *lines]))
    return "past.csv"


def test_the_past_under_the_policy_and_under_other_numbers(ana: Terminal, tmp_path: Path):
    assert "4 created" in ana.run("import", "run", _past(tmp_path)).stderr
    before = ana.ok("dump", "--content")
    told = ana.ok("backtest", "--months", "12").splitlines()
    assert told[0].endswith(": 6")
    assert told[1] == "Postponed: 1, of which answered within 30 days: 1 of 1 (100%)"
    assert told[2] == "Answered at a good moment: 2 of 4 (50%)"
    assert told[3] == "Answered against advice: 1 of 1 (100%)"
    scale = {line.split()[0]: line.split()[1:] for line in told[6:] if "%" in line}
    assert scale["100%"] == ["1", "1", "50%", "100%"]
    assert [int(row[0]) for row in scale.values()] == sorted((int(row[0]) for row in scale.values()), reverse=True)
    assert [line.split() for line in told if line.endswith("chaser")] == [["1", "chaser"]]
    numbers = (
        "first_chaser_days=1",
        "chaser_working_days=0",
        "stages.not_met.touch_days=1",
        "stages.not_met.ceiling=30",
    )
    hasty = ana.ok("backtest", *(word for number in numbers for word in ("--set", number))).splitlines()
    assert hasty[1] == "Postponed: 0, of which answered within 30 days: 0 of 0"
    assert hasty[2] == "Answered at a good moment: 3 of 5 (60%)"
    assert ana.ok("backtest", "--months", "1").splitlines()[0].endswith(": 1")
    assert ana.ok("dump", "--content") == before


def test_a_replay_that_cannot_be_is_refused_in_words(ana: Terminal):
    for words, why in (
        (("--set", "half_life_days"), "half_life_days=30"),
        (("--set", "half_life_days=-4"), "At least"),
        (("--set", "nonsense=4"), "not known"),
        (("--workspace", "Nowhere"), "no workspace called"),
    ):
        done = ana.run("backtest", *words)
        assert done.exit_code == 1
        assert why in done.stderr
        assert "Traceback" not in done.stderr


def test_check_data_names_what_is_broken(ana: Terminal, tmp_path: Path):
    import asyncio

    from sqlalchemy import text

    from app.core import migrate
    from tests.conftest import installation

    async def ruin() -> None:
        settings = installation(tmp_path, ana.environment["TACT_DATABASE_URL"])
        async with migrate.connected(settings) as connection, connection.begin():
            await connection.execute(text("UPDATE workspace SET blogger_count = 7"))
            await connection.execute(text("UPDATE relation SET interaction_count = 9"))

    ana.run("import", "run", str(FILES / "sixty.csv"))
    asyncio.run(ruin())
    done = ana.run("check-data")
    assert done.exit_code == 1
    assert "count of people is wrong" in done.stdout
    assert "last contact, turn or next step" in done.stdout


def test_a_backup_goes_into_another_database_and_refuses_damage(ana: Terminal, tmp_path: Path):
    ana.run("import", "run", str(FILES / "sixty.csv"))
    ana.ok("backup", "today.tactbackup")
    other = Terminal(tmp_path)
    other.environment["TACT_DATA_DIR"] = str(tmp_path / "elsewhere")
    other.environment["TACT_DATABASE_URL"] = ""
    other.ok("restore", "today.tactbackup")
    assert other.ok("dump") == ana.ok("dump")
    other.ok("check-data")
    again = other.run("restore", "today.tactbackup")
    assert again.exit_code == 1
    assert "--yes" in again.stderr
    whole = bytearray((tmp_path / "today.tactbackup").read_bytes())
    whole[len(whole) // 2] ^= 1
    (tmp_path / "today.tactbackup").write_bytes(whole)
    assert "damaged" in other.run("restore", "today.tactbackup", "--yes").stderr


def test_a_broken_file_is_said_with_what_to_do_and_is_restored(tmp_path: Path):
    here = Terminal(tmp_path)
    here.ok("migrate")
    person = ("--email", "ana@example.org", "--name", "Ana", "--role", "admin", "--password-stdin")
    here.ok("user", "create", *person, typed="quatre mots bien choisis\n")
    here.ok("backup", "today.tactbackup")
    before = here.ok("dump")
    file = tmp_path / "data" / "tact.sqlite3"
    file.write_bytes(b"SQLite format 3\x00" + b"\x55" * 40_000)
    for words in (("check-data",), ("restore", "today.tactbackup", "--yes")):
        said = here.run(*words)
        assert said.exit_code == 1
        assert "damaged. Stop Tact" in said.stderr
    for part in file.parent.glob("tact.sqlite3*"):
        part.rename(tmp_path / part.name)
    here.ok("restore", "today.tactbackup")
    assert here.ok("dump") == before


def test_commands_refuse_a_database_that_is_not_migrated(tmp_path: Path):
    done = Terminal(tmp_path).run("check-data")
    assert done.exit_code == 1
    assert "tact migrate" in done.stderr


def test_several_workers_need_postgres(tmp_path: Path):
    done = Terminal(tmp_path).run("serve", "--workers", "2")
    assert done.exit_code == 1
    assert "PostgreSQL" in done.stderr


def test_a_port_in_use_is_said_before_anything_is_changed(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = Terminal(tmp_path).run("serve", "--port", str(taken.getsockname()[1]))
    assert done.exit_code == 1
    assert "PORT=8010" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_wrong_setting_is_named(tmp_path: Path):
    done = Terminal(tmp_path, TACT_DATABASE_POOL="many").run("migrate")
    assert done.exit_code == 2
    assert "TACT_DATABASE_POOL" in done.stderr


def test_routes_are_listed(tmp_path: Path):
    assert "GET     /healthz  alive" in Terminal(tmp_path).ok("routes")


# --- serving -----------------------------------------------------------------------------------------------------


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def served(ana: Terminal, port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [TACT, "serve"],
        env=ana.environment | {"PORT": str(port)},
        cwd=ana.folder,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )
    try:
        answer(port)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(20)


def answer(port: int, path: str = "/healthz") -> int:
    for _each in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
                return response.status
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


def worker_of(process: subprocess.Popen[str]) -> int:
    for _each in range(100):
        found = subprocess.run(
            ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        if found:
            return int(found[0])
        time.sleep(0.1)
    raise AssertionError("there is no worker")


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid: int) -> bool:
    for _each in range(150):
        if not is_alive(pid):
            return True
        time.sleep(0.1)
    return False


def test_it_serves_starts_its_worker_and_ends_with_it(served: subprocess.Popen[str], port: int):
    assert answer(port, "/readyz") == 200
    worker = worker_of(served)
    served.terminate()
    assert served.wait(15) == 0
    assert gone(worker)


@contextlib.contextmanager
def open_pages(ana: Terminal, port: int, most: int) -> Iterator[list[http.client.HTTPResponse]]:
    """Streams of what colleagues change, as pages hold them open."""
    url, folder = ana.environment["TACT_DATABASE_URL"], Path(ana.environment["TACT_DATA_DIR"])
    olga = asyncio.run(arrive(Settings(_env_file=None, data_dir=folder, database_url=url), "Atelier"))["owner"]
    with contextlib.ExitStack() as leaving:
        streams = []
        for _each in range(most):
            calling = leaving.enter_context(
                contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20))
            )
            calling.request("GET", "/live", headers={"Cookie": f"{PLAIN_COOKIE}={olga.cookie}"})
            streams.append(calling.getresponse())
            assert streams[-1].readline() == b"retry: 2000\n"
        yield streams


def test_open_pages_do_not_keep_it_from_ending(served: subprocess.Popen[str], ana: Terminal, port: int):
    with open_pages(ana, port, 3) as streams:
        began = time.monotonic()
        served.terminate()
        assert all(b"over" not in stream.read() for stream in streams)
        assert time.monotonic() - began < GRACE_SECONDS  # after which they would be cut off
        assert served.wait(20) == 0


def test_a_worker_that_dies_is_started_again(served: subprocess.Popen[str]):
    first = worker_of(served)
    os.kill(first, signal.SIGKILL)
    assert gone(first)
    assert worker_of(served) != first


def test_a_killed_server_leaves_no_worker_behind(served: subprocess.Popen[str]):
    worker = worker_of(served)
    time.sleep(1)
    served.kill()
    assert gone(worker)


if DATABASE == "postgres":

    def test_two_workers_on_postgres(ana: Terminal, port: int):
        process = subprocess.Popen(
            [TACT, "serve", "--workers", "2", "--no-worker", "--port", str(port)],
            env=ana.environment,
            cwd=ana.folder,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert answer(port, "/readyz") == 200
            with open_pages(ana, port, 6):
                process.terminate()
                assert process.wait(8) == 0
        finally:
            process.terminate()
            assert process.wait(20) == 0


@pytest.mark.parametrize("url", ["tact", "localhost/tact", "mysql://localhost/tact"])
def test_an_address_of_no_database_is_told_in_a_sentence(tmp_path, url):
    refused = Terminal(tmp_path, url).run("check-data")
    assert refused.exit_code == 2
    assert "TACT_DATABASE_URL: " in refused.output
    assert "postgresql://" in refused.output
