"""What programs ask and are reply, as plain records: the interface over HTTP and the tools for assistants stand on it.

A file a subject; nothing here knows of HTTP. Each function takes an `Inquiry`, who asks and when, then what is asked, and
hands out records as `--json` prints them wherever there is one. What changes something goes through `calendars.actions`.
"""

from .inquiry import Inquiry

__all__ = ["Inquiry"]
