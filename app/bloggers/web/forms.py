"""What the pages' forms post, where it differs from the API: lines, and what several fields say together."""

from uuid import UUID

from pydantic import Field, ValidationError

from app.accounts.models import LegalBasis
from app.bloggers import identity
from app.bloggers.models import AddressForm, ContactKind, RelationStage, Turn
from app.bloggers.schemas import BloggerIn, ChannelIn, ContactPointIn
from app.bloggers.schemas.fields import TagName, email
from app.bloggers.schemas.typed import LanguageNames, TagsTyped
from app.core.errors import Invalid
from app.core.forms import messages
from app.core.schemas import Input


class NewPerson(Input):
    """The quick way: a name, and lines that each are an email, a phone, a link or a handle."""

    name: str = Field(min_length=1, max_length=300)
    addresses: str = Field(default="", max_length=5_000)
    country: str = Field(default="", max_length=2)
    languages: LanguageNames = []
    tags: TagsTyped = []
    brand_id: UUID | None = None
    source: str = Field(min_length=1, max_length=200)
    legal_basis: LegalBasis
    known: str = Field(default="", max_length=2_000)
    """The ids of likely duplicates that were shown, when they were."""

    def blogger(self) -> BloggerIn:
        """Raises Invalid: what is wrong with an address is wrong with the lines."""
        values = self.model_dump(exclude={"addresses", "known"})
        try:
            points, channels = sort_addresses(self.addresses)
            return BloggerIn(**values, contact_points=points, channels=channels)
        except ValidationError as error:
            found = messages(error.errors())
            raise Invalid({name if name in values else "addresses": text for name, text in found.items()}) from error


class Addresses(Input):
    """The same while it is being typed: nothing is needed, nothing is refused."""

    model_config = Input.model_config | {"extra": "ignore"}

    name: str = ""
    addresses: str = ""
    country: str = ""


def sort_addresses(text: str) -> tuple[list[ContactPointIn], list[ChannelIn]]:
    """Each line as what it is. A line that is nothing else is a handle for direct messages."""
    points, channels = [], []
    for line in filter(None, (part.strip(" \t,;") for part in text.splitlines())):
        kind = kind_of(line)
        if kind is None:
            channels.append(ChannelIn(url=line))
        else:
            points.append(ContactPointIn(kind=kind, value=line.removeprefix("mailto:")))
    return points, channels


def what_tells_apart(name: str, text: str) -> list[dict[str, str]]:
    """What to look for duplicates by, address by address, the name last; ten addresses are enough."""
    lines = [part.strip(" \t,;") for part in text.splitlines()][:10]
    found = [{CLUES[kind_of(line)]: line.removeprefix("mailto:")} for line in lines if len(line) > 3]
    return [*found, {"name": name}] if name.strip() else found


def kind_of(line: str) -> ContactKind | None:
    """The kind of contact point that `line` is; None for an address on the web."""
    if "@" in line[1:] and "/" not in line and is_email(line):
        return ContactKind.EMAIL
    if identity.is_phone(line):
        return ContactKind.PHONE
    if identity.looks_like_url(line):
        return None
    return ContactKind.DIRECT_MESSAGE


CLUES = {
    ContactKind.EMAIL: "email",
    ContactKind.PHONE: "phone",
    ContactKind.DIRECT_MESSAGE: "handle",
    None: "url",
}


def is_email(text: str) -> bool:
    try:
        return bool(email(text))
    except ValueError:
        return False


class StopContact(Input):
    reason: str = Field(default="", max_length=500)


class Move(Input):
    stage: RelationStage
    reason: str = Field(default="", max_length=500)


class Assign(Input):
    owner_id: UUID | None = None


class CorrectTurn(Input):
    turn: Turn


ADDRESS = f"^({'|'.join(AddressForm)})$"


class Address(Input):
    """`address_form` for everybody, or `mine` for the one who asks."""

    address_form: str | None = Field(default=None, pattern=ADDRESS)
    mine: str | None = Field(default=None, pattern=ADDRESS)


class Choose(Input):
    """Columns of the list, and the filters to go back to."""

    columns: list[str] = Field(default=[], max_length=30)
    query: str = Field(default="", max_length=4_000)


class TagRename(Input):
    name: TagName
