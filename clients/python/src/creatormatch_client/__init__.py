"""Client of a creatormatch service. `Client` and `AsyncClient` have a method for each operation of its contract."""

from creatormatch_client import types
from creatormatch_client.asynchronous.client import AsyncClient
from creatormatch_client.documents import etag_of, headers_of
from creatormatch_client.errors import (
    ApiError,
    Conflict,
    CreatormatchError,
    Forbidden,
    Gone,
    Invalid,
    NoAnswer,
    NotFound,
    NotModified,
    PreconditionFailed,
    RateLimited,
    Unauthenticated,
    Unavailable,
)
from creatormatch_client.retries import Retries
from creatormatch_client.synchronous.client import Client
from creatormatch_client.webhooks import Event, InvalidWebhook, verify_webhook

__all__ = [
    "ApiError",
    "AsyncClient",
    "Client",
    "Conflict",
    "CreatormatchError",
    "Event",
    "Forbidden",
    "Gone",
    "Invalid",
    "InvalidWebhook",
    "NoAnswer",
    "NotFound",
    "NotModified",
    "PreconditionFailed",
    "RateLimited",
    "Retries",
    "Unauthenticated",
    "Unavailable",
    "etag_of",
    "headers_of",
    "types",
    "verify_webhook",
]
