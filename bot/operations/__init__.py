"""What operators watch: logs, health, daily counts, and the doctor."""
