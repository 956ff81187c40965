// A whole list of the API, page by page.

import { get } from './api.js';

const MOST = 200;

/** All of its items, the oldest first. @param {string} path @param {AbortSignal} signal @returns {Promise<any[]>} */
export async function readAll(path, signal) {
  const items = [];
  let cursor = null;
  do {
    const page = await get(path, { limit: MOST, cursor }, signal);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
}
