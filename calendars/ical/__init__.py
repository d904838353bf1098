"""The iCalendar format (RFC 5545): content lines, components, and a lint."""
