"""From a message to the topics it is about."""
