"""Contracts that more than one implementation keeps: one suite, run on each."""
