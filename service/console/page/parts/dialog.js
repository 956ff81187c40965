// A window over the page: focus goes in and comes back, Escape closes it.

import { html, useEffect, useRef } from '../vendor/preact-htm.js';

/** @param {{title: string, onClose: () => void, children?: unknown}} props */
export function Dialog({ title, onClose, children }) {
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    element.current?.showModal();
    return () => element.current?.close();
  }, []);
  const outside = (/** @type {any} */ event) => event.target === element.current && onClose();
  return html`
    <dialog ref=${element} aria-label=${title} onCancel=${(/** @type {Event} */ event) => { event.preventDefault(); onClose(); }} onClick=${outside}>
      <div class="dialog-body">
        <div class="spread"><h2>${title}</h2><button class="quiet" aria-label="Close" onClick=${onClose}>✕</button></div>
        ${children}
      </div>
    </dialog>`;
}
