"""Work that nobody waits for: the worker's loop, its schedule, and the hearts that show which process is alive.

The network manager looks at /operations/. It promises that a silent process, a waiting event and a failing job are seen there,
each with what to do.
"""
