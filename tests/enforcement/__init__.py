"""What the real resolver does on the wire: by the cases of the policies, when processes are killed, at the bell."""
