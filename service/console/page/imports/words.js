// What an import is, and how far, in words.

import { bytes, duration, number, share } from '../format.js';

/** @typedef {{lines: number, created: number, updated: number, unchanged: number, failed: number, erased: number}} Counts */
/** @typedef {{id: string, state: 'uploading' | 'waiting' | 'running' | 'finished' | 'failed', format: string, sync: boolean,
 *   counts: Counts, bytes: {total: number, done: number}, rows_per_second: number | null, outcome: string | null,
 *   created_at: string, started_at: string | null, finished_at: string | null, csv?: {delimiter: string, encoding: string},
 *   mapping?: any, parts?: import('./uploads.js').Part[]}} Import */

export const TONES = { uploading: 'accent', waiting: '', running: 'accent', finished: 'good', failed: 'bad' };
export const STATES = { uploading: 'Not started', waiting: 'Waiting', running: 'Running', finished: 'Finished', failed: 'Failed' };

/** @param {Import} one */
export const isMoving = (one) => one.state === 'waiting' || one.state === 'running';

/** Of its bytes, between 0 and 1. @param {Import} one */
export const done = (one) => (one.state === 'finished' ? 1 : one.bytes.total ? one.bytes.done / one.bytes.total : 0);

/** By what was read so far, as the service has timed it. @param {Import} one @returns {number | null} seconds */
export function remaining(one) {
  if (one.state !== 'running' || !one.rows_per_second || !one.bytes.done) return null;
  return (one.counts.lines / one.rows_per_second) * ((one.bytes.total - one.bytes.done) / one.bytes.done);
}

/** @param {Import} one */
export function progressText(one) {
  if (one.state === 'uploading') return `${bytes(one.bytes.total)} uploaded`;
  if (one.state === 'waiting') return 'waits for a worker';
  const left = remaining(one);
  return [share(done(one)), left === null ? null : `about ${duration(left)} left`].filter(Boolean).join(', ');
}

/** @param {Import} one */
export const endText = (one) => one.state === 'failed' ? `The import failed: ${one.outcome}`
  : `The import is finished: ${number(one.counts.lines)} rows, ${number(one.counts.failed)} failed`;

/** @param {Import} one */
export const rate = (one) => (one.rows_per_second === null ? '–' : `${number(one.rows_per_second)} rows/s`);
