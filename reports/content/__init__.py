"""What a report says, as plain text in nested dicts and lists: the same for Word, PDF and HTML."""
