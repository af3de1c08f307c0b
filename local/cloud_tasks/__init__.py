"""A Cloud Tasks server for one machine, for the unmodified official client: no emulator of Google's exists."""
