// What screen readers are told when something changes without a step of their own.

import { html, useEffect, useState } from '../vendor/preact-htm.js';

/** @param {string} text */
export function announce(text) {
  dispatchEvent(new CustomEvent('announce', { detail: text }));
}

export function Announcements() {
  const [text, setText] = useState('');
  useEffect(() => {
    const hear = (/** @type {any} */ event) => setText(event.detail);
    addEventListener('announce', hear);
    return () => removeEventListener('announce', hear);
  }, []);
  return html`<div class="for-readers" role="status" aria-live="polite">${text}</div>`;
}
