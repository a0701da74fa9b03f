"""The benchmark: this engine and its peers on the same words and questions (`python -m tests.benchmarks`)."""
