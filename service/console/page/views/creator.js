// Everything about one creator, who is like them, and which briefs suit.

import { html, useState } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { Accounts } from '../creators/accounts.js';
import { Audience } from '../creators/audience.js';
import { ExampleButtons } from '../creators/example-buttons.js';
import { Identity, State } from '../creators/identity.js';
import { Lookalikes } from '../creators/lookalikes.js';
import { Erased, PersonalData } from '../creators/personal-data.js';
import { stored } from '../creators/question.js';
import { RateCard } from '../creators/rate-card.js';
import { SuitingBriefs } from '../creators/suiting-briefs.js';
import { TrayCard } from '../creators/tray-card.js';
import { ago } from '../format.js';
import { useLoaded } from '../loading.js';
import { Empty } from '../parts/empty.js';
import { ProblemBox } from '../parts/problem.js';
import { address } from '../routes.js';

/** @param {{access: import('../app.js').Access, brand: string | null, externalId: string}} props */
export function View({ access, brand, externalId }) {
  return html`<${Creator} key=${externalId} access=${access} brand=${brand} id=${externalId} />`;
}

/** @param {{access: import('../app.js').Access, brand: string | null, id: string}} props */
function Creator({ access, brand, id }) {
  const { data, problem, reload } = useLoaded((signal) => get(`/v1/creators/${encodeURIComponent(id)}`, {}, signal), [id]);
  const [receipt, setReceipt] = useState(/** @type {string | null} */ (null));
  if (receipt) return html`<${Erased} receipt=${receipt} />`;
  if (problem?.status === 404) {
    return html`<h1>${id}</h1><${Empty} title="There is no such creator"><a href=${address('/creators')}>Look for others</a><//>`;
  }
  if (problem) return html`<h1>${id}</h1><${ProblemBox} problem=${problem} retry=${reload} />`;
  if (!data) return html`<h1 aria-busy="true">${id}</h1>`;
  const isMarketplace = access.role === 'marketplace';
  return html`
    <div class="spread creator-head">
      <div>
        <h1>${data.name}</h1>
        <p class="row"><code>${data.external_id}</code> <${State} creator=${data} /> <span class="hint">changed ${ago(data.updated_at)}</span></p>
      </div>
      <${ExampleButtons} id=${data.external_id} name=${data.name} />
    </div>
    <div class="stack">
      <${TrayCard} />
      <div class="creator-columns">
        <div class="stack">
          <${Identity} creator=${data} niches=${stored(data).niches} />
          <${Accounts} creator=${data} />
          <${Audience} audience=${data.audience} />
        </div>
        <div class="stack">
          <${RateCard} card=${data.rate_card} />
          ${isMarketplace && html`<${SuitingBriefs} id=${data.external_id} brand=${brand} />`}
          ${isMarketplace && html`<${PersonalData} creator=${data} mayErase=${access.scopes.includes('creators:write')} onErased=${setReceipt} />`}
        </div>
      </div>
      <${Lookalikes} id=${data.external_id} name=${data.name} />
    </div>`;
}
