// What a creator's document says in one line.

import { money } from '../format.js';
import { nameOf } from '../parts/vocabulary.js';

/** The account with the most followers speaks for the creator. @param {any} creator */
export function leadingAccount(creator) {
  const followers = (/** @type {any} */ account) => account.followers ?? -1;
  return (creator.accounts ?? []).reduce((/** @type {any} */ most, /** @type {any} */ one) => (most && followers(most) >= followers(one) ? most : one), null);
}

/** A rate to compare by: of a reel or another short video, else the first on the card.
 * @param {any} creator @param {any[]} kinds the vocabulary @returns {{kind: string, amount: string} | null} */
export function leadingRate(creator, kinds) {
  const rates = creator.rate_card?.rates ?? {};
  const kind = ['ig_reel', 'tt_video', 'yt_short'].find((one) => one in rates) ?? Object.keys(rates)[0];
  return kind === undefined ? null : { kind: nameOf(kinds, kind), amount: money(rates[kind], creator.rate_card.currency) };
}
