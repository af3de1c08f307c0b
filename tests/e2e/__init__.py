"""End-to-end: the whole product, started as a newcomer would, driven through its outside contracts."""
