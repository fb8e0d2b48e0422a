"""Agreements discussed or run with one blogger for one brand, on editable pipelines.

Owns `pipeline stage partnership partnership_move partnership_interaction partnership_next_step`.
"""
