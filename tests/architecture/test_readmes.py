"""The two READMEs say the same: one outline, the same commands, names, pictures and links."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGLISH, FRENCH = ((ROOT / name).read_text() for name in ("README.md", "README.fr.md"))


def outline(text: str) -> list[str]:
    return re.findall(r"^(#+) ", prose(text), re.MULTILINE)


def blocks(text: str) -> list[list[str]]:
    """Fenced blocks without their comments, which are in the language of the page."""
    found = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [[line for line in block.splitlines() if line and not line.startswith("#")] for block in found]


def prose(text: str) -> str:
    return re.sub(r"^```\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def names(text: str) -> list[str]:
    return sorted(re.findall(r"`([^`]+)`", prose(text)))


def links(text: str) -> list[str]:
    """Each leads to the other, too."""
    return sorted(found.replace(".fr.md", ".md") for found in re.findall(r"\]\(([^)]+)\)", text))


def shapes(text: str) -> list[int]:
    """Of every table, line by line, how many cells."""
    return [line.count("|") for line in prose(text).splitlines() if line.startswith("|")]


@pytest.mark.parametrize("part", [outline, blocks, names, links, shapes])
def test_they_agree(part) -> None:
    assert part(FRENCH) == part(ENGLISH)


def test_figures_agree() -> None:
    """Digits of the tables, whatever the language puts between them."""
    french, english = (
        [
            re.sub(r"\D+", " ", re.sub(r"(?<=\d)[.,\u202f\u00a0](?=\d)", "", line))
            for line in text.splitlines()
            if line.startswith("|")
        ]
        for text in (prose(FRENCH), prose(ENGLISH))
    )
    assert french == english


def test_french_typography() -> None:
    words = re.sub(r"`[^`]*`|\]\([^)]*\)|https?://\S+", "", prose(FRENCH))
    assert not re.findall(r"[^\u202f]([;!?])", re.sub(r"!\[", "[", words))
    assert not re.findall(r"[^\u00a0|\-:](:)(?= |$)", words)
    assert not re.findall(r"«[^\u00a0]|[^\u00a0]»", words)
