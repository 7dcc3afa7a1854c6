"""The trainee's own page, reached by a link: data confirmed, name as in the passport, each consent apart."""
