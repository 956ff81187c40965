// What screen readers are told when something changes without a step of their own.

import { html, useState } from '../vendor/preact-htm.js';
import { useEvent } from '../events.js';

/** @param {string} text */
export function announce(text) {
  dispatchEvent(new CustomEvent('announce', { detail: text }));
}

export function Announcements() {
  const [text, setText] = useState('');
  useEvent('announce', (event) => setText(event.detail));
  return html`<div class="for-readers" role="status" aria-live="polite">${text}</div>`;
}
