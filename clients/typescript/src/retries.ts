/** How often and how patiently requests are sent again. Times are in seconds. */
export interface Retries {
  /** The first one counts too. */
  attempts: number;
  /** What the service asks to wait for longer than this is an error at once. */
  longestWait: number;
  /** Without word from the service the pause doubles from here on, drawn from its upper half. */
  firstPause: number;
  sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

export const PATIENT: Retries = { attempts: 4, longestWait: 65, firstPause: 0.25, sleep };

/** A fetch that tries again what may pass, where that has no second effect. */
export function retrying(retries: Retries, send: typeof fetch = fetch): (request: Request) => Promise<Response> {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      let answer: Response | undefined;
      let failure: unknown;
      try {
        answer = await send(request.clone());
      } catch (error) {
        failure = error;
      }
      const pause = request.signal.aborted ? null : await pauseBefore(retries, request, answer, attempt);
      if (pause === null) {
        if (answer === undefined) throw failure;
        return answer;
      }
      await answer?.body?.cancel();
      await retries.sleep(pause, request.signal);
    }
  };
}

/** Seconds that an answer asks to wait for: Retry-After, else the end of the window in RateLimit (draft-08). */
export function retryAfter(headers: Headers): number | null {
  const said = headers.get("Retry-After");
  if (said !== null && /^\d{1,9}$/.test(said)) return Number(said);
  const window = /;\s*r=0\b.*?;\s*t=(\d{1,9})\b/.exec(headers.get("RateLimit") ?? "");
  return window ? Number(window[1]) : null;
}

/** Seconds until the next attempt; null: there is none. */
async function pauseBefore(
  retries: Retries,
  request: Request,
  answer: Response | undefined,
  attempt: number,
): Promise<number | null> {
  if (attempt >= retries.attempts || !(await mayPass(request, answer))) return null;
  const asked = answer ? retryAfter(answer.headers) : null;
  if (asked !== null) return asked <= retries.longestWait ? asked : null;
  return (retries.firstPause * 2 ** (attempt - 1) * (1 + Math.random())) / 2;
}

/** 429 says that nothing was done. Everything else leaves open what was. */
async function mayPass(request: Request, answer: Response | undefined): Promise<boolean> {
  if (answer?.status === 429) return true;
  if (!isRepeatable(request)) return false;
  if (answer === undefined || [502, 503, 504].includes(answer.status)) return true;
  return answer.status === 409 && (await codeOf(answer)) === "idempotency_in_flight";
}

/** Writing POSTs carry an Idempotency-Key. A PATCH could come after somebody else's; a change of one version would
 * refuse itself the second time. */
function isRepeatable(request: Request): boolean {
  const conditional = request.headers.has("If-Match") || request.headers.has("If-None-Match");
  return ["GET", "POST"].includes(request.method) || (request.method !== "PATCH" && !conditional);
}

async function codeOf(answer: Response): Promise<unknown> {
  try {
    return ((await answer.clone().json()) as { code?: unknown }).code;
  } catch {
    return undefined;
  }
}

function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
