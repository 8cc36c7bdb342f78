"""The embedded resolver: the school's DNS server, one process, fed by a snapshot and numbered deltas over a Unix socket.

It never opens the database. `run.run` is the process, `client.ResolverClient` drives it, `proof.ask` asks it as a seat would,
`snapshot.write_snapshot` writes what it loads. Only the careful path is here: dnspython reads and builds every message.
"""
