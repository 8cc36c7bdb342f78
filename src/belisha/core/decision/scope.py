"""Which rules speak of a name, and which of two is the narrower, for deciding. They are the programme's own (programme.scope)."""

from belisha.core.programme.scope import clause_order, in_order, is_among, is_narrower, speaks_of

__all__ = ["clause_order", "in_order", "is_among", "is_narrower", "speaks_of"]
