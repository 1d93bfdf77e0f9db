"""What is kept, on SQLite or PostgreSQL: inbox, conversations, outbox, results, workshops."""
