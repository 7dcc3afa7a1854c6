"""A line of approval around any subject; it knows no subject."""
