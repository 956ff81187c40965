"""The client: every operation of the contract, and the steps of a large import in one call."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from creatormatch_client import types
from creatormatch_client.asynchronous.operations import AsyncOperations

PART_BYTES = 8 * 1024 * 1024


class AsyncClient(AsyncOperations):
    """A creatormatch service.

    Every operation is a method, named as its operationId in the contract: `createBrief` is `create_brief`. Answers are
    dictionaries; `etag_of` and `headers_of` tell what came beside them. `iterate_…` goes through a list page by page.
    Writing POSTs carry an Idempotency-Key of their own unless one is given, so that trying again has no second effect.
    """

    async def upload_import(
        self,
        file: str | Path,
        document: types.Import | None = None,
        *,
        import_id: str | None = None,
        on_progress: Callable[[types.StoredImportShape], object] = lambda _: None,
        poll_seconds: float = 1.0,
        part_bytes: int = PART_BYTES,
    ) -> types.StoredImportShape:
        """Upload a file of creators in parts, have it read by a worker, wait for the end; the import as it is then.

        `document` says how the file is read. With the `import_id` of an upload that broke off, what has arrived is not
        sent again; `part_bytes` must be as before. `on_progress` gets the import after each part and each look.
        """
        if (document is None) == (import_id is None):
            raise ValueError("give either the document of a new import or the import_id of one that broke off")
        now = await (self.create_import(document) if document is not None else self.get_import(import_id or ""))
        on_progress(now)
        if now["state"] == "uploading":
            arrived = {part["number"]: part["sha256"] for part in now.get("parts", [])}
            with Path(file).open("rb") as opened:
                number = 1
                while part := opened.read(part_bytes):
                    if arrived.get(number) != hashlib.sha256(part).hexdigest():
                        await self.upload_import_part(now["id"], number, part)
                        on_progress(await self.get_import(now["id"]))
                    number += 1
            now = await self.start_import(now["id"])
        while now["state"] not in ("finished", "failed"):
            on_progress(now)
            await self._sleep(poll_seconds)
            now = await self.get_import(now["id"])
        on_progress(now)
        return now
