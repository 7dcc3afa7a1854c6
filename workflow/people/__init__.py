"""The same person or city in several nominations: pointed out, and merged by staff field by field."""
