import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Fault } from '../../domain/breaker.js';
import { isPlain } from '../../domain/proposal.js';
import { redact } from '../../domain/redaction.js';
import type { Look } from '../../workflows/ports.js';
import { call, type Called } from '../outbound/call.js';
import { readToken } from '../outbound/token.js';
import { type Attempt, defineAction, Faulted, type Work, type Writing } from './action.js';
import { Payload } from './payload.js';
import { configured, type Endpoint } from './reach.js';

/** Between tries that certainly sent nothing. */
const REFUSED_PAUSES_MS = [500, 2_000] as const;
const CHECK_AGAIN_MS = 5_000;

type Sent = Writing<{ readonly body: Payload }>;

/** Calls an endpoint that people configured, once: by its key where the endpoint knows it, else by asking no second time. */
export const httpWebhook = defineAction({
  card: {
    id: 'http-webhook',
    version: 1,
    title: 'Call an endpoint',
    category: 'webhook.call',
    verb: 'require_approval',
    class: 'modify-irreversible',
    risk: 'medium',
    undo: 'none',
    provider: 'target',
    needs: ['endpoints'],
  },
  parameters: z.strictObject({ body: Payload }),
  settle: { firstLookMs: 0, deadlineMs: 120_000, holdMs: 0 },

  sight: (work) => Promise.resolve(endpointOf(work) && {}),
  plan(work) {
    const { target, parameters } = work;
    const endpoint = endpointOf(work);
    return Promise.resolve({
      effects: endpoint
        ? [
            { path: 'request', before: null, after: `${endpoint.method} ${shownUrl(endpoint.url)}` },
            { path: 'body', before: null, after: parameters.body },
          ]
        : [],
      inverse: null,
      blast: { count: 1 },
      touches: [target],
      ...(!endpoint && { impossible: `no endpoint "${target.name}" is configured` }),
    });
  },
  async apply(work): Promise<Attempt> {
    const endpoint = endpointOf(work);
    const { name } = work.target;
    if (work.sentBefore && endpoint?.idempotent !== true)
      return { state: 'unknown', because: `${name} may have been called before, and it does not know our keys` };
    if (!endpoint) return { state: 'failed', because: `no endpoint "${name}" is configured any more` };
    const called = await send(work, endpoint);
    if (called.got === 'answer') return answered(called, endpoint, work);
    const because = `${name}: ${called.because}`;
    // What an earlier try sent may have arrived, whatever this one came to.
    if (called.sent || work.sentBefore) {
      if (endpoint.idempotent && !called.lasting) throw new Faulted(because, 'transient');
      return { state: 'unknown', because, fault: 'transient' };
    }
    return { state: 'failed', because, fault: called.lasting ? 'invalid' : 'transient' };
  },
  async verify(work): Promise<Look> {
    const endpoint = endpointOf(work);
    if (work.receipt === undefined)
      return { says: 'unknown', because: `no answer of ${work.target.name} was received` };
    if (endpoint?.checkUrl === undefined) return { says: 'yes', because: `${work.target.name} took it` };
    return checkEndpoint(work, endpoint);
  },
  undo: () => Promise.resolve({ state: 'none', because: 'a call can not be taken back' }),
});

function endpointOf({ target, account, reach }: Pick<Work<unknown>, 'target' | 'account' | 'reach'>) {
  return isPlain(target, 'endpoint') ? configured(reach.endpoints, target.name, account) : undefined;
}

/** Asks what an endpoint names as its check. Also for work of other kinds that is to be checked there. */
export async function checkEndpoint(work: Pick<Writing<unknown>, 'key' | 'signal'>, endpoint: Endpoint): Promise<Look> {
  const { checkUrl = endpoint.url, timeoutMs } = endpoint;
  const token = await readToken(endpoint);
  if ('because' in token) return { says: 'unknown', because: token.because };
  const sameOrigin = new URL(checkUrl).origin === new URL(endpoint.url).origin;
  const called = await call({
    ...{ url: checkUrl, method: 'GET', private: endpoint.private, signal: work.signal },
    timeoutMs: Math.min(timeoutMs, 30_000),
    headers: { 'idempotency-key': work.key, ...(sameOrigin && token.headers) },
    secrets: token.secrets,
  });
  const where = shownUrl(checkUrl);
  if (called.got === 'nothing') return { says: 'unknown', because: `${where} could not be asked: ${called.because}` };
  const because = `${where} says ${called.status}`;
  return isGood(called.status) ? { says: 'yes', because } : { says: 'not-yet', because, againMs: CHECK_AGAIN_MS };
}

/** Where certainly nothing was sent it is tried again at once, as a later try could not tell. */
async function send(work: Sent, endpoint: Endpoint): Promise<Called> {
  const token = await readToken(endpoint);
  if ('because' in token) return { got: 'nothing', sent: false, lasting: true, because: token.because };
  for (let tries = 0; ; tries += 1) {
    await work.mayWrite();
    const called = await call({
      ...{ url: endpoint.url, method: endpoint.method, timeoutMs: endpoint.timeoutMs, private: endpoint.private },
      headers: { 'content-type': 'application/json', 'idempotency-key': work.key, ...token.headers },
      body: JSON.stringify(work.parameters.body),
      signal: work.signal,
      secrets: token.secrets,
    });
    const waitMs = REFUSED_PAUSES_MS[tries];
    if (called.got === 'answer' || called.sent || called.lasting || waitMs === undefined) return called;
    await pause(waitMs);
  }
}

const LATER = new Set([408, 425, 429]);
const MOVED = new Set([301, 307, 308]);

function answered(
  { status, excerpt, retryAfterMs }: Called & { got: 'answer' },
  { idempotent }: Endpoint,
  { target, sentBefore }: Sent,
): Attempt {
  if (isGood(status)) return { state: 'applied', receipt: { status, excerpt } };
  const because = `${target.name} answered ${status}${excerpt === '' ? '' : `: ${excerpt.slice(0, 200)}`}`;
  // A 409 to a key that was sent before says that the first request of that key is still under way.
  if (status >= 500 || LATER.has(status) || (status === 409 && sentBefore)) {
    const fault: Fault = status === 429 ? 'rate-limit' : 'transient';
    if (idempotent) throw new Faulted(because, fault, retryAfterMs);
    return { state: 'unknown', because, fault, retryAfterMs };
  }
  if (status >= 400)
    return {
      state: 'failed',
      because,
      fault: status === 401 || status === 403 || status === 407 ? 'denied' : 'invalid',
    };
  // Some do what was asked and lead to another page with 302 or 303; others only say that they live elsewhere.
  if (MOVED.has(status)) return { state: 'failed', because: `${target.name} answered ${status}: ${UNFOLLOWED}` };
  return { state: 'unknown', because: `${target.name} answered ${status}: ${UNFOLLOWED}`, fault: 'invalid' };
}

const UNFOLLOWED = 'no redirect is followed; configure the address that it leads to';

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Without what may be a secret; a short digest stands for it, so that another address is another plan. */
export function shownUrl(text: string): string {
  const { origin, pathname, search } = new URL(text);
  const shown = redact(`${origin}${pathname}`);
  const whole = search === '' && shown === `${origin}${pathname}`;
  if (whole) return shown;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${shown}${search === '' ? '' : '?…'} (#${digest})`;
}
