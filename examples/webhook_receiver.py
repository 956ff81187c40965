"""Receive creatormatch's webhooks: check the signature, answer at once, take each event once. Standard library only.

    WEBHOOK_SECRET=whsec_... python examples/webhook_receiver.py [port]

The secret is in the answer to POST /v1/webhooks. While a secret is being replaced name both, with a space between them.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOLERANCE_SECONDS = 5 * 60
MOST_BYTES = 20_000
MOST_REMEMBERED = 10_000


def is_genuine(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether the body was signed by one of the secrets, and not long ago: an old message may be a repeated one."""
    message_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent_at.isascii() or not sent_at.isdecimal() or len(sent_at) > 15:
        return False
    if abs(now - int(sent_at)) > TOLERANCE_SECONDS:
        return False
    signed = f"{message_id}.{sent_at}.".encode() + body
    right = [hmac.digest(base64.b64decode(one.removeprefix("whsec_")), signed, hashlib.sha256) for one in secrets]
    given = [_signature(part) for part in headers.get("webhook-signature", "").split(" ")]
    # Every pair is compared, each in constant time, so that the time taken says nothing of the right signature.
    same = [hmac.compare_digest(one, other) for one in right for other in given]
    return any(same)


def _signature(part: str) -> bytes:
    version, _, encoded = part.partition(",")
    try:
        return base64.b64decode(encoded, validate=True) if version == "v1" else b""
    except (binascii.Error, ValueError):
        return b""


class Seen:
    """The ids of the latest events. A service that restarts, or runs more than once, keeps them in its database."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, event_id: str, work: Callable[[], object]) -> None:
        """Do the work of an event that was not done yet. Where it fails, the event will come again."""
        with self._lock:
            if event_id in self._ids:
                return
            work()
            self._ids[event_id] = None
            while len(self._ids) > MOST_REMEMBERED:
                self._ids.popitem(last=False)


def handle(event: dict[str, Any]) -> None:
    """What your program does with an event. Whatever takes long belongs into a queue."""
    print(event["timestamp"], event["type"], json.dumps(event["data"]), flush=True)


def receiver(secrets: Sequence[str], port: int, on_event: Any = handle) -> ThreadingHTTPServer:
    seen = Seen()

    class Receiver(BaseHTTPRequestHandler):
        timeout = 10  # seconds, for who begins to send and does not go on

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > MOST_BYTES:
                return self._answer(413)
            body = self.rfile.read(int(length))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if not is_genuine(secrets, headers, body, time.time()):
                return self._answer(401)
            seen.once(headers["webhook-id"], lambda: on_event(json.loads(body)))
            self._answer(204)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Receiver)


if __name__ == "__main__":
    with receiver(os.environ["WEBHOOK_SECRET"].split(), int((sys.argv[1:] or ["9000"])[0])) as server:
        print(f"waiting for events on http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()
