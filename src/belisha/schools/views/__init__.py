"""The pages of a school's facts: who sits where; terms, closure days and lessons."""
