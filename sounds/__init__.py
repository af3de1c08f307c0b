"""Makes the bundled sounds from nothing but arithmetic and seeded noise; no service imports it, no image has it."""
