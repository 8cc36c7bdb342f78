"""The demo school: an invented school with at least one invented person for every role, so that everything can be tried.

Used by `belisha demo` and by the tests' cast. Promises that every name here is made up, and obviously so.
"""
