"""Doing the same thing at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def at_once(count: int, act: Callable[[int], Result], *, patience: float = 60) -> list[Result | BaseException]:
    """Run `act(0)` to `act(count - 1)` in threads that start together; return their results or errors."""
    gate = threading.Barrier(count)
    results: list[Result | BaseException] = [TimeoutError("the thread did not end")] * count

    def run(number: int) -> None:
        try:
            gate.wait(patience)
            results[number] = act(number)
        except BaseException as error:  # noqa: BLE001 - handed to the test, which judges it
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience)
    return results
