"""What a message costs: Mulai beside a bare echo bot, on the same stand-in in the same run."""
