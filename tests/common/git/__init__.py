"""Tests of common/git/."""
