// Least shares of the audience: of a country, an age band, a gender or a language.

import { html } from '../../vendor/preact-htm.js';
import { useVocabularies } from '../../parts/vocabulary.js';
import { Amount, Choice, Rows } from './rows.js';

const PARTS = [{ id: 'country', name: 'Country' }, { id: 'age', name: 'Age' }, { id: 'gender', name: 'Gender' }, { id: 'language', name: 'Language' }];
/** @type {Record<string, string>} */
const LISTS = { country: 'countries', age: 'age_bands', gender: 'genders', language: 'languages' };
const POLICIES = [{ id: 'exclude', name: 'unknown: left out' }, { id: 'include', name: 'unknown: stay in' }];

/** @param {{wishes: any[], setWishes: (wishes: any[]) => void}} props */
export function Audience({ wishes, setWishes }) {
  const names = useVocabularies(Object.values(LISTS));
  return html`<${Rows} rows=${wishes} setRows=${setWishes} fresh=${{ country: 'US', min_share_pct: 30 }} what="share" render=${(/** @type {any} */ wish, /** @type {(wish: any) => void} */ set) => {
    const by = PARTS.find((part) => part.id in wish)?.id ?? 'country';
    const { [by]: value, ...others } = wish;
    return html`
      <${Choice} label="Share of" value=${by} entries=${PARTS} onChange=${(/** @type {string} */ part) => set({ ...others, [part]: names[LISTS[part]][0]?.id })} />
      <${Choice} label="Which" value=${value} entries=${names[LISTS[by]]} onChange=${(/** @type {string} */ id) => set({ ...others, [by]: id })} />
      <span>at least</span>
      <${Amount} label="Least share in percent" least=${0} most=${100} step="any" value=${wish.min_share_pct} onChange=${(/** @type {number} */ share) => set({ ...wish, min_share_pct: share })} /> <span>%</span>
      <${Choice} label="Unknown audience" value=${wish.unknown ?? 'exclude'} entries=${POLICIES} onChange=${(/** @type {string} */ unknown) => set({ ...wish, unknown })} />`;
  }} />`;
}
