// Whom to hire with the money there is: the plan of a brief, or the choice of one.

import { html } from '../vendor/preact-htm.js';
import { Choose } from '../plan/choose.js';
import { OfBrief } from '../plan/of-brief.js';

/** @param {{access: import('../app.js').Access, query: URLSearchParams, briefId?: string}} props */
export function View({ access, query, briefId }) {
  if (briefId === undefined) return html`<${Choose} />`;
  return html`<${OfBrief} key=${briefId} briefId=${briefId} access=${access} asked=${query.get('plan')} version=${query.get('version')} />`;
}
