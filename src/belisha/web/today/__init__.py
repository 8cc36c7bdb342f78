"""The page of the day: what people meet after signing in. Five things at most that need them, their lesson or network, what changed.

What stands on it is said by the rooms (people/providers.py, DayFact); here it is only put in order.
"""
