"""The same answers as tools for assistants, over the Model Context Protocol (extra `mcp`): `yueling mcp`.

`confirming.py` holds what is stored only after a second word, `quoting.py` marks what others wrote, `server.py` has the tools.
"""
