"""People, companies, roles and sign-in."""
