"""Which event sends which message to whom, in which language, and the page of messages."""
