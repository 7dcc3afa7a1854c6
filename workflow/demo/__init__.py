"""The calls and the worked set as data, and what makes a demonstration of them."""
