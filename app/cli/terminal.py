"""What typer says by itself (help, refusals), in the language of the terminal, with whole descriptions.

Half of its sentences go through gettext, the rest is fixed in English: the first are given our catalogue, the others
said anew here.
"""

import sys
from difflib import get_close_matches
from typing import Any

import typer
from typer import core
from typer._click import exceptions
from typer._click.core import Context, Parameter
from typer._click.formatting import HelpFormatter

from app.cli.common import fail, say
from app.core import i18n
from app.core.errors import Invalid
from app.core.i18n import _

N_ = str
GETTEXT = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("default: {default}"),
    N_("required"),
    N_("env var: {var}"),
)
"""What we take from typer's own texts."""
setattr(core, "_", i18n.gettext)  # noqa: B010 - a module's name, which typer asks for at each word
TYPED = {"columns": "--map", "password": N_("Password")}
"""Fields that are no option of their own name."""


class Formatter(HelpFormatter):
    """Headings and usage as the reader writes them."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        shown = args.replace("COMMAND [ARGS]...", _("COMMAND …"))
        super().write_usage(prog, shown, prefix or i18n.labelled(_("Usage"), ""))

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{i18n.labelled(heading, '').rstrip()}\n")


class Speaking(Context):
    formatter_class = Formatter


class _Helpful(core._click.Command):
    """What a command and a group have in common."""

    context_class = Speaking

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 - whole, whatever fits on a line
        return self.help or ""

    def get_help_option(self, ctx: Context) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this and end.")
        return option


class Command(_Helpful, core.TyperCommand):
    """A command; what it refuses is said with the option that it is about."""

    params: list[Parameter]

    def invoke(self, ctx: Context) -> Any:
        try:
            return super().invoke(ctx)
        except Invalid as error:
            options = {option.name: option.opts[0] for option in self.params}
            lines = []
            for field, text in error.errors.items():
                name = field.partition(".")[0]
                label = options.get(name) or _(TYPED.get(name, field))
                lines.append(i18n.labelled(label, text) if label else text)
            fail("\n".join(lines))


class Group(_Helpful, core.TyperGroup):
    """Commands by name."""

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:
        if args[0] not in self.commands:
            near = get_close_matches(args[0], self.commands)
            hint = " " + _("Did you mean %(names)s?", names=i18n.format_list(near, "or")) if near else ""
            ctx.fail(_("There is no command %(name)s.", name=args[0]) + hint)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        try:
            sys.exit(super().main(*args, **extra | {"standalone_mode": False}))
        except exceptions.NoArgsIsHelpError as error:
            error.show()
        except exceptions.UsageError as error:
            _refuse(error)
        except typer.Abort:
            say(_("Nothing was changed."))
            sys.exit(1)
        sys.exit(exceptions.UsageError.exit_code)


class Typer(typer.Typer):
    """Typer with our groups and commands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cls=Group, no_args_is_help=True, **options)

    def command(self, name: str | None = None, **options: Any) -> Any:
        return super().command(name, cls=Command, **options)


def _refuse(error: exceptions.UsageError) -> None:
    if error.ctx is not None:
        say(error.ctx.get_usage())
        say(_("All that it takes: %(command)s --help", command=error.ctx.command_path) + "\n")
    say(_sentence(error))


def _sentence(error: exceptions.UsageError) -> str:
    match error:
        case exceptions.MissingParameter(param=Parameter() as param):
            return _("%(name)s is needed.", name=_name(param))
        case exceptions.BadParameter(param=Parameter() as param):
            return i18n.labelled(_name(param), _why(error))
        case exceptions.NoSuchOption(option_name=name, possibilities=near):
            hint = " " + _("Did you mean %(names)s?", names=i18n.format_list(sorted(near), "or")) if near else ""
            return _("There is no option %(name)s.", name=name) + hint
        case exceptions.BadOptionUsage(option_name=name, message=text):
            return (
                _("%(name)s takes no value.", name=name)
                if "does not" in text
                else _("%(name)s needs a value.", name=name)
            )
        case exceptions.UsageError(message=text) if text.startswith("Got unexpected"):
            return _("This is more than it takes: %(words)s", words=text.partition("(s) (")[2].removesuffix(")"))
    return error.message


def _name(param: Parameter) -> str:
    return param.opts[0] if param.param_type_name == "option" else str(param.name).upper()


def _why(error: exceptions.BadParameter) -> str:
    from pydantic import ValidationError

    from app.core.forms import message

    cause = error.__cause__
    return message(cause.errors()[0]) if isinstance(cause, ValidationError) else error.message
