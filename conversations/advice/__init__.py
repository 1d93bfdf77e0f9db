"""The advice: rules from answers to ordered priorities, and the words for them."""
