"""The web server beside the bot, and the pages it serves."""
