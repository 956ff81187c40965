// Imports of creators: all of them, a new one, and one as it goes.

import { html } from '../vendor/preact-htm.js';
import { Empty } from '../parts/empty.js';
import { ImportList } from '../imports/list.js';
import { NewImport } from '../imports/new-import.js';
import { OneImport } from '../imports/one.js';

/** @param {{access: import('../app.js').Access, importId?: string}} props */
export function View({ access, importId }) {
  if (access.role !== 'marketplace') {
    return html`<h1>Imports</h1><${Empty} title="Creators belong to the marketplace">
      This key is a brand's, and imports are made with a key of the marketplace. <a href="#/creators">Look at creators</a><//>`;
  }
  const canWrite = access.scopes.includes('creators:write');
  if (importId) return html`<${OneImport} key=${importId} id=${importId} canWrite=${canWrite} />`;
  return html`
    <h1>Imports</h1>
    <div class="stack">
      ${canWrite ? html`<${NewImport} />` : html`<p class="hint">This key may look at imports; to make one it needs the scope <code>creators:write</code>.</p>`}
      <${ImportList} />
    </div>`;
}
