"""What was said and what comes next: interactions and next steps.

Owns `interaction interaction_blogger next_step`. Writes last contact, turn and next-step facts onto the
relation. Knows no partnership: a contact logged on one goes through partnerships' service.
"""
