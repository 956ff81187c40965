// Lists of the API, page by page: whole, or the newest of them and more as they are asked for.

import { useEffect, useRef, useState } from './vendor/preact-htm.js';
import { get } from './api.js';
import { number } from './format.js';
import { useLoaded } from './loading.js';
import { announce } from './parts/announcements.js';

const MOST = 200;

/** All of its items, the oldest first. @param {string} path @param {AbortSignal} signal */
export const readAll = (path, signal) => read(path, {}, Infinity, signal);

/**
 * The newest items of a list that can be ordered so; `more` shows as many again, and is null where there are none.
 * They are read together, so that a reload brings what changed among all that are shown.
 * @param {string} path @param {number} atOnce
 */
export function useNewest(path, atOnce) {
  const [count, setCount] = useState(atOnce);
  const loaded = useLoaded(async (signal) => {
    const items = await read(path, { order: 'newest' }, count + 1, signal);
    return { items: items.slice(0, count), hasMore: items.length > count };
  }, [path, count]);
  const shown = loaded.data?.items.length;
  const isAwaited = useRef(false);
  useEffect(() => {
    if (isAwaited.current) announce(`${number(shown)} shown`);
    isAwaited.current = false;
  }, [shown]);
  const more = () => {
    isAwaited.current = true;
    setCount(shown + atOnce);
  };
  return { ...loaded, items: loaded.data?.items ?? null, more: loaded.data?.hasMore ? more : null };
}

/** @param {string} path @param {Record<string, unknown>} query @param {number} most @param {AbortSignal} signal @returns {Promise<any[]>} */
async function read(path, query, most, signal) {
  const items = [];
  let cursor = null;
  do {
    const page = await get(path, { ...query, limit: Math.min(most - items.length, MOST), cursor }, signal);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor && items.length < most);
  return items;
}
