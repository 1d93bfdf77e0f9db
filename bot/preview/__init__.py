"""A local stand-in for Telegram: the Bot API, the people in the chats, and a page to be them."""
