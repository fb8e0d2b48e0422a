"""`tact user create`, `tact user password`, `tact token create`."""

import sys
from typing import Annotated

import typer

from app.cli.common import say, with_database
from app.cli.terminal import Typer
from app.core.i18n import _


def register(app: Typer) -> None:
    user = Typer(help=_("People who sign in."))
    user.command("create", help=_("Make someone who signs in, with a role in a workspace."))(create_user)
    user.command("password", help=_("Set a forgotten password anew; whoever was signed in with it is signed out."))(
        reset_password
    )
    app.add_typer(user, name="user")
    token = Typer(help=_("Tokens, with which programs use the API."))
    token.command("create", help=_("Make a token; it is printed once, alone, on standard output."))(create_token)
    app.add_typer(token, name="token")


def create_user(
    email: Annotated[str, typer.Option(help=_("Their address, with which they sign in."))],
    name: Annotated[str, typer.Option(help=_("Their name, as colleagues see it."))],
    role: Annotated[str, typer.Option(help=_("admin, manager, outreach or viewer."))] = "outreach",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help=_("Read the password from standard input instead of asking."))
    ] = False,
    workspace: Annotated[
        str,
        typer.Option(help=_("Name of the workspace; left out: the first that is not the demo, made if there is none.")),
    ] = "",
) -> None:
    from pydantic import ValidationError

    from app.accounts import service
    from app.accounts.models import Role
    from app.accounts.schemas import Email, Name, NewPassword
    from app.core.db import Database
    from app.core.errors import Invalid
    from app.core.forms import messages
    from app.core.schemas import Input
    from app.core.security import hash_password
    from app.core.settings import Settings

    class Given(Input):
        email: Email
        name: Name
        role: Role
        password: NewPassword

    typed = _password(from_stdin=password_stdin)

    async def create(database: Database, _settings: Settings) -> None:
        try:
            given = Given.model_validate({"email": email, "name": name, "role": role, "password": typed})
        except ValidationError as error:
            raise Invalid(messages(error.errors())) from error
        hashed = await hash_password(given.password)
        async with database.write() as session:
            user, where = await service.enrol(
                session,
                email=given.email,
                name=given.name,
                role=given.role,
                password_hash=hashed,
                workspace=workspace,
            )
        say(_("%(name)s may sign in to “%(workspace)s”.", name=user.name, workspace=where.name))

    with_database(create)


def reset_password(
    email: Annotated[str, typer.Option(help=_("The address with which they sign in."))],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help=_("Read the password from standard input instead of asking."))
    ] = False,
) -> None:
    from pydantic import ValidationError

    from app.accounts import service
    from app.accounts.schemas import NewPassword
    from app.core.db import Database
    from app.core.errors import Invalid
    from app.core.forms import messages
    from app.core.schemas import Input
    from app.core.security import hash_password
    from app.core.settings import Settings

    class Given(Input):
        password: NewPassword

    typed = _password(from_stdin=password_stdin)

    async def reset(database: Database, _settings: Settings) -> None:
        try:
            given = Given(password=typed)
        except ValidationError as error:
            raise Invalid(messages(error.errors())) from error
        hashed = await hash_password(given.password)
        async with database.write() as session:
            user = await service.reset_password(session, email, hashed)
        say(_("The password of %(name)s is changed, and they are signed out everywhere.", name=user.name))

    with_database(reset)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return typer.prompt(_("Password"), hide_input=True)


def create_token(
    email: Annotated[str, typer.Option(help=_("Address of the member for whom the program acts."))],
    scopes: Annotated[
        str, typer.Option(help=_("What it may do: all, or a list such as bloggers:read,bloggers:write."))
    ] = "all",
    role: Annotated[str, typer.Option(help=_("At most this role; never more than the member's own."))] = "admin",
    name: Annotated[str, typer.Option(help=_("What the token is for, as the settings list it."))] = "tact token create",
    workspace: Annotated[
        str, typer.Option(help=_("Name of the workspace; left out: the first that is not the demo."))
    ] = "",
) -> None:
    from pydantic import ValidationError

    from app.accounts import service
    from app.accounts.schemas import TokenIn
    from app.core.db import Database
    from app.core.errors import Invalid
    from app.core.forms import messages
    from app.core.settings import Settings

    async def create(database: Database, _settings: Settings) -> str:
        try:
            wanted = [scope.strip() for scope in scopes.replace(".", ":").split(",") if scope.strip()]
            given = TokenIn.model_validate({"name": name, "role": role, "scopes": wanted})
        except ValidationError as error:
            raise Invalid(messages(error.errors())) from error
        async with database.write() as session:
            return await service.token_for(session, email, given, workspace=workspace)

    typer.echo(with_database(create))
