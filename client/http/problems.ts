import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { Busy, Crowded, isDatabaseAway, KeyReused, LedgerBroken, NotAccepted, Unfit } from '../reeve.js';
import { type Door, type Env, Refused } from './door.js';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  408: 'Request timeout',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  421: 'Wrong host',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available',
};

const NOT_ACCEPTED: Readonly<Record<NotAccepted['reason'], number>> = {
  unknown: 404,
  exists: 409,
  misfit: 409,
  closed: 409,
  forbidden: 403,
};

/** SQLSTATE of a text that PostgreSQL can't hold. */
const UNSTORABLE = '22021';

export interface Trouble {
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  /** When it may be tried again. */
  readonly retrySeconds?: number;
}

/** Answers in problem+json (RFC 9457). */
export function problem(c: Context<Env>, { status, detail, errors, retrySeconds }: Trouble): Response {
  const title = TITLES[status] ?? 'Error';
  const body = { type: 'about:blank', title, status, detail, requestId: c.get('requestId'), ...(errors && { errors }) };
  const extra = {
    ...(status === 401 && { 'www-authenticate': 'Bearer realm="reeve"' }),
    ...(retrySeconds !== undefined && { 'retry-after': String(retrySeconds) }),
  };
  return c.newResponse(JSON.stringify(body), status as 500, { 'content-type': 'application/problem+json', ...extra });
}

/** Says what can be said of an error; what can't stays in the log under the request's id. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof Refused)
    return {
      status: error.status,
      detail: error.message,
      ...(error.retrySeconds !== undefined && { retrySeconds: error.retrySeconds }),
    };
  if (error instanceof NotAccepted) return { status: NOT_ACCEPTED[error.reason], detail: error.message };
  if (error instanceof Unfit) return { status: 400, detail: error.message };
  if (error instanceof KeyReused) return { status: 409, detail: error.message };
  if (error instanceof Crowded) return { status: 503, detail: error.message, retrySeconds: 1 };
  if (error instanceof Busy) return { status: 503, detail: error.message };
  if (error instanceof LedgerBroken) return { status: 503, detail: error.message };
  if (error instanceof HTTPException) return { status: error.status, detail: error.message };
  if ((error as { code?: unknown }).code === UNSTORABLE)
    return { status: 400, detail: 'a text in it holds the character NUL, which can not be kept: leave it out' };
  if (isDatabaseAway(error))
    return {
      status: 503,
      detail: 'the database does not answer right now; nothing was changed: try again in a moment',
    };
  return undefined;
}

export function onError({ log }: Door): ErrorHandler<Env> {
  return (error, c) => {
    // Nobody is left to read this; what broke is the sender's line and nothing of ours.
    if (c.req.raw.signal.aborted) return problem(c, { status: 408, detail: 'the request ended before all of it came' });
    const trouble = troubleOf(error);
    const requestId = c.get('requestId');
    if (trouble && trouble.status < 500) return problem(c, trouble);
    log.error({ err: error, requestId, path: c.req.path }, 'a request failed');
    return problem(
      c,
      trouble ?? { status: 500, detail: `something broke on our side; the log has it under request ${requestId}` },
    );
  };
}
