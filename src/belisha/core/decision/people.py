"""People words, for deciding: which seats a word covers, and which lies inside another. They are the programme's own (programme.people)."""

from belisha.core.programme.people import (
    PUPILS,
    STAFF,
    WORDS_OF_STAFF,
    any_binds,
    any_covers,
    are_inside,
    binds,
    covers,
    is_inside,
    years_of,
)

__all__ = ["PUPILS", "STAFF", "WORDS_OF_STAFF", "any_binds", "any_covers", "are_inside", "binds", "covers", "is_inside", "years_of"]
