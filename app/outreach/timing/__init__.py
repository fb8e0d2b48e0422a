"""Is it the right moment? Before any contact: speak, wait or stay discreet, with the reasons.

The centre is pure: `decide.advice(facts, policy, question, now)` knows no clock and no database. `facts` says what is
known of a person, `policy` holds every number, `rules/` one rule a file, `hours` the person's working time.
Around it `models queries service web api jobs` as in any feature. Owns `circumstance preference offer advice_outcome
timing_policy`. Knows no partnership: those write debts, exclusivities and live agreements here.
"""
