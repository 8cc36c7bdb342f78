"""The servers that open names are asked of: which are asked for what, in which order, how they are, and what of an answer is believed.

`Forwarder` (one room up) has the cache before them. Everything that leaves the school as a question leaves through here.
"""
