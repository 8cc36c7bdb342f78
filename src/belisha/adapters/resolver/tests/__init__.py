"""Tests of the embedded resolver: real sockets on loopback, no other network."""
