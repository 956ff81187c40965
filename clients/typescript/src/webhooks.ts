/** Checks webhooks (Standard Webhooks: HMAC-SHA256 over id, time and body) by Web Crypto: Node, Deno, edge, browsers. */

export interface WebhookEvent {
  /** Such as match.entered. */
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

/** Not signed with the secret, not whole, or too old: answer 401 and forget it. */
export class InvalidWebhook extends Error {
  override readonly name = "InvalidWebhook";
}

export interface VerifyOptions {
  /** Milliseconds since the epoch. */
  now?: number;
  toleranceSeconds?: number;
}

const MOST_SIGNATURES = 16;

/**
 * The event in a webhook; throws InvalidWebhook. `body` is the request's, byte for byte. While a secret is being
 * replaced, name both. The same event may come twice: the header webhook-id is the same then.
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: Headers | Record<string, string | string[] | undefined>,
  secret: string | readonly string[],
  { now = Date.now(), toleranceSeconds = 300 }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const id = header(headers, "webhook-id");
  const sentAt = header(headers, "webhook-timestamp");
  const signatures = header(headers, "webhook-signature").split(" ").slice(0, MOST_SIGNATURES);
  if (!/^\d{1,15}$/.test(sentAt)) throw new InvalidWebhook("the header webhook-timestamp is no number of seconds");
  if (Math.abs(now / 1000 - Number(sentAt)) > toleranceSeconds) {
    throw new InvalidWebhook("it was sent too long ago, or the clocks differ");
  }
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const signed = joined(new TextEncoder().encode(`${id}.${sentAt}.`), bytes);
  for (const one of typeof secret === "string" ? [secret] : secret) {
    const key = await importKey(one);
    for (const signature of signatures) {
      // verify compares in constant time.
      if (await crypto.subtle.verify("HMAC", key, signatureBytes(signature), signed)) {
        return JSON.parse(new TextDecoder().decode(bytes)) as WebhookEvent;
      }
    }
  }
  throw new InvalidWebhook("no signature is of this body and secret");
}

function header(headers: Headers | Record<string, string | string[] | undefined>, name: string): string {
  const found = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof found !== "string") throw new InvalidWebhook(`the header ${name} is missing`);
  return found;
}

function importKey(secret: string): Promise<CryptoKey> {
  const bytes = decoded(secret.trim().replace(/^whsec_/, ""));
  // With an empty one, such as of a variable that was not set, anybody could sign.
  if (bytes === null || bytes.length === 0) throw new TypeError("a secret is whsec_ and base64");
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

function signatureBytes(part: string): Uint8Array<ArrayBuffer> {
  const [version, encoded = ""] = part.split(",", 2);
  return (version === "v1" ? decoded(encoded) : null) ?? new Uint8Array();
}

function decoded(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
