"""What became of events, in words for people: decided, given, proposed, accepted, on another date by now."""
