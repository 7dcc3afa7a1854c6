"""The forms in which staff write a call, a file for each kind of section."""
