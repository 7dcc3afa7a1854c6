"""The application as servers of tests run it: what is observed, slowed down or taken away is done here,
so that the application itself has no switch for tests."""
