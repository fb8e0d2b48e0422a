"""`tact user create`, `tact token create`."""

import typer


def register(app: typer.Typer) -> None:
    _ = app
