"""A nomination of a country (city, organisation) and its trainees."""
