// Endpoints that events are sent to, the marketplace's and the chosen brand's, with what became of the last delivery.

import { html } from '../vendor/preact-htm.js';
import { request } from '../api.js';
import { ago, words } from '../format.js';
import { Section, Table } from './section.js';

const DELIVERY_TONES = /** @type {Record<string, string>} */ ({ delivered: 'good', pending: 'accent', failed: 'bad' });

/** @param {string | null} brand @param {AbortSignal} signal */
export async function readWebhooks(brand, signal) {
  const owners = brand ? [null, brand] : [null];
  const found = await Promise.all(owners.map((owner) => readOf(owner, signal)));
  return found.flat();
}

/** @param {string | null} owner @param {AbortSignal} signal */
async function readOf(owner, signal) {
  const options = owner === null ? { brand: /** @type {null} */ (null), signal } : { signal };
  const { data } = await request('GET', '/v1/webhooks', { ...options, query: { limit: 50 } });
  return Promise.all(data.items.map(async (/** @type {any} */ one) => {
    const last = await request('GET', `/v1/webhooks/${one.id}/deliveries`, { ...options, query: { limit: 1 } });
    return { ...one, owner, last: last.data.items[0] ?? null };
  }));
}

/** @param {{loaded: import('../loading.js').Loaded, brand: string | null}} props */
export function Webhooks({ loaded, brand }) {
  return html`
    <${Section} title="Webhooks" loaded=${loaded}>
      ${loaded.data?.length === 0 ? html`<p class="hint">${brand ? `Neither the marketplace nor ${brand} has any.` : 'The marketplace has none.'} <code>POST /v1/webhooks</code> makes one; events are then sent to it as they happen.</p>`
        : html`<${Table} label="Webhooks" heads=${['Endpoint', 'Of', 'State', 'Last delivery']}>
          ${loaded.data?.map((/** @type {any} */ one) => html`
            <tr key=${one.id}><th scope="row" class="address">${one.url}</th><td>${one.owner ?? 'marketplace'}</td>
              <td>${stateOf(one)}</td><td>${lastOf(one.last)}</td></tr>`)}<//>`}
    <//>`;
}

/** @param {any} one */
function stateOf(one) {
  if (!one.enabled) return html`<span class="tag warn">off${one.disabled_reason ? `: ${one.disabled_reason}` : ''}</span>`;
  return one.failing_since ? html`<span class="tag bad">failing, since ${ago(one.failing_since)}</span>` : html`<span class="tag good">on</span>`;
}

/** @param {any} last */
function lastOf(last) {
  if (!last) return html`<span class="hint">none yet</span>`;
  const attempt = last.attempts.at(-1);
  const said = attempt ? attempt.error ? words(attempt.error) : `answered ${attempt.status}` : '';
  return html`<span class=${`tag ${DELIVERY_TONES[last.status] ?? ''}`}>${last.status}</span> ${last.kind}, ${ago(last.created_at)}${said && html`<span class="hint"> · ${said}</span>`}`;
}
