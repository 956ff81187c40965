// Nothing to show yet, and what to do so that there is.

import { html } from '../vendor/preact-htm.js';

/** @param {{title: string, children?: unknown}} props */
export function Empty({ title, children }) {
  return html`<div class="empty"><h2>${title}</h2><div>${children}</div></div>`;
}
