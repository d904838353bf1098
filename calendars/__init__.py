"""Events: what recurs and why, where it is kept, how it is published."""
