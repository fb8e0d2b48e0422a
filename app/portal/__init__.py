"""What a blogger sees: their page under a private link, without an account; and how members make that link.

Layers as in any feature. Owns no table: what people say is kept by outreach.timing (`preference`) and bloggers.
"""
