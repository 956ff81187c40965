// Shares of a whole in percent, a bar each. The figures stand beside the bars as text, in a table.

import { html } from '../vendor/preact-htm.js';
import { percent } from '../format.js';

/** @param {{title: string, shares: {name: string, value: number}[]}} props */
export function ShareBars({ title, shares }) {
  return html`
    <table class="share-bars">
      <caption>${title}</caption>
      <thead class="for-readers"><tr><th scope="col">Of</th><th scope="col">Share</th></tr></thead>
      <tbody>${shares.map(({ name, value }) => html`<tr key=${name}>
        <th scope="row">${name}</th>
        <td><svg class="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8" /><rect class="fill" width=${Math.min(100, value)} height="8" /></svg></td>
        <td class="figure">${percent(value)}</td></tr>`)}</tbody>
    </table>`;
}
