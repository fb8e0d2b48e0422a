"""What a column can become, and which words people put above it, in English and French.

A field's key stands in the mapping: `name`, `email`, `channel:instagram`, `audience:youtube`. The words are compared
folded (no case, no accents, no punctuation), whole: "Nom" is a name, "Nom de l'agence" is not.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.core.i18n import _, lazy
from app.core.text import fold
from app.core.vocabulary import PLATFORMS, Platform

IGNORE, KEEP = "ignore", "keep"
"""Leave a column out · keep it as a line in the notes."""


@dataclass(frozen=True)
class Target:
    """One field that a column can fill. `several`: more than one column may fill it."""

    key: str
    label: lazy
    group: lazy
    words: tuple[str, ...] = ()
    several: bool = False


_WHO, _REACH, _WHERE = lazy("Who"), lazy("How to reach them"), lazy("Where they publish")
_TACT, _MORE = lazy("How we stand"), lazy("More")

TARGETS: tuple[Target, ...] = (
    Target("name", lazy("Full name"), _WHO, (
        "name", "full name", "fullname", "blogger", "bloggers", "blogger name", "blogueur", "blogueuse", "nom complet",
        "nom prenom", "prenom nom", "nom et prenom", "prenom et nom", "createur", "creatrice", "creator", "creator name",
        "influencer", "influencer name", "influenceur", "influenceuse", "nom du blogueur", "nom de l influenceur",
        "nom affiche", "display name", "contact", "contact name", "nom", "nom du contact", "person", "personne", "talent", "who", "qui",
    )),
    Target("given_name", lazy("First name"), _WHO, ("first name", "firstname", "given name", "prenom", "prenoms", "forename")),
    Target("family_name", lazy("Last name"), _WHO, (
        "last name", "lastname", "surname", "family name", "nom de famille", "patronyme",
    )),
    Target("also_known_as", lazy("Also known as"), _WHO, (
        "also known as", "aka", "alias", "nickname", "pseudo", "pseudonyme", "surnom", "pen name", "nom de plume",
        "nom de scene", "nom d artiste",
    )),
    Target("pronouns", lazy("Pronouns"), _WHO, ("pronouns", "pronoms", "pronoun", "pronom")),
    Target("languages", lazy("Languages"), _WHO, (
        "language", "languages", "langue", "langues", "lang", "writes in", "ecrit en", "spoken languages",
    ), several=True),
    Target("country", lazy("Country"), _WHO, ("country", "pays", "nation", "country code", "code pays")),
    Target("city", lazy("City"), _WHO, (
        "city", "ville", "town", "location", "localisation", "lieu", "localite", "commune", "base a", "based in",
    )),
    Target("time_zone", lazy("Time zone"), _WHO, ("time zone", "timezone", "fuseau horaire", "fuseau")),
    Target("biography", lazy("In a few words"), _WHO, (
        "bio", "biography", "biographie", "description", "about", "a propos", "presentation", "profil", "profile",
    )),
    Target("topics", lazy("Topics"), _WHO, (
        "topic", "topics", "theme", "themes", "thematique", "thematiques", "sujet", "sujets", "niche", "niches",
        "category", "categories", "categorie", "univers", "domaine", "domaines", "specialite", "specialites", "rubrique",
        "content", "contenu", "vertical", "secteur",
    ), several=True),
    Target("tags", lazy("Tags"), _WHO, (
        "tag", "tags", "etiquette", "etiquettes", "label", "labels", "keywords", "mots cles", "mots clefs", "liste",
        "list", "lists", "segment", "groupe", "group",
    ), several=True),
    Target("notes", lazy("Notes"), _WHO, (
        "note", "notes", "comment", "comments", "commentaire", "commentaires", "remarque", "remarques", "observation",
        "observations", "memo", "remarks", "infos", "info", "informations", "divers", "misc", "a savoir",
    ), several=True),
    Target("email", lazy("Email"), _REACH, (
        "email", "e mail", "mail", "mails", "emails", "courriel", "courriels", "email address", "adresse email",
        "adresse e mail", "adresse mail", "adresse electronique", "mel", "contact email", "email contact", "mail pro",
        "email pro", "mail perso", "email perso", "work email", "email 1", "email 2", "mail 1", "mail 2", "e mail 2",
        "autre email", "second email", "other email", "business email", "email professionnel",
    ), several=True),
    Target("phone", lazy("Phone"), _REACH, (
        "phone", "telephone", "tel", "mobile", "portable", "phone number", "numero", "numero de telephone", "gsm",
        "cell", "cell phone", "whatsapp", "tel portable", "telephone portable", "n de telephone", "num tel", "mobile phone",
    ), several=True),
    Target("direct_message", lazy("Direct message handle"), _REACH, ("dm", "direct message", "message prive", "mp")),
    Target("postal_address", lazy("Postal address"), _REACH, (
        "address", "adresse", "postal address", "adresse postale", "street", "rue", "mailing address",
        "adresse de livraison", "shipping address",
    ), several=True),
    Target("representative_name", lazy("Agent"), _REACH, (
        "agent", "manager", "representative", "representant", "representante", "agent name", "nom de l agent", "management",
    )),
    Target("representative_agency", lazy("Agency"), _REACH, ("agency", "agence", "nom de l agence", "agency name")),
    Target("representative_email", lazy("Agent's email"), _REACH, (
        "agent email", "email agent", "mail agent", "email de l agent", "email agence", "mail agence", "agency email",
        "manager email", "email manager", "mail de l agence",
    )),
    Target("representative_phone", lazy("Agent's phone"), _REACH, (
        "agent phone", "telephone agent", "tel agent", "tel agence", "agency phone", "telephone de l agent",
    )),
    Target("platform", lazy("Platform (of this row)"), _WHERE, (
        "platform", "plateforme", "network", "reseau", "reseau social", "social network", "media", "support", "medium",
        "type de media", "channel", "channel type",
    )),
    Target("handle", lazy("Handle (of this row)"), _WHERE, (
        "handle", "username", "user name", "identifiant", "compte", "account", "nom d utilisateur", "arobase", "social handle",
    )),
    Target("url", lazy("Web address (of this row)"), _WHERE, (
        "url", "link", "lien", "liens", "web address", "adresse web", "profile url", "lien du profil", "channel url", "urls",
        "web", "page", "lien profil",
    ), several=True),
    Target("audience", lazy("Followers (of this row)"), _WHERE, (
        "followers", "abonnes", "audience", "subscribers", "follower count", "nombre d abonnes", "nb abonnes",
        "communaute", "reach", "portee", "nb followers", "nombre de followers", "fans", "community", "taille de la communaute",
    )),
    Target("media_kit_url", lazy("Media kit"), _WHERE, ("media kit", "kit media", "mediakit", "press kit", "dossier de presse")),
    Target("stage", lazy("Relation stage"), _TACT, (
        "status", "statut", "stage", "etape", "etat", "state", "relation", "phase", "avancement", "etat de la relation",
        "statut de la relation", "relationship", "relation stage",
    )),
    Target("last_contact", lazy("Last contact (a date)"), _TACT, (
        "last contact", "dernier contact", "last contacted", "date de dernier contact", "date du dernier contact",
        "date dernier contact", "last contact date", "dernier echange", "date dernier echange", "date du dernier echange",
        "last email", "last interaction", "dernier mail", "derniere relance", "contacte le", "contacted on", "last touch",
        "last contacted on", "derniere prise de contact", "date de contact", "contact date", "last message", "dernier message",
    )),
    Target("last_contact_summary", lazy("What the last contact was about"), _TACT, (
        "last contact note", "objet du dernier contact", "objet", "subject", "sujet du dernier contact",
        "last contact summary", "dernier sujet", "last contact about", "compte rendu",
    )),
    Target("owner", lazy("Owner (one of us)"), _TACT, (
        "owner", "responsable", "suivi par", "charge de compte", "account manager", "referent", "referente", "assigned to",
        "assigne a", "en charge", "gere par", "contact interne", "managed by", "suivie par", "cm",
    )),
    Target("do_not_contact", lazy("Do not contact (yes or no)"), _TACT, (
        "do not contact", "ne plus contacter", "ne pas contacter", "opt out", "optout", "desinscrit", "unsubscribed",
        "stop", "blacklist", "liste noire", "desabonne", "no contact", "dnc",
    )),
    Target("source", lazy("Source of the data"), _MORE, (
        "source", "origin", "origine", "provenance", "source des donnees", "how we met", "rencontre via", "data source",
    )),
    Target("legal_basis", lazy("Legal basis"), _MORE, ("legal basis", "base legale", "lawful basis", "base juridique")),
    Target("external_id", lazy("Key in the other system"), _MORE, (
        "id", "external id", "ref", "reference", "key", "cle", "identifiant externe", "identifiant unique", "contact id",
        "crm id", "record id", "uid", "uuid", "code", "numero de fiche",
    )),
    Target("invoice_name", lazy("Invoices go to"), _MORE, (
        "company", "societe", "entreprise", "invoice name", "raison sociale", "nom de facturation", "billing name",
    )),
    Target("invoice_address", lazy("Invoice address"), _MORE, (
        "invoice address", "adresse de facturation", "billing address",
    )),
    Target("tax_id", lazy("Tax number"), _MORE, (
        "tax id", "tax number", "vat", "vat number", "siret", "siren", "tva", "numero de tva", "n tva", "tva intracommunautaire",
    )),
)  # fmt: skip

_PLATFORM_WORDS: dict[str, tuple[str, ...]] = {
    Platform.BLOG: ("blog", "site", "site web", "website", "web site", "site internet", "blog url", "url du blog", "nom du blog",
                    "adresse du blog", "site blog", "blog site", "homepage"),
    Platform.NEWSLETTER: ("newsletter", "infolettre", "substack"),
    Platform.PODCAST: ("podcast",),
    Platform.INSTAGRAM: ("instagram", "insta", "ig"),
    Platform.YOUTUBE: ("youtube", "yt", "chaine youtube", "you tube"),
    Platform.TIKTOK: ("tiktok", "tik tok", "tt"),
    Platform.X: ("twitter", "x", "x twitter", "twitter x"),
    Platform.LINKEDIN: ("linkedin", "linked in"),
    Platform.PINTEREST: ("pinterest",),
    Platform.TWITCH: ("twitch",),
    Platform.MASTODON: ("mastodon",),
    Platform.BLUESKY: ("bluesky", "bsky"),
    Platform.OTHER: ("facebook", "fb", "snapchat", "threads", "autre reseau", "other network"),
}  # fmt: skip
_AUDIENCE_WORDS = (
    "abonnes", "followers", "follower", "subscribers", "audience", "fans", "subs", "visiteurs", "visitors", "lecteurs",
    "readers", "visites", "visits", "visiteurs uniques", "nb", "nombre d", "nb abonnes", "abonnes sur",
)  # fmt: skip
_HANDLE_WORDS = ("handle", "compte", "account", "pseudo", "url", "link", "lien", "username", "profil", "profile", "nom")
_FILLER = {"de", "du", "des", "d", "la", "le", "les", "l", "sur", "on", "the", "of", "en", "a", "total", "nombre", "number", "count", "nb", "page", "adresse", "address"}  # fmt: skip


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Folded words → field key."""
    words = {word: target.key for target in TARGETS for word in (target.key.replace("_", " "), *target.words)}
    return words | {word: f"channel:{name}" for name, names in _PLATFORM_WORDS.items() for word in names}


def normalised(title: str) -> str:
    """« Adresse e-mail (pro) » → `adresse e mail pro`."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"\((?:e?s|x)\)", "", fold(title))))


def by_title(title: str) -> str | None:
    """The field that `title` names; None when it names none that we know."""
    words = normalised(title)
    if found := _known().get(words) or _known().get(re.sub(r" \d+$", "", words)):
        return found
    for name, names in _PLATFORM_WORDS.items():
        for word in sorted(names, key=len, reverse=True):
            if match := re.search(rf"\b{word}\b", words):
                rest = {it for it in (words[: match.start()] + words[match.end() :]).split() if it not in _FILLER}
                if rest & set(_AUDIENCE_WORDS) and rest <= set(_AUDIENCE_WORDS):
                    return f"audience:{name}"
                if rest <= set(_HANDLE_WORDS):
                    return f"channel:{name}"
    without = re.sub(r"\b(pro|perso|professionnel|principal|principale|main|work|home|optionnel|optional|obligatoire|required)\b", "", words)
    return _known().get(" ".join(without.split()))


def label_of(key: str) -> str:
    """The screen words for a field."""
    return _labels().get(key, lambda: key)()


def options() -> list[tuple[str, Any]]:
    """Every field as grouped choices of a select box."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for target in TARGETS:
        groups.setdefault(str(target.group), []).append((target.key, str(target.label)))
    channels = [(f"channel:{name}", label_of(f"channel:{name}")) for name in PLATFORMS]
    audiences = [(f"audience:{name}", label_of(f"audience:{name}")) for name in PLATFORMS]
    groups[str(_WHERE)] += channels
    groups[_("Followers")] = audiences
    return [(KEEP, label_of(KEEP)), (IGNORE, label_of(IGNORE)), *groups.items()]


def keys() -> frozenset[str]:
    """Everything a column may be mapped to."""
    return frozenset(_labels())


def takes_several(key: str) -> bool:
    """Whether more than one column may fill this field."""
    return key in (KEEP, IGNORE) or key.startswith("channel:") or any(it.key == key and it.several for it in TARGETS)


@lru_cache(maxsize=1)
def _labels() -> dict[str, Any]:
    def channel(name: str) -> Any:
        return lambda: _("%(platform)s (address or handle)", platform=PLATFORMS[name])

    def audience(name: str) -> Any:
        return lambda: _("%(platform)s: followers", platform=PLATFORMS[name])

    plain = {target.key: lambda target=target: str(target.label) for target in TARGETS}
    channels = {f"channel:{name}": channel(name) for name in PLATFORMS}
    audiences = {f"audience:{name}": audience(name) for name in PLATFORMS}
    rest = {KEEP: lambda: _("Keep as a line in the notes"), IGNORE: lambda: _("Leave out")}
    return plain | channels | audiences | rest
