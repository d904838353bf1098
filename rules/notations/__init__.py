"""Notations that are no language: content lines of RFC 5545, and cron's five fields."""
