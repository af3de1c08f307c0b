"""The whole product on one machine, on the real emulators."""
