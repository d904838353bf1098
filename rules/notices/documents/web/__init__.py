"""What a saved web page is made of: its encoding, what stands around the text, its tables."""
