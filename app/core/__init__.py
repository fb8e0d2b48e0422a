"""What every feature stands on: settings, database, actor, errors, pages, forms, queue, clock, i18n.

Owns the tables `job` and `idempotency_key`. Knows no feature.
"""
