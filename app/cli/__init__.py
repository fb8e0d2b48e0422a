"""The `tact` command. Each group of commands is a module; what a command works with is imported when it runs,
so that `tact --help` is quick and `tact serve` starts in a second or two.
"""

import os
import sys

from app.core import i18n


def _locale_of_terminal() -> str:
    """`fr` for LANG=fr_FR.UTF-8: the language of help and messages."""
    wish = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return i18n.negotiate(wish[:2].lower())


i18n.activate(_locale_of_terminal())  # before the modules below, whose help texts are translated as they load

from app.cli import data, people, server, terminal  # noqa: E402

_ = i18n._
app = terminal.Typer(
    name="tact",
    help=_("Tact keeps what you know about the bloggers you work with. Start it with: tact serve"),
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
server.register(app)
people.register(app)
data.register(app)


def main() -> None:
    """Entry point of the console script."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
