"""Filtering: what the network closes and opens, who asks, who decides, and the proof that it is so.

The only room that speaks to the engines. Promises that every close and opening names its clause, ends when it says, and is proved.
"""
