"""Files as people have them, and files as nobody should."""

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.core.formulas import TRIGGERS, guard, unguard
from app.transfer import guesses
from app.transfer.intake import main


def look(tmp_path: Path, content: bytes, **options) -> dict:
    (tmp_path / "file").write_bytes(content)
    return main(tmp_path / "file", tmp_path / "rows", options)


def workbook(*rows: list, sheets: tuple[str, ...] = ("People",)) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for name in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows if name == sheets[-1] else []):
            sheet.write_row(number, 0, row)
    book.close()
    return made.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, delimiter: str):
    rows = ["Nom,Ville,Note", *(f'Zoé{n},Liège,"à rappeler{delimiter} vite"' for n in range(30))]
    found = look(tmp_path, "\r\n".join(row.replace(",", delimiter) for row in rows).encode(encoding))
    assert (found["delimiter"], found["total"]) == (delimiter, 30)
    assert found["columns"][1]["samples"] == ["Liège"]


def test_quotes_and_newlines_inside_cells(tmp_path: Path):
    found = look(tmp_path, b'Name,Notes\r\nZoe,"said ""yes"",\nthen left"\r\nAna,x\r\n')
    assert found["total"] == 2
    assert found["columns"][1]["samples"][0] == 'said "yes",\nthen left'


def test_a_line_that_names_the_separator_is_obeyed(tmp_path: Path):
    found = look(tmp_path, b"sep=|\r\nName|City\r\nZoe|Lyon\r\n")
    assert [column["title"] for column in found["columns"]] == ["Name", "City"]


def test_a_file_without_titles(tmp_path: Path):
    found = look(tmp_path, b"Zoe,zoe@a.example.org\nAna,ana@a.example.org\n")
    assert (found["header_row"], found["total"]) == (0, 2)
    assert guesses.mapping(found["columns"])["1"] == "email"


def test_a_workbook_with_dates_numbers_and_an_empty_first_sheet(tmp_path: Path):
    import datetime

    rows = ["Nom", "Dernier contact", "Abonnés"], ["Zoé", datetime.date(2025, 3, 4), 12500.0]
    found = look(tmp_path, workbook(*rows, sheets=("Notes", "People")))
    assert (found["format"], found["sheet"], found["total"]) == ("xlsx", "People", 1)
    assert [column["samples"] for column in found["columns"]] == [["Zoé"], ["2025-03-04"], ["12500"]]


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "empty"),
        (b"Name;City\r\n", "only_titles"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not_a_table"),
        (b"<!DOCTYPE html><html>", "not_a_table"),
        (bytes(range(1, 9)) * 200, "not_a_table"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old_excel"),
        (b"PK\x03\x04 cut short", "corrupt"),
        (b'Name,Note\nZoe,"never closed\n' + b"Ana,x\n" * 60_000, "quotes"),
        (b'Name,Note\nZoe,"never closed\nAna,x\nLea,y\nIna,z\nEva,w\n', "quotes"),
        (b",".join(b"c%d" % n for n in range(300)) + b"\n" + b",".join([b"x"] * 300), "too_wide"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, code: str):
    assert look(tmp_path, content)["refused"] == code


def zipped(entries: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "made, code",
    [
        (lambda: zipped({"readme.txt": b"hello"}), "not_a_table"),
        (lambda: zipped({"xl/workbook.xml": b"<x/>", "xl/sheet.xml": bytes(200 << 20)}), "bomb"),
        (lambda: zipped({"xl/workbook.xml": b"<x/>"} | {f"xl/{n}": b"x" for n in range(300)}), "bomb"),
        (lambda: zipped({"xl/workbook.xml": b"no xml"}), "corrupt"),
        (lambda: workbook(["Name"], ["Zoe"])[:-200], "corrupt"),
    ],
    ids=["another zip", "bomb", "300 entries", "no workbook", "cut short"],
)
def test_a_hostile_zip_is_refused_at_once(tmp_path: Path, made: Callable[[], bytes], code: str):
    content = made()
    started = time.process_time()
    assert look(tmp_path, content)["refused"] == code
    assert time.process_time() - started < 4


def test_sizes_that_lie_are_noticed(tmp_path: Path):
    content = bytearray(zipped({"xl/workbook.xml": b"<x/>", "xl/sheet.xml": bytes(5 << 20)}))
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    assert look(tmp_path, bytes(content))["refused"] in ("corrupt", "bomb")


def test_the_child_cannot_take_the_machine_with_it(tmp_path: Path):
    """A workbook of a million wide rows meets the limits of the child, not of Tact."""
    (tmp_path / "file").write_bytes(b"Name\n" + b"x" * (30 << 20))
    command = [sys.executable, "-m", "app.transfer.intake", tmp_path / "file", tmp_path / "rows", "{}"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert json.loads(done.stdout)["refused"] == "quotes"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30))
def test_the_formula_guard_comes_off_again(text: str):
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(TRIGGERS)


def test_titles_in_english_and_french_are_matched():
    from app.transfer.fields import by_title

    known = {
        "Nom complet": "name",
        "Full name": "name",
        "Prénom": "given_name",
        "Pseudo": "also_known_as",
        "Courriel": "email",
        "E-mail (pro)": "email",
        "Téléphone": "phone",
        "Ville": "city",
        "Pays": "country",
        "Site web": "channel:blog",
        "Insta": "channel:instagram",
        "Abonnés Insta": "audience:instagram",
        "Nb d'abonnés TikTok": "audience:tiktok",
        "URL YouTube": "channel:youtube",
        "Followers": "audience",
        "Statut": "stage",
        "Dernier contact": "last_contact",
        "Date du dernier échange": "last_contact",
        "Langue(s)": "languages",
        "Thématique(s)": "topics",
        "Remarques": "notes",
        "Tags": "tags",
        "Pointure": None,
        "Date anniversaire": None,
        "Abonnés Instagram (k)": None,
        "": None,
    }
    assert {title: by_title(title) for title in known} == known


def test_a_column_of_dates_tells_its_own_order(tmp_path: Path):
    american = look(tmp_path, b"Name,Last contact\nZoe,03/04/2025\nAna,12/25/2025\n")["columns"][1]
    french = look(tmp_path, b"Name,Last contact\nZoe,03/04/2025\nAna,25/12/2025\n")["columns"][1]
    unsure = look(tmp_path, b"Name,Last contact\nZoe,03/04/2025\nAna,05/06/2025\n")["columns"][1]
    assert [guesses.date_order(it) for it in (american, french, unsure)] == ["month_first", "day_first", "day_first"]
    assert [guesses.is_ambiguous(it) for it in (american, french, unsure)] == [False, False, True]
