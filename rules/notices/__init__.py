"""Official documents: read into a Notice, searched for their date rules.

Nothing is loaded here: a process that only reads files (`documents`) needs no grammar.
"""
