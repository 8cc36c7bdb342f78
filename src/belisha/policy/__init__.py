"""The school's policy documents: versions, signatures, what is in force, and the live page everybody meets first.

Promises that an unsigned version changes nothing, that two different people sign, and that a signature can never be changed.
"""
