"""What content files hold, as frozen models."""
