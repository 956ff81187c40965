// What asked prices say of prices: how far they lie from the estimate, and how many there are.

import { html } from '../vendor/preact-htm.js';
import { ago, number } from '../format.js';
import { Table } from './section.js';
import { Card, Figure } from './figures.js';

/** @param {{calibration: any}} props */
export function Calibration({ calibration }) {
  if (!calibration) return null;
  const { cells, prices } = calibration;
  return html`
    <${Card} title="Price calibration" says=${cells.length ? `${number(cells.length)} cells` : 'too few prices'} tone=${cells.length ? 'good' : ''}>
      <dl>
        <${Figure} of="Prices it rests on">${number(prices)}<//>
        <${Figure} of="A cell needs">${number(calibration.least_prices)} prices<//>
        <${Figure} of="Ranges cover">${number(calibration.covers_pct)} % of prices<//>
        <${Figure} of="Computed">${calibration.as_of ? ago(calibration.as_of) : '–'}<//>
      </dl>
      ${cells.length === 0 && html`<p class="hint">Prices are estimated from published ranges until ${number(calibration.least_prices)} creators of a cell have a rate card.</p>`}
      ${cells.length > 0 && html`<details><summary>Known prices as multiples of published figures</summary>
        <${Table} label="Price calibration by cell" heads=${['Cell', 'Prices', 'Low', 'Middle', 'High']}>
          ${cells.map((/** @type {any} */ one) => html`<tr key=${one.cell}><th scope="row">${one.cell} <small class="hint">${one.against}</small></th><td class="figure">${number(one.prices)}</td>
            ${['low', 'middle', 'high'].map((name) => html`<td class="figure" key=${name}>${times(one.ratios[name])}</td>`)}</tr>`)}
        <//></details>`}
    <//>`;
}

/** @param {number} ratio */
const times = (ratio) => `${ratio.toLocaleString(undefined, { maximumSignificantDigits: 3 })} ×`;
