// Names of the closed lists' ids; asked once for as long as the page is open. Countries and languages have the browser's.

import { useEffect, useMemo, useState } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { words } from '../format.js';

/** @typedef {{id: string, name: string, parent?: string, platform?: string, per?: string}} Entry beside what else a list says of its own */

/** @type {Map<string, Promise<Entry[]>>} */
const asked = new Map();
/** What has arrived, for who comes later. @type {Record<string, Entry[]>} */
let known = {};
const regions = new Intl.DisplayNames(undefined, { type: 'region' });
const languages = new Intl.DisplayNames(undefined, { type: 'language' });

/** @type {Map<string, string>} */
const named = new Map();

/** "Germany" of DE @param {string} code */
export const countryName = (code) => once(regions, code);
/** "German" of de @param {string} code */
export const languageName = (code) => once(languages, code);

/** The browser looks each name up anew, which shows in a list. @param {Intl.DisplayNames} names @param {string} code */
function once(names, code) {
  const name = named.get(code) ?? names.of(code) ?? code;
  named.set(code, name);
  return name;
}

/** The entries of a closed list (GET /v1/vocabulary/NAME), [] until they are known. @param {string} list @returns {Entry[]} */
export const useVocabulary = (list) => useVocabularies([list])[list];

/** Several lists at once: `{platforms: [...], niches: [...]}`, each [] until it is known.
 * @param {string[]} lists @returns {Record<string, Entry[]>} */
export function useVocabularies(lists) {
  const [entries, setEntries] = useState(known);
  useEffect(() => {
    let current = true;
    Promise.all(lists.map(async (list) => [list, await read(list)])).then(
      (found) => current && setEntries(Object.fromEntries(found)),
      () => {},  // words of the ids stand for names then, and whatever else the view asks for says what is wrong
    );
    return () => {
      current = false;
    };
  }, [lists.join()]);
  return useMemo(() => Object.fromEntries(lists.map((list) => [list, entries[list] ?? []])), [lists.join(), entries]);
}

/** The name of an id; until its list is known, the id's own words. @param {Entry[]} entries @param {string} id */
export const nameOf = (entries, id) => entries.find((one) => one.id === id)?.name ?? words(id);

/** @param {string} list @returns {Promise<Entry[]>} */
function read(list) {
  const before = asked.get(list);
  if (before) return before;
  const answer = get(`/v1/vocabulary/${list}`).then(({ items }) => items);
  asked.set(list, answer);
  answer.then((items) => { known = { ...known, [list]: items }; }, () => asked.delete(list));
  return answer;
}
