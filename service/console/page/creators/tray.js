// Creators chosen as examples: more like these, less like those. They stay while the page is open, and in the address.

import { useState } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { useEvent } from '../events.js';

/** `weight`: above 0 for whose like is wanted. @typedef {{id: string, name: string, weight: number}} Example */

const CHANGED = 'tray-changed';
/** @type {Example[]} */
let chosen = [];

/** The examples, as they change. @returns {Example[]} */
export function useTray() {
  const [shown, setShown] = useState(chosen);
  useEvent(CHANGED, () => setShown(chosen));
  return shown;
}

/** @param {Example[]} examples */
export function keep(examples) {
  chosen = examples;
  dispatchEvent(new CustomEvent(CHANGED));
}

/** The examples with one more, or with another weight for it; without it at weight 0.
 * @param {Example[]} examples @param {Example} example */
export function withExample(examples, example) {
  const others = examples.filter((one) => one.id !== example.id);
  const place = examples.findIndex((one) => one.id === example.id);
  if (!example.weight) return others;
  return place < 0 ? [...examples, example] : examples.map((one) => (one.id === example.id ? { ...one, weight: example.weight } : one));
}

/** As the address has them: ids with weights, no names. @param {Example[]} examples */
export const encode = (examples) => examples.map(({ id, weight }) => (weight === 1 ? id : `${id}:${weight}`)).join(',');

/** @param {string} text @returns {Example[]} */
export function decode(text) {
  return text.split(',').filter(Boolean).map((part) => {
    const [id, weight] = part.split(':');
    return { id, weight: Number(weight ?? 1) || 1, name: chosen.find((one) => one.id === id)?.name ?? id };
  });
}

/** The address holds ids alone. Whom nobody knows keeps theirs: the search says so. */
export async function learnNames() {
  const nameless = chosen.filter((one) => one.name === one.id);
  const found = await Promise.allSettled(nameless.map(({ id }) => get(`/v1/creators/${encodeURIComponent(id)}`)));
  const names = new Map(found.flatMap((one) => (one.status === 'fulfilled' ? [[one.value.external_id, one.value.name]] : [])));
  if (names.size) keep(chosen.map((one) => ({ ...one, name: names.get(one.id) ?? one.name })));
}

/** Whether anybody's like is wanted: of what is unlike somebody there is no order.
 * @param {Example[]} examples */
export const canBeAsked = (examples) => examples.some((one) => one.weight > 0);
