// A new key: for whom, and what it may do.

import { html, useState } from '../vendor/preact-htm.js';
import { get, post } from '../api.js';
import { useAction, useLoaded } from '../loading.js';
import { Dialog } from '../parts/dialog.js';
import { ProblemBox } from '../parts/problem.js';
import { Secret } from './secret.js';

const SCOPES = ['creators:read', 'creators:write', 'briefs:read', 'briefs:write', 'matches:read', 'plans:read', 'plans:write', 'webhooks:read', 'webhooks:write', 'admin'];
const MARKETPLACE_ONLY = ['creators:write'];

/** @param {{brand: string | null, onMade: () => void, onClose: () => void}} props */
export function NewKey({ brand, onMade, onClose }) {
  const brands = useLoaded((signal) => get('/v1/brands', { limit: 200 }, signal), []);
  const [role, setRole] = useState('brand');
  const [wanted, setWanted] = useState({ brand_id: brand ?? '', label: '' });
  const [scopes, setScopes] = useState(/** @type {string[]} */ (usual('brand')));
  const [made, setMade] = useState(/** @type {string | null} */ (null));
  const [make, busy, problem] = useAction(async () => {
    const answer = await post('/v1/keys', { role, label: wanted.label, scopes, ...(role === 'brand' ? { brand_id: wanted.brand_id } : {}) }, { once: true });
    setMade(answer.key);
    onMade();
  });
  const asRole = (/** @type {string} */ next) => {
    setRole(next);
    setScopes(usual(next));
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    make();
  };
  if (made) return html`<${Dialog} title="The new key" onClose=${onClose}><${Secret} secret=${made} onClose=${onClose} /><//>`;
  return html`
    <${Dialog} title="Make a key" onClose=${onClose}>
      <form class="stack" onSubmit=${submit}>
        <fieldset><legend>For</legend>
          ${[['brand', 'a brand'], ['marketplace', 'the marketplace: sees and changes everything']].map(([one, says]) => html`
            <label class="check" key=${one}><input type="radio" name="role" checked=${role === one} onChange=${() => asRole(one)} /> ${says}</label>`)}</fieldset>
        ${role === 'brand' && html`<label class="field"><span>Brand</span>
          <input list="brands" required pattern="[a-z0-9][a-z0-9_\\-]*" title="Small letters, digits, - and _" value=${wanted.brand_id} onInput=${(/** @type {any} */ event) => setWanted({ ...wanted, brand_id: event.target.value })} />
          <datalist id="brands">${brands.data?.items.map((/** @type {{brand_id: string}} */ one) => html`<option key=${one.brand_id} value=${one.brand_id} />`)}</datalist></label>`}
        <label class="field"><span>Note</span><input maxlength="200" placeholder="where it is used" value=${wanted.label} onInput=${(/** @type {any} */ event) => setWanted({ ...wanted, label: event.target.value })} /></label>
        <fieldset><legend>It may</legend><div class="scopes">
          ${SCOPES.filter((one) => role === 'marketplace' || !MARKETPLACE_ONLY.includes(one)).map((one) => html`
            <label class="check" key=${one}><input type="checkbox" checked=${scopes.includes(one)}
              onChange=${() => setScopes(scopes.includes(one) ? scopes.filter((other) => other !== one) : [...scopes, one])} /> ${one}</label>`)}</div></fieldset>
        ${problem && html`<${ProblemBox} problem=${problem} />`}
        <div class="row"><button class="primary" disabled=${busy || !scopes.length}>Make the key</button><button type="button" onClick=${onClose}>Cancel</button></div>
      </form>
    <//>`;
}

/** @param {string} role */
const usual = (role) => SCOPES.filter((one) => role === 'marketplace' || (one !== 'admin' && !MARKETPLACE_ONLY.includes(one)));
