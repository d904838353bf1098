"""Asking others over the network: one way to do it, within bounds whatever the other side does.

`fetch` gets what lies at a web address. What is asked of one partner in a way of its own (the second reader, the services
that reminders go by) is built on `line.Line`, whose every wait ends when the time of the whole is over.
"""

from .addresses import LONGEST, BadAddress, WebAddress, host_of, web_address
from .fetching import LIMIT, SECONDS, Fetched, NotFetched, fetch

__all__ = [
    "LIMIT", "LONGEST", "SECONDS", "BadAddress", "Fetched", "NotFetched", "WebAddress", "fetch", "host_of", "web_address",
]  # fmt: skip
