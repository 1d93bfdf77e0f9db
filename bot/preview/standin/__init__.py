"""The stand-in of the Bot API: it knows nothing of the page that shows it."""
