// Exact sums of money: amounts are decimal strings, as the API has them, and never floats.

/** @param {string} amount @param {number} digits */
function scaled(amount, digits) {
  const [whole, part = ''] = amount.split('.');
  return BigInt(whole + part.padEnd(digits, '0'));
}

/** @param {string} amount */
const digitsOf = (amount) => (amount.split('.')[1] ?? '').length;

/** @param {bigint} value @param {number} digits */
function text(value, digits) {
  const sign = value < 0n ? '-' : '';
  const figures = String(value < 0n ? -value : value).padStart(digits + 1, '0');
  return digits ? `${sign}${figures.slice(0, -digits)}.${figures.slice(-digits)}` : sign + figures;
}

/** @param {string} a @param {string} b */
export function minus(a, b) {
  const digits = Math.max(digitsOf(a), digitsOf(b));
  return text(scaled(a, digits) - scaled(b, digits), digits);
}

/** @param {string} amount @param {number} times a whole number */
export const multiplied = (amount, times) => text(scaled(amount, digitsOf(amount)) * BigInt(times), digitsOf(amount));

/** Below 0, 0 or above, as sorting wants it. @param {string} a @param {string} b */
export function compared(a, b) {
  const difference = minus(a, b);
  return difference.startsWith('-') ? -1 : /[1-9]/.test(difference) ? 1 : 0;
}

/** The whole units of it, as a string. @param {string} amount */
export const floor = (amount) => amount.split('.')[0];

/** The whole units that hold it. @param {string} amount */
export function ceil(amount) {
  const [whole, part = ''] = amount.split('.');
  return /[1-9]/.test(part) ? String(BigInt(whole) + 1n) : whole;
}

/** What was typed as an amount that the API takes, or null. @param {string} typed */
export function amountOf(typed) {
  const found = /^0*(\d{1,12})(?:[.,](\d{1,4}))?$/.exec(typed.trim());
  if (!found || !/[1-9]/.test(typed)) return null;
  return found[2] ? `${found[1]}.${found[2]}` : found[1];
}
