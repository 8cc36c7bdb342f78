"""What the benchmarks of the wire share: engines to measure, questions to ask, clients that ask them, and where figures are written."""
