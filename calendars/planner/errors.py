"""Why nothing can be printed."""

from __future__ import annotations

from rules import Message, YuelingError

from ..lines import one_line


class NoPrinter(YuelingError):
    """The package that makes the PDF is not installed."""

    def __init__(self) -> None:
        super().__init__(
            Message("a planner needs the package reportlab, which is not installed"),
            Message("install it: pip install 'yueling[planner]'"),
        )


class NoFont(YuelingError):
    """No font with Chinese characters was found in the places where systems keep them."""

    def __init__(self) -> None:
        super().__init__(
            Message("no Chinese font was found that can be put into a PDF"),
            Message(
                "install one (Debian, Ubuntu: apt install fonts-wqy-microhei; Fedora: dnf install wqy-microhei-fonts),"
                " or name a .ttf or .ttc file: --font FILE"
            ),
        )


class UnfitFont(YuelingError):
    """A file that is no font, or one that cannot be put into a PDF, or has no Chinese characters."""

    def __init__(self, file: str, reason: Message) -> None:
        super().__init__(
            Message("{file}: {reason}", file=one_line(file, 200), reason=reason),
            Message("a TrueType font with Chinese characters is needed (.ttf or .ttc), as fonts-wqy-microhei has it"),
        )
