"""Feeds and pages over HTTP: an ASGI application."""

from __future__ import annotations

from .app import app

__all__ = ["app"]
