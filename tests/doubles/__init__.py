"""Servers on loopback that stand in for the services reminders go by, each keeping to what that service publishes of itself:
its signature, its limits in octets, its rate, the codes with which it refuses. None of them is asked over the network.
"""

from .chats import DingTalkDouble, FeishuDouble, WeComDouble
from .hooks import NtfyDouble, WebhookDouble
from .service import Fault, Question, ServiceDouble

__all__ = [
    "DingTalkDouble", "Fault", "FeishuDouble", "NtfyDouble", "Question", "ServiceDouble", "WeComDouble", "WebhookDouble",
]  # fmt: skip
