"""Sessions, host institutions, the working itinerary and its frozen releases."""
