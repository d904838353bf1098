"""Who is reminded of what, when: leads, reminders, channels and the record of what was delivered."""
