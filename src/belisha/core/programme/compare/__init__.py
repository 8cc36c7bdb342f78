"""What a version would change, in plain sentences: what opens and closes to whom, who does what, and what the words say."""

from belisha.core.programme.compare.whole import Changes, changes

__all__ = ["Changes", "changes"]
