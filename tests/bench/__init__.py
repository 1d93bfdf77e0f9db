"""What Mulai costs beside a bare echo bot, on the same stand-in and in the same run. Linux only."""
