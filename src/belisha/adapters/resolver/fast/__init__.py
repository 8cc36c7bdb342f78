"""The fast path: ordinary questions answered from raw octets, by what the careful path said of them.

It knows the shape of an ordinary question and nothing else of DNS: every octet of an answer comes from the careful path, once, and
is given again as long as it holds. What is out of the ordinary goes to the careful path each time.
Measured on prototypes: design, engines.md (the embedded resolver on raw bytes).
"""
