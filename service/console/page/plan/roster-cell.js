// A cell of the roster.

import { html } from '../vendor/preact-htm.js';

/** A figure, which says what it is where the row is shown as a card. @param {string} label @param {unknown} content */
export const cell = (label, content) => html`<td role="cell" class=${label ? 'figure' : 'plan-nothing'} data-label=${label}>${content}</td>`;
