"""Clients that public generators make from the contract work: each makes a person in a running Tact.

The generators go into an environment of this run. Where the registries are out of reach the tests say so and are
skipped; with `CI=true` that is a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

PYTHON_GENERATOR = "openapi-python-client==0.29.1"
TYPESCRIPT = ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3", "@types/node@20.19.0")
PYTHON = """
import sys
from tact_client import AuthenticatedClient
from tact_client.api.bloggers import bloggers_create, bloggers_index, bloggers_show
from tact_client.models import BloggerIn, ContactPointIn, Problem

url, token = sys.argv[1:]
client = AuthenticatedClient(base_url=url, token=token)
made = bloggers_create.sync(client=client, body=BloggerIn.from_dict({
    "name": "Zoé Python", "source": "a test", "tags": ["generated"],
    "contact_points": [{"kind": "email", "value": "zoe.python@example.org"}],
}))
assert bloggers_show.sync(made.id, client=client).name == "Zoé Python"
assert [it.name for it in bloggers_index.sync(client=client, q="zoe pyt").items] == ["Zoé Python"]
refused = bloggers_create.sync(client=client, body=BloggerIn(name=""))
assert isinstance(refused, Problem) and refused.errors[0].field == "name", refused
print(made.id)
"""
NODE = """
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const [, , baseUrl, token] = process.argv;
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
const made = await client.POST("/api/v1/bloggers", {
  body: {
    name: "Zoé Node", source: "a test", tags: ["generated"],
    contact_points: [{ kind: "email", value: "zoe.node@example.org" }],
  },
});
if (!made.data) throw new Error(JSON.stringify(made.error));
const shown = await client.GET("/api/v1/bloggers/{blogger_id}", { params: { path: { blogger_id: made.data.id } } });
if (shown.data?.name !== "Zoé Node") throw new Error(JSON.stringify(shown));
const refused = await client.POST("/api/v1/bloggers", { body: { name: "" } });
if (refused.error?.errors?.[0]?.field !== "name") throw new Error(JSON.stringify(refused));
console.log(made.data.id);
"""


def lacking(why: str) -> None:
    if os.environ.get("CI", "") not in ("", "false", "0"):
        pytest.fail(why)
    pytest.skip(why)


def run(*command: str | Path, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)


def done(answer: subprocess.CompletedProcess[str]) -> str:
    assert answer.returncode == 0, answer.stdout[-5_000:] + answer.stderr[-5_000:]
    return answer.stdout


@pytest.fixture(scope="session")
def python_generator(tmp_path_factory) -> Path:
    """The folder of programs of an environment that has the generator."""
    folder = tmp_path_factory.mktemp("generator")
    done(run(sys.executable, "-m", "venv", folder))
    brought = run(folder / "bin" / "pip", "install", "--quiet", PYTHON_GENERATOR)
    if brought.returncode:
        lacking(f"{PYTHON_GENERATOR} cannot be had from the package index: {brought.stderr[-500:]}")
    return folder / "bin"


@pytest.fixture(scope="session")
def typescript(tmp_path_factory) -> Path:
    """A folder with the TypeScript generator, its client and the compiler."""
    if not shutil.which("npm"):
        lacking("there is no npm, so no TypeScript client can be made")
    folder = tmp_path_factory.mktemp("typescript")
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    brought = run("npm", "install", "--silent", "--no-audit", "--no-fund", *TYPESCRIPT, cwd=folder)
    if brought.returncode:
        lacking(f"{', '.join(TYPESCRIPT)} cannot be had from the npm registry: {brought.stderr[-500:]}")
    return folder


@pytest.fixture
def contract(tact, tmp_path) -> Path:
    file = tmp_path / "openapi.json"
    file.write_bytes(httpx2.get(f"{tact.url}/openapi.json", timeout=120).content)
    return file


def test_a_python_client(tact, contract, python_generator, tmp_path):
    client = tmp_path / "tact_client"
    said = run(
        *(python_generator / "openapi-python-client", "generate"),
        *("--path", contract, "--output-path", client, "--meta", "none"),
    )
    done(said)
    assert "WARNING" not in said.stdout + said.stderr, said.stdout + said.stderr
    token = tact.people["mate"].token
    assert done(run(python_generator / "python", "-c", PYTHON, tact.url, token, cwd=tmp_path)).strip()


def test_a_typescript_client(tact, contract, typescript):
    tools = typescript / "node_modules" / ".bin"
    done(run(tools / "openapi-typescript", contract, "-o", "api.ts", cwd=typescript))
    (typescript / "create.ts").write_text(NODE)
    strict = ("--strict", "--target", "es2022", "--module", "nodenext", "--types", "node", "--skipLibCheck")
    done(run(tools / "tsc", *strict, "create.ts", cwd=typescript))
    token = tact.people["mate"].token
    assert done(run("node", "create.js", tact.url, token, cwd=typescript)).strip()
