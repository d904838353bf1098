"""The commands, a file a subject: options in, one action, the answer shown."""
