import { redact } from '../../../domain/redaction.js';

/** Whoever posts waits ten seconds at most. */
const TIMEOUT_MS = 9_000;
const READ_BYTES_MAX = 4 * 1024 * 1024;
const WAIT_MS = 5_000;
const WAIT_MS_MAX = 3_600_000;

export interface Asking {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Under the address of the API. */
  readonly path: string;
  readonly body?: object;
  /** Whose limits it counts to, besides those of the whole bot. */
  readonly limit: string;
  /** Where less time is left than a request may take. */
  readonly withinMs?: number;
}

/** What certainly happened; a promise that rejects leaves open whether Discord did what was asked. */
export type Answered =
  | { readonly got: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly got: 'wait'; readonly afterMs: number; readonly because: string }
  | { readonly got: 'nothing'; readonly because: string };

export interface DiscordSettings {
  readonly apiUrl: string;
  readonly botToken: string;
  readonly timeoutMs?: number;
}

/** Requests to Discord's REST API as the bot. While Discord wants quiet, nothing is sent. */
export function createRest({ apiUrl, botToken, timeoutMs = TIMEOUT_MS }: DiscordSettings) {
  if (!/^[\x21-\x7e]+$/.test(botToken))
    throw new Error('discord.botToken holds characters that no token has: copy it from the developer portal again');
  const base = apiUrl.replace(/\/+$/, '');
  const clean = (text: string) => redact(text.replaceAll(botToken, '***')).slice(0, 200);
  const quiet = quietTimes();

  return async ({ method, path, body, limit, withinMs = timeoutMs }: Asking): Promise<Answered> => {
    const leftMs = quiet.left(limit);
    if (leftMs > 0) return { got: 'wait', afterMs: leftMs, because: 'Discord asked to wait' };
    const sent = await send(`${base}${path}`, {
      method,
      headers: {
        authorization: `Bot ${botToken}`,
        'user-agent': 'DiscordBot (reeve, 1)',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // The token goes to the address that was configured, and nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(Math.max(1, Math.min(timeoutMs, withinMs))),
    }).catch((error: unknown) => {
      throw new Error(`Discord did not answer ${method}: ${clean(reasonOf(error))}`);
    });
    if ('because' in sent) return { got: 'nothing', because: clean(sent.because) };
    const read = await readJson(sent).catch((error: unknown) => {
      throw new Error(`the answer of Discord to ${method} broke off: ${clean(reasonOf(error))}`);
    });
    if (sent.status !== 429) return { got: 'answer', status: sent.status, body: read };
    const afterMs = waitOf(sent.headers, read);
    quiet.keep(isGlobal(sent.headers, read) ? '' : limit, afterMs);
    return { got: 'wait', afterMs, because: 'Discord asked to wait (429)' };
  };
}
export type Rest = ReturnType<typeof createRest>;

async function send(url: string, init: RequestInit): Promise<Response | { readonly because: string }> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (!NEVER_SENT.test(codeOf(error))) throw error;
    return { because: `Discord can not be reached: ${reasonOf(error)}` };
  }
}

/** These happen before a byte of the request goes out. */
const NEVER_SENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_.*|UNABLE_TO_.*|SELF_SIGNED_.*|DEPTH_ZERO_.*|ERR_TLS_.*)$/;

interface Trouble {
  readonly message?: string;
  readonly code?: unknown;
  readonly cause?: Trouble;
  readonly errors?: readonly Trouble[];
}

function codeOf(error: unknown): string {
  const { cause, code, errors } = error as Trouble;
  const own = typeof code === 'string' ? code : '';
  return cause ? codeOf(cause) || own : own || (errors?.[0] ? codeOf(errors[0]) : '');
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Trouble;
  const code = codeOf(error);
  const said = cause?.message || message || String(error);
  return code === '' || said.includes(code) ? said : `${code} ${said}`;
}

/** Not everything on the way is Discord: what is no JSON counts as nothing said. */
async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > READ_BYTES_MAX) throw new Error(`it is over ${READ_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function waitOf(headers: Headers, body: unknown): number {
  const seconds = [(body as { retry_after?: unknown } | undefined)?.retry_after, headers.get('retry-after')]
    .map((said) => (said === null || said === undefined ? Number.NaN : Number(said)))
    .filter((said) => Number.isFinite(said) && said >= 0);
  return seconds.length === 0 ? WAIT_MS : Math.min(WAIT_MS_MAX, Math.ceil(Math.max(...seconds) * 1000));
}

function isGlobal(headers: Headers, body: unknown): boolean {
  return (body as { global?: unknown } | undefined)?.global === true || headers.has('x-ratelimit-global');
}

/** Until when nothing is sent: by limit, and '' for all. Requests in spite of a 429 count against the bot. */
function quietTimes() {
  const until = new Map<string, number>();
  const leftOf = (limit: string) => (until.get(limit) ?? 0) - Date.now();
  return {
    left: (limit: string) => Math.max(0, leftOf(''), leftOf(limit)),
    keep(limit: string, ms: number) {
      for (const [other, at] of until) if (at <= Date.now()) until.delete(other);
      until.set(limit, Math.max(until.get(limit) ?? 0, Date.now() + ms));
    },
  };
}
