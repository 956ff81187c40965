// The last changes that were made through the API, and by which key.

import { html } from '../vendor/preact-htm.js';
import { ago } from '../format.js';
import { Section, Table } from './section.js';

/** @param {{loaded: import('../loading.js').Loaded}} props */
export function Audit({ loaded }) {
  return html`
    <${Section} title="Recent changes" loaded=${loaded}>
      ${loaded.data?.items.length === 0 ? html`<p class="hint">Nothing was changed through the API yet.</p>`
        : html`<${Table} label="Recent changes" heads=${['When', 'What', 'Of', 'Key', 'Brand']}>
          ${loaded.data?.items.map((/** @type {any} */ one) => html`
            <tr key=${one.id}><td title=${one.at}>${ago(one.at)}</td><th scope="row">${one.operation}</th>
              <td>${one.external_id ?? ''} ${Object.values(one.ids).map((id) => html`<code key=${id}>${id}</code> `)}</td><td><code>${one.key_id}</code></td><td>${one.brand_id ?? ''}</td></tr>`)}<//>`}
    <//>`;
}
