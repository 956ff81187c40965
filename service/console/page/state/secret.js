// A secret that is shown once.

import { html, useState } from '../vendor/preact-htm.js';
import { announce } from '../parts/announcements.js';

/** @param {{secret: string, onClose: () => void}} props */
export function Secret({ secret, onClose }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
    } catch {
      return announce('The browser does not allow copying: select the key and copy it.');
    }
    setCopied(true);
    announce('Copied');
  };
  return html`
    <div class="stack">
      <p>Copy it now: it is shown this once and stored nowhere.</p>
      <input readonly aria-label="The key" class="secret" value=${secret} onFocus=${(/** @type {any} */ event) => event.target.select()} />
      <div class="row">${navigator.clipboard && html`<button class="primary" onClick=${copy}>${copied ? 'Copied' : 'Copy'}</button>`}<button onClick=${onClose}>Done</button></div>
    </div>`;
}
