// A value between 0 and 1 as a bar. The figure stands beside it as text, so readers skip the bar.

import { html } from '../vendor/preact-htm.js';

/** @param {{value: number, tone?: string}} props `tone`: a class that colours it */
export function Bar({ value, tone = '' }) {
  return html`<span class="bar-track" aria-hidden="true"><span class=${`bar-fill ${tone}`} style=${{ width: `${Math.max(0, Math.min(1, value)) * 100}%` }}></span></span>`;
}
