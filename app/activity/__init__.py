"""The event log: every write records who did what to which subject, in its own transaction.

Owns the table `activity`. Timelines, the audit page and the `/changes` feed read it. It refers to workspace
and user by table name and to everything else by plain id, so that it outlives what it describes.
"""
