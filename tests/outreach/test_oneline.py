# ruff: noqa: E501 - a table reads better in long lines
"""One line of free text, read: a table in both languages, and what holds of every line."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import fold
from app.outreach.days import day_at
from app.outreach.models import Direction, Kind
from app.outreach.oneline import PartRole, read

TODAY = date(2026, 11, 25)
"""A Wednesday."""
KNOWN = {"camille", "camille moreau", "zoe", "zoe lambert", "ana", "@zoe.cuisine", "april"}


def understood(line, locale="en", today=TODAY):
    """The line with those named whom the list knows."""
    reading = read(line, today, locale)
    named = []
    for run in reading.candidates:
        fit = next((run[:n] for n in range(len(run), 0, -1) if fold(reading.words(run[:n])) in KNOWN), ())
        if fit:
            reading = reading.naming(fit)
            named.append(reading.words(fit))
    return reading, named


def d(day, month=11, year=2026):
    return date(year, month, day)


OUT, IN = Direction.OUT, Direction.IN
CALL, EMAIL, DM, MEETING = Kind.CALL, Kind.EMAIL, Kind.DIRECT_MESSAGE, Kind.MEETING
LINES = [
    # line, kind, direction, who, day, summary, title, due, due_time
    ("tél camille ok pour mars, rappeler mardi", CALL, OUT, ["camille"], None, "ok pour mars", "Rappeler", d(1, 12), None),
    ("Tél. Camille : ok pour mars", CALL, OUT, ["Camille"], None, "ok pour mars", "", None, None),
    ("appelé Camille hier, ok", CALL, OUT, ["Camille"], d(24), "ok", "", None, None),
    ("appel à Camille avant-hier soir : d'accord", CALL, OUT, ["Camille"], d(23), "d'accord", "", None, None),
    ("appel de Camille ce matin, veut le brief", CALL, IN, ["Camille"], d(25), "veut le brief", "", None, None),
    ("Camille a appelé, d'accord pour le colis", CALL, IN, ["Camille"], None, "d'accord pour le colis", "", None, None),
    ("camille m'a appelé lundi", CALL, IN, ["camille"], d(23), "", "", None, None),
    ("j'ai appelé Camille, elle publie mardi", CALL, OUT, ["Camille"], None, "elle publie mardi", "", None, None),
    ("coup de fil avec Camille hier soir, contrat signé", CALL, OUT, ["Camille"], d(24), "contrat signé", "", None, None),
    ("mail de Zoé : elle veut le brief, envoyer le brief avant vendredi", EMAIL, IN, ["Zoé"], None, "elle veut le brief", "Envoyer le brief", d(27), None),
    ("mail à Zoé Lambert il y a 3 jours, pas de réponse, relancer demain", EMAIL, OUT, ["Zoé Lambert"], d(22), "pas de réponse", "Relancer", d(26), None),
    ("reçu mail de camille: dates ok", EMAIL, IN, ["camille"], None, "dates ok", "", None, None),
    ("écrit à Zoé lundi dernier", EMAIL, OUT, ["Zoé"], d(23), "", "", None, None),
    ("zoé m'a répondu, c'est bon", EMAIL, IN, ["zoé"], None, "c'est bon", "", None, None),
    ("Zoé nous a écrit : pas de budget", EMAIL, IN, ["Zoé"], None, "pas de budget", "", None, None),
    ("mail d'Ana, intéressée", EMAIL, IN, ["Ana"], None, "intéressée", "", None, None),
    ("dm zoé : ok", DM, OUT, ["zoé"], None, "ok", "", None, None),
    ("mp de Zoé hier à 14h30, veut un colis", DM, IN, ["Zoé"], d(24), "veut un colis", "", None, None),
    ("sms à Camille : merci", DM, OUT, ["Camille"], None, "sms : merci", "", None, None),
    ("déjeuner avec Camille et Zoé lundi, très bon contact", MEETING, OUT, ["Camille", "Zoé"], d(23), "déjeuner, très bon contact", "", None, None),
    ("rdv camille moreau 12/11 : signe en décembre, relancer le 1er décembre à 14h", MEETING, OUT, ["camille moreau"], d(12), "signe en décembre", "Relancer", d(1, 12), time(14)),
    ("vu Camille au salon, envoyer le dossier dans 3 jours", MEETING, OUT, ["Camille"], None, "au salon", "Envoyer le dossier", d(28), None),
    ("visio camille jeudi dernier 15h : 3 vidéos, préparer devis fin de semaine", MEETING, OUT, ["camille"], d(19), "visio : 3 vidéos", "Préparer devis", d(27), None),
    ("rencontré Ana à la soirée, recontacter la semaine prochaine", MEETING, OUT, ["Ana"], None, "à la soirée", "Recontacter", d(30), None),
    ("colis pour Camille, demander si bien arrivé dans une semaine", Kind.GIFT, OUT, ["Camille"], None, "colis", "Demander si bien arrivé", d(2, 12), None),
    ("partagé la story de Zoé", Kind.SHARE, OUT, ["Zoé"], None, "la story", "", None, None),
    ("commentaire de Zoé : adore", Kind.COMMENT, IN, ["Zoé"], None, "adore", "", None, None),
    ("note : préfère les appels le matin", Kind.NOTE, None, [], None, "préfère les appels le matin", "", None, None),
    ("rappeler Camille mardi", None, None, ["Camille"], None, "", "Rappeler Camille", d(1, 12), None),
    ("relancer zoé", None, None, ["zoé"], None, "", "Relancer zoé", d(2, 12), None),
    ("tél camille, penser à envoyer le colis lundi", CALL, OUT, ["camille"], None, "", "Envoyer le colis", d(30), None),
    ("tél camille → devis vendredi", CALL, OUT, ["camille"], None, "", "Devis", d(27), None),
    ("tél camille ok puis envoyer le contrat lundi", CALL, OUT, ["camille"], None, "ok", "Envoyer le contrat", d(30), None),
    ("tél camille pas dispo, je la rappelle jeudi 16h", CALL, OUT, ["camille"], None, "pas dispo", "Rappelle", d(26), time(16)),
    ("tél camille, à rappeler mercredi", CALL, OUT, ["camille"], None, "", "Rappeler", d(2, 12), None),
    ("tél @zoe.cuisine ok", CALL, OUT, ["@zoe.cuisine"], None, "ok", "", None, None),
    ("Camille ok pour mars", None, None, ["Camille"], None, "ok pour mars", "", None, None),
    ("tél camille : ok pour le 12 décembre, confirmer le 10 décembre", CALL, OUT, ["camille"], None, "ok pour le 12 décembre", "Confirmer", d(10, 12), None),
    ("tél camille, relancer fin du mois", CALL, OUT, ["camille"], None, "", "Relancer", d(30), None),
    ("tél camille, relancer en janvier", CALL, OUT, ["camille"], None, "", "Relancer", d(1, 1, 2027), None),
    ("tél camille, écrire dans deux semaines", CALL, OUT, ["camille"], None, "", "Écrire", d(9, 12), None),
    ("called Camille, ok for March, remind Tuesday", CALL, OUT, ["Camille"], None, "ok for March", "", d(1, 12), None),
    ("called Camille Moreau last Friday about the spring box", CALL, OUT, ["Camille Moreau"], d(20), "about the spring box", "", None, None),
    ("Camille called, fine with the parcel", CALL, IN, ["Camille"], None, "fine with the parcel", "", None, None),
    ("Camille called yesterday at 3pm, wants dates, send dates by Friday", CALL, IN, ["Camille"], d(24), "wants dates", "Send dates", d(27), None),
    ("I called Zoé, no answer, call her tomorrow at 10:30", CALL, OUT, ["Zoé"], None, "no answer", "Call her", d(26), time(10, 30)),
    ("call with Zoé: two reels, pay invoice on the 12th", CALL, OUT, ["Zoé"], None, "two reels", "Pay invoice", d(12, 12), None),
    ("call from Zoé this morning, happy", CALL, IN, ["Zoé"], d(25), "happy", "", None, None),
    ("phoned Ana two days ago, busy", CALL, OUT, ["Ana"], d(23), "busy", "", None, None),
    ("email from Zoé Lambert yesterday, wants the brief, send her the brief by Friday", EMAIL, IN, ["Zoé Lambert"], d(24), "wants the brief", "Send her the brief", d(27), None),
    ("wrote to Camille 2 days ago, no answer, follow up next week", EMAIL, OUT, ["Camille"], d(23), "no answer", "Follow up", d(30), None),
    ("emailed Zoé, chase in 3 days", EMAIL, OUT, ["Zoé"], None, "", "Chase", d(28), None),
    ("Zoé replied: no budget", EMAIL, IN, ["Zoé"], None, "no budget", "", None, None),
    ("replied to Zoé", EMAIL, OUT, ["Zoé"], None, "", "", None, None),
    ("received email from Ana, asks for samples", EMAIL, IN, ["Ana"], None, "asks for samples", "", None, None),
    ("texted Camille, call back in a week", DM, OUT, ["Camille"], None, "", "Call back", d(2, 12), None),
    ("dm from Zoé last night: yes", DM, IN, ["Zoé"], d(24), "yes", "", None, None),
    ("lunch with Camille on Monday, great", MEETING, OUT, ["Camille"], d(23), "lunch, great", "", None, None),
    ("met Camille at the fair, call her Thursday at 3pm", MEETING, OUT, ["Camille"], None, "at the fair", "Call her", d(26), time(15)),
    ("coffee with Ana and Zoé 20 Nov, remind me to send the deck tomorrow", MEETING, OUT, ["Ana", "Zoé"], d(20), "coffee", "Send the deck", d(26), None),
    ("zoom with Camille: wants three videos, prepare a quote before the end of the month", MEETING, OUT, ["Camille"], None, "zoom: wants three videos", "Prepare a quote", d(30), None),
    ("parcel to Zoé, check in in two weeks", Kind.GIFT, OUT, ["Zoé"], None, "parcel", "Check in", d(9, 12), None),
    ("shared Ana's video", Kind.SHARE, OUT, [], None, "Ana's video", "", None, None),
    ("comment on Zoé", Kind.COMMENT, OUT, ["Zoé"], None, "on", "", None, None),
    ("note prefers calls in the morning", Kind.NOTE, None, [], None, "prefers calls in the morning", "", None, None),
    ("follow up with Camille on 12 Dec", None, None, ["Camille"], None, "", "Follow up with Camille", d(12, 12), None),
    ("call April, ok for April", CALL, OUT, ["April"], None, "ok for April", "", None, None),
    ("called Camille and send the contract Monday", CALL, OUT, ["Camille"], None, "", "Send the contract", d(30), None),
    ("called Camille, todo: brief for Dec 5", CALL, OUT, ["Camille"], None, "", "Brief", d(5, 12), None),
    ("called Camille, ok until Friday", CALL, OUT, ["Camille"], None, "ok until Friday", "", None, None),
    ("called Camille 2026-11-02, schedule the shoot 2026-12-24", CALL, OUT, ["Camille"], d(2), "", "Schedule the shoot", d(24, 12), None),
    ("called Camille 31/02, fine", CALL, OUT, ["Camille"], None, "31/02, fine", "", None, None),
    ("ok", None, None, [], None, "ok", "", None, None),
    ("", None, None, [], None, "", "", None, None),
]  # fmt: skip


def language(line):
    french = (
        "é",
        "è",
        "à",
        "avec",
        "tél",
        "appel",
        "mail d",
        "colis p",
        "dm zoé",
        "mp ",
        "sms",
        "rdv",
        "visio",
        "relancer",
    )
    return (
        "fr" if any(word in line for word in french) and not line.startswith(("c", "w", "e", "d", "l", "p")) else "en"
    )


def test_there_are_enough_lines():
    assert len(LINES) >= 60


@pytest.mark.parametrize("line", LINES, ids=[line[0] for line in LINES])
def test_a_line_is_read(line):
    text, kind, direction, who, day, summary, title, due, due_time = line
    reading, named = understood(text, language(text))
    assert (reading.kind, reading.direction, named, reading.day) == (kind, direction, who, day)
    assert (reading.summary, reading.title, reading.due, reading.due_time) == (summary, title, due, due_time)


def test_words_that_are_another_in_french():
    assert read("comment va Camille ?", TODAY, "fr").kind is None
    assert read("comment va Camille ?", TODAY, "fr").summary == "comment va Camille ?"
    assert read("comment on her reel", TODAY, "en").kind is Kind.COMMENT


def test_only_something_to_do():
    assert read("rappeler Camille mardi", TODAY, "fr").is_only_step
    assert not read("tél Camille, rappeler mardi", TODAY, "fr").is_only_step
    assert not read("Camille ok", TODAY, "fr").is_only_step


def test_days_are_those_of_the_members_zone():
    """At 23:30 UTC on the 24th it is the 25th in Paris."""
    moment = datetime(2026, 11, 24, 23, 30, tzinfo=ZoneInfo("UTC"))
    for zone, yesterday in (("UTC", 23), ("Europe/Paris", 24), ("America/Los_Angeles", 23), ("Pacific/Auckland", 24)):
        today = moment.astimezone(ZoneInfo(zone)).date()
        assert read("called Camille yesterday", today).day == d(yesterday), zone


@pytest.mark.parametrize(
    ("text", "today", "due"),
    [
        ("remind tomorrow", d(31, 12), d(1, 1, 2027)),
        ("rappeler le 31", d(30), d(31, 12)),
        ("rappeler le 29 février", d(1, 1), None),
        ("remind 29/02/2028", d(1, 1), d(29, 2, 2028)),
        ("remind in 1 month", d(31, 1), d(28, 2)),
        ("remind in 999 days", d(1, 1), d(26, 9, 2028)),
        ("rappeler mercredi", TODAY, d(2, 12)),
        ("rappeler mercredi 9 décembre", TODAY, d(9, 12)),
        ("remind next Monday", TODAY, d(30)),
    ],
)
def test_days_at_the_edges(text, today, due):
    assert read(text, today).due == (due or today.fromordinal(today.toordinal() + 7))


def held(reading, wanted, text):
    """Whether every word of these roles stands in `text`."""
    there = text.casefold()
    return all(
        token.casefold() in there
        for token, role in zip(reading.tokens, reading.roles, strict=True)
        if role in wanted and any(c.isalnum() for c in token)
    )


WORDS = st.sampled_from(
    re.split(
        r" ",
        "tél appelé called Camille camille Zoé mardi Tuesday hier yesterday , ; . : pour for ok mars March rappeler remind et and"
        " à to de from m'a j'ai 12/11 31/02 demain tomorrow 14h 3pm @zoe https://x.example.org note le the next dans 3 jours ago"
        " last d'Ana comment met → -> pour for colis note",
    )
)
LINE = st.one_of(st.text(), st.lists(WORDS, max_size=14).map(" ".join))


@given(LINE, st.sampled_from(["en", "fr"]), st.dates(date(1990, 1, 2), date(2190, 1, 1)))
def test_it_never_raises_and_never_loses_a_word(line, locale, today):
    reading, _named = understood(line, locale, today)
    assert "".join(part.text for part in reading.parts) == line
    assert held(reading, {PartRole.SAID}, reading.summary)
    assert held(reading, {PartRole.TODO}, reading.title)
    assert reading.day is None or reading.day <= today
    assert reading.due is None or reading.due >= today


@given(st.lists(WORDS, max_size=8), st.integers(0, 8), st.booleans())
def test_no_day_is_longer_than_the_words(words, n, future):
    found = day_at([fold(word) for word in words], n, TODAY, future=future)
    assert found is None or 0 < found.length <= len(words) - n
