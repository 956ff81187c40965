import type { components } from "./openapi.ts";

export type Offence = components["schemas"]["Offence"];
type Problem = Partial<components["schemas"]["Problem"]>;

/** The service refused: `code` is stable, `errors` has every offence in the input with its JSON pointer. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly Offence[];
  /** Finds the request in the service's log. */
  readonly requestId: string | null;
  /** Seconds to wait for, where waiting helps. */
  readonly retryAfter: number | null;

  constructor(response: Response, problem: Problem, retryAfter: number | null) {
    const detail = problem.detail ?? response.statusText;
    const errors = offencesOf(problem.errors);
    const offences = errors.map((one) => `${one.path || "the whole"}: ${one.message}`);
    super([`${response.status} ${problem.code ?? ""}: ${detail}`, ...offences].join("; "));
    this.name = "ApiError";
    this.status = response.status;
    this.code = problem.code ?? "";
    this.detail = detail;
    this.errors = errors;
    this.requestId = response.headers.get("X-Request-Id");
    this.retryAfter = retryAfter;
  }
}

/** Those of this service: a proxy's answer may have `errors` of another form. */
function offencesOf(said: unknown): Offence[] {
  const isOurs = (one: unknown): one is Offence =>
    typeof one === "object" && one !== null && "path" in one && "message" in one;
  return Array.isArray(said) ? said.filter(isOurs) : [];
}

/** The error that an answer stands for; whatever a proxy answers is one too. */
export async function errorOf(response: Response, retryAfter: number | null): Promise<ApiError> {
  let problem: unknown = {};
  try {
    problem = await response.json();
  } catch {
    // Not JSON: the status has to do.
  }
  return new ApiError(response, typeof problem === "object" && problem !== null ? problem : {}, retryAfter);
}
