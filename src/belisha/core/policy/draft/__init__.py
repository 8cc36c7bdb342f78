"""The draft of a policy: what a text in plain words, as a school has it today, holds and lacks. No controls are written."""
