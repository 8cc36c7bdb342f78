"""A school: the scope of every row, its terms, timetable and networks.

Used by every room above it. Promises that facts are dated rows: a fact ends and another begins, nothing is overwritten.
"""
