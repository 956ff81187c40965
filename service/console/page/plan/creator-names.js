// Who the creators of a plan are: it names them by their ids alone.

import { html, useEffect, useMemo, useState } from '../vendor/preact-htm.js';
import { post, Problem } from '../api.js';
import { compact } from '../format.js';
import { address } from '../routes.js';

/** `handle` and `followers` are of the account where the work is published.
 * @typedef {{name: string, handle: string, followers: number | null}} Who */
/** @typedef {{platform: string, handle: string, followers?: number}} Account */

const AT_ONCE = 500;

/**
 * Creators by external id; asked once each, and those who are not known yet are missing.
 * @param {string} briefId @param {string[]} ids @param {string[]} platforms where the work is published
 * @returns {Map<string, Who>}
 */
export function useCreators(briefId, ids, platforms) {
  const [known, setKnown] = useState(/** @type {Map<string, {name: string, accounts: Account[]}>} */ (new Map()));
  const missing = [...new Set(ids)].filter((id) => !known.has(id)).slice(0, AT_ONCE);
  useEffect(() => {
    if (!missing.length) return undefined;
    const controller = new AbortController();
    post(`/v1/briefs/${briefId}/scores`, { creators: missing }, { signal: controller.signal }).then(
      ({ items }) => setKnown((before) => new Map([...before, ...items.map(named)])),
      (error) => { if (!(error instanceof Problem || error.name === 'AbortError')) throw error; },
    );
    return () => controller.abort();
  }, [briefId, missing.join(' ')]);
  return useMemo(() => new Map([...known].map(([id, creator]) => [id, whoOf(creator, platforms)])), [known, platforms.join()]);
}

/** @param {{creator: any}} item @returns {[string, {name: string, accounts: Account[]}]} */
const named = ({ creator }) => [creator.external_id, { name: creator.name, accounts: creator.accounts ?? [] }];

/** @param {{name: string, accounts: Account[]}} creator @param {string[]} platforms @returns {Who} */
function whoOf({ name, accounts }, platforms) {
  const there = accounts.filter((one) => platforms.includes(one.platform));
  const [largest] = (there.length ? there : [...accounts]).sort((a, b) => (b.followers ?? 0) - (a.followers ?? 0));
  return { name, handle: largest ? `@${largest.handle}` : '', followers: largest?.followers ?? null };
}

/** The name with its link, and the account below. @param {{id: string, who: Who | undefined}} props */
export function CreatorName({ id, who }) {
  const account = who && [who.handle, who.followers !== null && `${compact(who.followers)} followers`].filter(Boolean);
  return html`<a href=${address(`/creators/${encodeURIComponent(id)}`)}>${who?.name ?? id}</a>
    <span class="hint plan-account">${account ? account.join(' · ') : '\u00a0'}</span>`;
}
