"""Several threads that do something at one moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

THREADS = 4


def in_threads(work: Callable[[int], object], count: int = THREADS) -> None:
    """Runs the work in so many threads at once; what one raises is raised here."""
    failed: list[BaseException] = []
    start = threading.Barrier(count)

    def run(nth: int) -> None:
        start.wait()
        try:
            work(nth)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(nth,)) for nth in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if failed:
        raise failed[0]
