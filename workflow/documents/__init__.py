"""Letters, itineraries and certificates: facts, number, register, rendering, verification."""
