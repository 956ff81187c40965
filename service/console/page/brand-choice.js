// For which brand a marketplace's key acts: one of the list, or a name where the key may not list them or there is none.

import { html, useState } from './vendor/preact-htm.js';
import { put } from './api.js';
import { useAction } from './loading.js';

/** @param {{access: import('./app.js').Access, brands: string[], brand: string | null,
 *   choose: (brand: string) => void, reload: () => void}} props */
export function BrandChoice({ access, brands, brand, choose, reload }) {
  if (access.role === 'brand') return html`<span class="brand-choice">${access.brand_id}</span>`;
  if (!brands.length) return html`<${Name} mayCreate=${access.scopes.includes('admin')} brand=${brand} choose=${choose} reload=${reload} />`;
  return html`
    <label class="brand-choice"><span class="for-readers">Brand</span>
      <select value=${brand} onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
        ${brands.map((id) => html`<option key=${id} value=${id}>${id}</option>`)}
      </select>
    </label>`;
}

/** @param {{mayCreate: boolean, brand: string | null, choose: (brand: string) => void, reload: () => void}} props */
function Name({ mayCreate, brand, choose, reload }) {
  const [name, setName] = useState(brand ?? '');
  const [take, busy, problem] = useAction(async () => {
    const id = name.trim();
    if (mayCreate) await put(`/v1/brands/${encodeURIComponent(id)}`, { name: id });
    choose(id);
    reload();
  });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    take();
  };
  return html`
    <form class="row" onSubmit=${submit}>
      <input required aria-label="Id of the brand to act for" placeholder="brand" size="12" value=${name}
        title=${problem?.message} aria-invalid=${problem ? 'true' : null} onInput=${(/** @type {any} */ event) => setName(event.target.value)} />
      <button disabled=${busy}>${mayCreate ? 'Make brand' : 'Act for'}</button>
      ${problem && html`<span class="tag bad" role="alert">${problem.message}</span>`}
    </form>`;
}
