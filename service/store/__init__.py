"""The database: the only truth. SQL lives here and nowhere else; SQLite and PostgreSQL behave alike."""
