// API keys: who has one and when it was used last; made, given another secret, revoked.

import { html, useState } from '../vendor/preact-htm.js';
import { post, remove } from '../api.js';
import { ago } from '../format.js';
import { useAction } from '../loading.js';
import { announce } from '../parts/announcements.js';
import { Confirm } from '../parts/confirm.js';
import { Dialog } from '../parts/dialog.js';
import { ProblemBox } from '../parts/problem.js';
import { NewKey } from './new-key.js';
import { Secret } from './secret.js';
import { Section, Table } from './section.js';

const TONES = /** @type {Record<string, string>} */ ({ active: 'good', expired: 'warn', revoked: '' });

/** @typedef {{id: string, role: string, brand_id: string | null, label: string, publishable: boolean, scopes: string[], state: string,
 *   last_used_at: string | null, rotating_until: string | null, expires_at: string | null}} Key */

/** @param {{loaded: import('../loading.js').Loaded, access: import('../app.js').Access, brand: string | null}} props */
export function Keys({ loaded, access, brand }) {
  const [open, setOpen] = useState(/** @type {{what: 'make' | 'rotate' | 'revoke', key?: Key} | null} */ (null));
  const close = () => setOpen(null);
  /** @type {Key[]} */
  const keys = [...loaded.data?.items ?? []].sort((one, other) => Number(one.state !== 'active') - Number(other.state !== 'active'));
  const revoke = async (/** @type {Key} */ key) => {
    await remove(`/v1/keys/${key.id}`);
    announce(`${key.id} is revoked`);
    loaded.reload();
  };
  return html`
    <${Section} title="Keys" loaded=${loaded} bar=${html`<button onClick=${() => setOpen({ what: 'make' })}>Make a key</button>`}>
      <${Table} label="Keys" heads=${['Key', 'For', 'Note', 'State', 'Last used', 'Change']}>
        ${keys.map((one) => html`
          <tr key=${one.id}><th scope="row"><code>${one.id}</code>${one.id === access.key_id && html` <span class="tag accent">this page's</span>`}</th>
            <td title=${one.scopes.join(' ')}>${one.brand_id ?? 'marketplace'}${one.publishable && html` <span class="tag">publishable</span>`}</td><td>${one.label}</td>
            <td><span class=${`tag ${TONES[one.state]}`}>${one.state}</span>${one.rotating_until && html` <span class="hint">old secret until ${new Date(one.rotating_until).toLocaleTimeString()}</span>`}</td>
            <td>${one.last_used_at ? ago(one.last_used_at) : html`<span class="hint">never</span>`}</td>
            <td>${one.state === 'active' && html`<div class="row tight"><button class="quiet" aria-label=${`New secret for ${one.id}`} onClick=${() => setOpen({ what: 'rotate', key: one })}>New secret</button>
              <button class="quiet" aria-label=${`Revoke ${one.id}`} onClick=${() => setOpen({ what: 'revoke', key: one })}>Revoke</button></div>`}</td></tr>`)}
      <//>
      ${open?.what === 'make' && html`<${NewKey} brand=${brand} onMade=${loaded.reload} onClose=${close} />`}
      ${open?.what === 'rotate' && html`<${Rotate} known=${open.key} isOwn=${open.key?.id === access.key_id} onMade=${loaded.reload} onClose=${close} />`}
      ${open?.what === 'revoke' && open.key && html`
        <${Confirm} title="Revoke this key?" act="Revoke" onConfirm=${() => revoke(/** @type {Key} */ (open.key))} onClose=${close}>
          <p><code>${open.key.id}</code>${open.key.label && html` (${open.key.label})`} stops working at once; whatever uses it gets 401.</p>
          ${open.key.id === access.key_id && html`<p class="warning">It is the key that this page uses: you will have to sign in with another one.</p>`}
        <//>`}
    <//>`;
}

/** @param {{known?: Key, isOwn: boolean, onMade: () => void, onClose: () => void}} props */
function Rotate({ known, isOwn, onMade, onClose }) {
  const [overlap, setOverlap] = useState('86400');
  const [made, setMade] = useState(/** @type {string | null} */ (null));
  const [rotate, busy, problem] = useAction(async () => {
    const answer = await post(`/v1/keys/${known?.id}:rotate`, { overlap_seconds: Number(overlap) }, { once: true });
    setMade(answer.key);
    onMade();
  });
  return html`
    <${Dialog} title="New secret" onClose=${onClose}>
      ${made ? html`<${Secret} secret=${made} onClose=${onClose} />` : html`<div class="stack">
        <p><code>${known?.id}</code> gets another secret; id, scopes and limits stay.</p>
        <label class="row">The secret before stays good for <select value=${overlap} onChange=${(/** @type {any} */ event) => setOverlap(event.target.value)}>
          <option value="86400">a day</option><option value="3600">an hour</option><option value="604800">a week</option><option value="0">no time: it leaked</option></select></label>
        ${isOwn && html`<p class="warning">It is the key that this page uses: sign in again with the new secret.</p>`}
        ${problem && html`<${ProblemBox} problem=${problem} />`}
        <div class="row"><button class="primary" disabled=${busy} onClick=${rotate}>Make the new secret</button><button onClick=${onClose}>Cancel</button></div>
      </div>`}
    <//>`;
}
