"""Lists that calls and nominations refer to: DAC lists with their dates, cities and their spellings."""
