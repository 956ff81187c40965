// What the address of the list of creators asks for, and the requests that answer it.

import { Problem, get, post } from '../api.js';
import { words } from '../format.js';
import { decode } from './tray.js';

/** @typedef {{q: string, niche: string, platform: string, country: string, language: string, embedding: string, like: string}} Question */
/** A creator as it is stored, with its niches; `score` and `why` where it was ranked.
 * @typedef {{creator: any, niches: {id: string, source: string, share?: number}[], score: number | null, why: string | null}} Found */
/** `next` is what the following page is asked by, `whole` says that it holds this one too, `total` how many there are.
 * @typedef {{rows: Found[], total: number | null, next: unknown, whole: boolean}} Page */

const ID = /^[\w-][\w.~-]*$/;
const PAGE = 20;
const MOST = 200;
const NAMED = 6;
const MOST_WORDS = 5; // more say what somebody posts about
// Nobody is left out but by what was asked, and nothing but likeness counts.
const EVERYBODY = { followers: { min: 0, unknown: 'include' } };
const LIKENESS = { weights: { fit: 1, audience: 0, engagement: 0, value: 0, experience: 0, credibility: 0, recency: 0, history: 0, reliability: 0 } };

/** Nothing that leaves anybody out. @type {Question} */
export const ANYTHING = { q: '', niche: '', platform: '', country: '', language: '', embedding: '', like: '' };

/** @param {URLSearchParams} query @returns {Question} */
export function questionOf(query) {
  return /** @type {Question} */ (Object.fromEntries(Object.keys(ANYTHING).map((name) => [name, query.get(name) ?? ''])));
}

/** Whether creators are ranked by likeness, or listed in the order of their arrival.
 * @param {Question} question */
export const isRanked = (question) => Boolean(question.like || question.q || question.niche);

/** @param {Question} question @param {any} next @param {AbortSignal} [signal] @returns {Promise<Page>} */
export function ask(question, next, signal) {
  return isRanked(question) ? ranked(question, next ?? PAGE, signal) : listed(question, next, signal);
}

/** Who has exactly this id or an account of exactly this handle, and then the first of those who are called so; `isCut`
 * where there are more of them.
 * @param {string} text @param {AbortSignal} signal @returns {Promise<{rows: Found[], isCut: boolean}>} */
export async function named(text, signal) {
  const name = text.trim();
  const count = name.split(/\s+/).length;
  if (!name || name.length > 128 || count > MOST_WORDS) return { rows: [], isCut: false };
  const list = async (/** @type {Record<string, string>} */ query) => (await get('/v1/creators', { ...query, limit: NAMED + 1 }, signal)).items;
  const exactly = count === 1 ? [withId(name, signal), list({ handle: name })] : [];
  const found = (await Promise.all([...exactly, list({ name })])).flat();
  const once = new Map(found.map((one) => [one.external_id, one])); // stands where it was found first
  return { rows: [...once.values()].slice(0, NAMED).map(stored), isCut: once.size > NAMED };
}

/** @param {string} id @param {AbortSignal} signal */
async function withId(id, signal) {
  if (!ID.test(id)) return [];
  try {
    return [await get(`/v1/creators/${id}`, {}, signal)];
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return [];
    throw error;
  }
}

/** @param {Question} question @param {number} limit @param {AbortSignal} [signal] @returns {Promise<Page>} */
async function ranked(question, limit, signal) {
  const wanted = { constraints: constraints(question), preferences: LIKENESS };
  const answer = await (question.like
    ? post('/v1/creators:similar', { ...wanted, creators: decode(question.like).map(({ id, weight }) => ({ external_id: id, weight })) }, { query: { limit }, signal })
    : post('/v1/match', { ...wanted, text: question.q || words(question.niche), ignore_readings: ['*'] }, { query: { limit }, signal }));
  const more = answer.items.length < answer.matched && limit < MOST;
  return { rows: answer.items.map(ofMatch), total: answer.matched, next: more ? Math.min(MOST, limit * 3) : null, whole: true };
}

/** @param {Question} question @param {string | null} cursor @param {AbortSignal} [signal] @returns {Promise<Page>} */
async function listed({ platform, country, language, embedding }, cursor, signal) {
  const answer = await get('/v1/creators', { platform, country, language, embedding, cursor, limit: PAGE }, signal);
  return { rows: answer.items.map(stored), total: null, next: answer.next_cursor, whole: false };
}

/** @param {Question} question */
function constraints({ niche, platform, country, language }) {
  const lists = { niches: niche, platforms: platform, countries: country, languages: language };
  const stated = Object.entries(lists).filter(([, value]) => value);
  return { ...EVERYBODY, ...Object.fromEntries(stated.map(([name, value]) => [name, { any_of: [value] }])) };
}

/** An item of a ranking. @param {any} item @returns {Found} */
function ofMatch({ creator, niches, score, components }) {
  const fit = components.find((/** @type {any} */ one) => one.name === 'fit');
  return { creator, niches, score, why: fit?.reason ?? null };
}

/** @param {any} creator as GET /v1/creators gives it @returns {Found} */
export function stored(creator) {
  const declared = (creator.niches ?? []).map((/** @type {string} */ id) => ({ id, source: 'declared' }));
  const detected = creator.detected_niches.map((/** @type {any} */ one) => ({ ...one, source: 'detected' }));
  return { creator, niches: declared.length ? declared : detected, score: null, why: null };
}
