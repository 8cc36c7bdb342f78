"""Deciding: one question, one answer, and the reason why. `decide` is the reference every engine must agree with."""
