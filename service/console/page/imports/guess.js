// How a file is read, guessed from its name and first bytes: a beginning that people can change.

const BEGINNING = 65_536;
const DELIMITERS = [',', ';', '\t', '|'];

/** @typedef {{format: string, csv?: {delimiter: string, encoding: string}, mapping?: {suggested: true}}} Reading */

/** @param {File} file @returns {Promise<Reading>} the body of POST /v1/imports */
export async function guessReading(file) {
  const first = new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer());
  const encoding = isUtf8(first) ? 'utf-8' : 'windows-1252';
  const line = new TextDecoder(encoding).decode(first).replace(/^\ufeff/, '').trimStart().split(/\r?\n/, 1)[0];
  if (isNdjson(file.name, line)) return { format: 'ndjson', ...(isOurs(line) ? {} : { mapping: { suggested: true } }) };
  return { format: 'csv', csv: { delimiter: guessDelimiter(line), encoding }, mapping: { suggested: true } };
}

/** @param {Uint8Array} bytes a character may be cut at the end */
function isUtf8(bytes) {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name @param {string} line */
const isNdjson = (name, line) => line.startsWith('{') || (/\.(ndjson|jsonl)$/i.test(name) && !line);

/** Without a readable line the service says what is wrong. @param {string} line */
function isOurs(line) {
  try {
    const keys = Object.keys(JSON.parse(line));
    return keys.includes('external_id') || keys.length === 0;
  } catch {
    return true;
  }
}

/** The one that the header has most of, outside of quotes. @param {string} header */
function guessDelimiter(header) {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((one) => bare.split(one).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))];
}
