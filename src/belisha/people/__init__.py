"""The people of a school: who they are, the roles they hold from date to date, their classes, and how they sign in.

Used by every room above it. Promises that a role is asked "on this day", never "now"; and that the last holder cannot be taken away.
"""
