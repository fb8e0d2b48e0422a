"""Saved views: filters, sort and columns of a list under a name, private or shared with the team.

Owns `saved_view`. The lists themselves belong to higher features, which tell `subjects` how to read a view of theirs.
"""
