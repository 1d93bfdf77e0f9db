"""Several bots on one PostgreSQL database: who handles an update, who sends, who takes over."""
