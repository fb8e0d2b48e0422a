"""Shared pieces of work: brief, brand, audience profile, dates, budget, the members who share them.

Owns `campaign campaign_member`. Who takes part is a partnership (see partnerships), not a row here.
"""
