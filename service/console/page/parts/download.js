// A file of the API, saved by the browser: a link could not carry the key.

import { html } from '../vendor/preact-htm.js';
import { respond } from '../api.js';
import { useAction } from '../loading.js';
import { ProblemBox } from './problem.js';

/** @param {Blob} content @param {string} name */
export function saveFile(content, name) {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @param {{path: string, query?: Record<string, unknown>, name: string, children?: unknown}} props */
export function Download({ path, query, name, children }) {
  const [save, busy, problem] = useAction(async () => {
    const response = await respond('GET', path, { query });
    saveFile(await response.blob(), name);
  });
  return html`<button disabled=${busy} onClick=${save}>${children}</button>${problem && html`<${ProblemBox} problem=${problem} />`}`;
}
