"""`tact import`, `export`, `backup`, `restore`, `check-data`, `dump`, `demo`."""

import typer


def register(app: typer.Typer) -> None:
    _ = app
