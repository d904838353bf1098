"""Taking events along: exported as rules and imported again, from our own documents and from other programs' calendars."""
