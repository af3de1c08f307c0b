"""Makes the bundled sounds from nothing but arithmetic and seeded noise."""
