// Figures as people read them, in the browser's language.

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const STEPS = /** @type {[number, Intl.RelativeTimeFormatUnit][]} */ ([[60, 'second'], [60, 'minute'], [24, 'hour'], [365, 'day'], [Infinity, 'year']]);

/** 12,400 @param {number} value */
export const number = (value) => whole.format(value);
/** 12.4K @param {number} value */
export const compact = (value) => short.format(value);
/** 3.4 % @param {number} value @param {number} [digits] */
export const percent = (value, digits = 1) => `${formatOf({ maximumFractionDigits: digits }).format(value)} %`;
/** Of a share between 0 and 1. @param {number} value @param {number} [digits] */
export const share = (value, digits = 0) => percent(value * 100, digits);

/** €350.00 @param {string | number} amount a decimal @param {string} currency ISO 4217 @param {{whole?: boolean}} [options] */
export function money(amount, currency, options = {}) {
  const digits = options.whole ? { maximumFractionDigits: 0 } : {};
  return formatOf({ style: 'currency', currency, ...digits }).format(Number(amount));
}

/** Making one takes longer than using it a hundred times. @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** @param {Intl.NumberFormatOptions} options */
export function formatOf(options) {
  const key = JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.NumberFormat(undefined, options);
  formats.set(key, format);
  return format;
}

/** 3 minutes ago @param {string | number} moment RFC 3339, or seconds ago */
export function ago(moment) {
  const seconds = typeof moment === 'number' ? moment : (Date.now() - Date.parse(moment)) / 1000;
  let value = seconds;
  for (const [size, unit] of STEPS) {
    if (Math.abs(value) < size) return relative.format(-Math.round(value), unit);
    value /= size;
  }
  return '';
}

/** 1 min 20 s @param {number} seconds */
export function duration(seconds) {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 90) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

/** 1.2 GB @param {number} size */
export function bytes(size) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Words of an identifier: "audience_fit" is "Audience fit". @param {string} id */
export function words(id) {
  const text = id.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
