"""Tact: a relationship CRM for people who work with bloggers. See README.md for the tour."""
