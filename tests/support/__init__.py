"""What tests run against for real: servers, workers, a database cluster, a mail server, a browser."""
