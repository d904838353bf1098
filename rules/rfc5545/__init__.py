"""Recurrence rules of RFC 5545 and RFC 7529: text -> RRule -> Series -> instances, exactly and without scanning."""
