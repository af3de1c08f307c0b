"""Benchmarks: one JSON a benchmark in benchmarks/results/."""
