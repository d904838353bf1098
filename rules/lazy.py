"""A property that is reckoned when it is first asked, and then kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Lazy(Generic[T]):
    """As functools.cached_property, without the lock that this takes before Python 3.12: two threads may both reckon it.

    >>> class Circle:
    ...     @Lazy
    ...     def area(self) -> float:
    ...         return 3.14
    >>> Circle().area
    3.14
    """

    def __init__(self, reckon: Callable[[Any], T]) -> None:
        self._reckon, self._name, self.__doc__ = reckon, reckon.__name__, reckon.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Lazy[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> T | Lazy[T]:
        if instance is None:
            return self
        found = instance.__dict__[self._name] = self._reckon(instance)
        return found
