// Files on their way to the service: in parts, one after the other, tried again where the way is shaky. They go on while
// other views are shown, and end with the page; the same file takes up where it stopped.

import { useState } from '../vendor/preact-htm.js';
import { Problem, request } from '../api.js';
import { useEvent } from '../events.js';

const PART_BYTES = 4 * 2 ** 20;
const LARGEST_PART_BYTES = 16 * 2 ** 20;
const MOST_PARTS = 1_000;
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000];

/** @typedef {{number: number, bytes: number, sha256: string}} Part */
/** @typedef {{file: File, sent: number, next: number, state: 'sending' | 'retrying' | 'paused' | 'failed' | 'done', problem: Problem | null,
 *   since: number, before: number, controller: AbortController}} Upload `sent`: bytes that arrived, `next`: the part to
 *   send; `since` and `before`: when this stretch began, and with how many bytes */

/** @type {Map<string, Upload>} */
const uploads = new Map();

/** The upload of an import from this page, as it goes on. @param {string} importId @returns {Upload | null} */
export function useUpload(importId) {
  const [, show] = useState(0);
  useEvent('upload', () => show((before) => before + 1));
  return uploads.get(importId) ?? null;
}

/**
 * Send a file's bytes from where the parts that arrived end. Raises Problem where they are of another file.
 * @param {string} importId @param {File} file @param {readonly Part[]} parts
 */
export async function send(importId, file, parts = []) {
  const sent = await measureArrived(file, parts);
  change(importId, { file, sent, next: parts.length + 1, state: 'sending', problem: null, since: 0, before: sent, controller: new AbortController() });
  void carryOn(importId);
}

/** @param {string} importId */
export function pause(importId) {
  const upload = uploads.get(importId);
  upload?.controller.abort();
  if (upload && upload.state !== 'done') change(importId, { ...upload, state: 'paused' });
}

/** @param {string} importId */
export function resume(importId) {
  const upload = uploads.get(importId);
  if (!upload || upload.state === 'sending') return;
  change(importId, { ...upload, state: 'sending', problem: null, controller: new AbortController() });
  void carryOn(importId);
}

/** @param {string} importId */
export function forgetUpload(importId) {
  uploads.get(importId)?.controller.abort();
  uploads.delete(importId);
}

/** @param {string} importId @param {Upload} upload */
function change(importId, upload) {
  uploads.set(importId, upload);
  dispatchEvent(new Event('upload'));
}

/** @param {string} importId */
async function carryOn(importId) {
  const began = uploads.get(importId);
  if (!began) return;
  const { file, controller } = began;
  const size = Math.min(LARGEST_PART_BYTES, Math.max(PART_BYTES, Math.ceil(file.size / MOST_PARTS)));
  let upload = { ...began, since: performance.now(), before: began.sent };
  try {
    while (upload.sent < file.size) {
      const end = Math.min(upload.sent + size, file.size);
      await putPart(importId, upload, file.slice(upload.sent, end));
      upload = { ...upload, sent: end, next: upload.next + 1 };
      change(importId, { ...upload, state: end < file.size ? 'sending' : 'done' });
    }
  } catch (error) {
    if (controller.signal.aborted) return; // paused, or the import was removed
    change(importId, { ...upload, state: 'failed', problem: asProblem(error) });
  }
}

/** @param {string} importId @param {Upload} upload @param {Blob} content */
async function putPart(importId, upload, content) {
  const { signal } = upload.controller;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await request('PUT', `/v1/imports/${importId}/parts/${upload.next}`, { body: content, type: 'application/octet-stream', signal });
      return;
    } catch (error) {
      if (signal.aborted || attempt >= PAUSES.length || !isPassing(error)) throw error;
      change(importId, { ...upload, state: 'retrying' });
      await pauseFor(PAUSES[attempt], signal);
    }
  }
}

/** What may be over in a moment. @param {unknown} error */
const isPassing = (error) => error instanceof Problem && (error.status === 0 || error.status === 429 || error.status >= 500);

/** @param {number} milliseconds @param {AbortSignal} signal @returns {Promise<void>} */
const pauseFor = (milliseconds, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, milliseconds);
  signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
});

/** Where the parts end in this file, whoever sent them. @param {File} file @param {readonly Part[]} parts */
async function measureArrived(file, parts) {
  let end = 0;
  for (const [place, part] of parts.entries()) {
    const content = file.slice(end, end + part.bytes);
    if (part.number !== place + 1) throw gap(place + 1);
    if (content.size !== part.bytes || !(await isSame(content, part.sha256))) throw otherFile(file, part);
    end += part.bytes;
  }
  return end;
}

/** Browsers compute hashes on secure addresses only; elsewhere sizes have to do. @param {Blob} content @param {string} sha256 */
async function isSame(content, sha256) {
  if (!globalThis.crypto?.subtle) return true;
  const found = new Uint8Array(await crypto.subtle.digest('SHA-256', await content.arrayBuffer()));
  return Array.from(found, (byte) => byte.toString(16).padStart(2, '0')).join('') === sha256;
}

/** @param {File} file @param {Part} part */
const otherFile = (file, part) => new Problem({
  code: 'other_file', title: 'This is another file',
  detail: `Part ${part.number} that arrived is not what ${file.name} has in its place. Choose the file that this import began with, or remove it and make a new one.`,
});

/** @param {number} number */
const gap = (number) => new Problem({
  code: 'part_missing', title: 'A part is missing', detail: `Part ${number} never arrived, later ones did. Remove this import and make a new one.`,
});

/** @param {unknown} error */
const asProblem = (error) => error instanceof Problem ? error : new Problem({ code: 'file_unreadable', title: 'The file cannot be read', detail: `It may have been changed or moved: ${error}` });
