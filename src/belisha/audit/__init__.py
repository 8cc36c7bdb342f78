"""The record of what was done: one row for each action, in its transaction, chained by hashes, a chain for each school.

The head, the chair and governors read it; the data protection officer may have facts erased from it. It promises that nothing in it
was changed, taken away, put in between or put in another order without `belisha audit verify` saying so, even after lawful erasure.
"""
