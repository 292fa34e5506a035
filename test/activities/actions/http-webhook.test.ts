import { CATALOGUE } from '../../../activities/actions/index.js';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shownUrl } from '../../../activities/actions/http-webhook.js';
import type { Endpoint } from '../../../activities/actions/reach.js';
import { catalogued } from '../../../activities/spine/known.js';
import type { SpineDeps } from '../../../activities/spine/deps.js';
import { openEndpoint, type TestEndpoint } from '../../support/endpoint.js';
import { begunBy, furnishFreely } from '../../support/spine-steps.js';
import { openTestStore, type TestStore } from '../../support/store.js';
import { depsOf } from '../../support/temporal.js';

const TOKEN = 's3cr3t-token';

describe('http-webhook', () => {
  let store: TestStore;
  let endpoint: TestEndpoint;
  let deps: SpineDeps;
  let endpoints: Record<string, Endpoint>;
  beforeAll(async () => {
    [store, endpoint] = await Promise.all([openTestStore(), openEndpoint()]);
    await furnishFreely(store, 'home', ['endpoint/*']);
    const tokenFile = join(store.dir, 'token');
    await writeFile(tokenFile, `${TOKEN}\n`);
    const at = (role: string, over: Partial<Endpoint> = {}): Endpoint => ({
      ...{ url: endpoint.url(role), method: 'POST', idempotent: false, timeoutMs: 1_000, private: true },
      ...over,
    });
    const knows = { idempotent: true };
    endpoints = {
      ok: at('ok', { tokenFile, method: 'PUT' }),
      telling: at('telling', { tokenFile }),
      checked: at('checked', { tokenFile, checkUrl: endpoint.url('ok-check') }),
      unwell: at('unwell', { checkUrl: endpoint.url('not-well') }),
      public: at('public', { url: `http://localhost:${endpoint.port}/public`, private: false }),
      closed: at('closed', { url: 'http://127.0.0.1:1/x' }),
      'no-token': at('no-token', { tokenFile: join(store.dir, 'none') }),
      others: at('others', { accounts: ['another'] }),
      ...Object.fromEntries(['bad', 'denied', 'moved', 'see-other', 'down', 'reset', 'silent'].map((r) => [r, at(r)])),
      ...Object.fromEntries(['busy', 'later', 'down', 'reset'].map((r) => [`${r}-knows`, at(`${r}/knows`, knows)])),
    };
    deps = depsOf({ ...store, outside: { endpoints } }).spine;
  });
  beforeEach(() => store.tamper('DELETE FROM reeve.breaker'));
  afterAll(async () => {
    await endpoint?.close();
    await store?.close();
  });

  const begin = (target: string, body: Record<string, string> = { greet: 'world' }) =>
    begunBy(store, deps, {
      ...{ action: 'http-webhook', target: { kind: 'endpoint', name: target }, parameters: { body } },
    });
  const effects = (key: string) =>
    store.tamper<{ key: string; receipt: unknown }>('SELECT key, receipt FROM reeve.effect WHERE intervention = $1', [
      key,
    ]);

  it('calls with the key of the effect, the token and the body, and keeps a receipt', async () => {
    const begun = await begin('ok');
    expect(await begun.apply()).toEqual({ state: 'applied' });
    const [effect] = await effects(begun.ref.key);
    expect(endpoint.of('ok')).toMatchObject([
      {
        ...{ method: 'PUT', body: '{"greet":"world"}' },
        headers: { 'idempotency-key': effect?.key, authorization: `Bearer ${TOKEN}` },
      },
    ]);
    expect(effect?.receipt).toEqual({ status: 200, excerpt: 'done' });
    expect(await begun.look()).toEqual({ says: 'yes', because: 'ok took it' });
    expect(await begun.apply()).toEqual({ state: 'applied' });
    expect(endpoint.of('ok')).toHaveLength(1);
    await begun.end();
  });

  it('keeps nothing of an answer that is secret', async () => {
    const begun = await begin('telling');
    await begun.apply();
    const [effect] = await effects(begun.ref.key);
    expect(effect?.receipt).toEqual({ status: 200, excerpt: 'password=[redacted]   token was ***, ü' });
  });

  it.each([
    ['bad', 'failed', /answered 422: no such thing/],
    ['denied', 'failed', /answered 403/],
    ['moved', 'failed', /no redirect is followed/],
    ['see-other', 'unknown', /no redirect is followed/],
    ['down', 'unknown', /answered 503/],
    ['reset', 'unknown', /ECONNRESET|socket hang up/],
    ['silent', 'unknown', /no answer within 1000 ms/],
  ])('asks "%s", which knows no keys, once: %s', async (target, state, because) => {
    const begun = await begin(target);
    expect(await begun.apply()).toEqual({ state, because: expect.stringMatching(because) });
    expect(endpoint.of(target)).toHaveLength(1);
    expect(endpoint.of('followed')).toEqual([]);
    expect(await begun.look()).toMatchObject({ says: 'unknown' });
    await begun.end();
  });

  it.each([
    ['closed', /ECONNREFUSED/],
    ['public', /no public address/],
    ['no-token', /token file can not be read \(ENOENT\)/],
  ])('fails for certain where nothing was sent: %s', async (target, because) => {
    const begun = await begin(target);
    expect(await begun.apply()).toEqual({ state: 'failed', because: expect.stringMatching(because) });
    expect(endpoint.of(target)).toEqual([]);
    await begun.end();
  });

  it('asks one that knows keys again, with the same key', async () => {
    for (const [target, after] of [
      ['busy-knows', undefined],
      ['later-knows', 2_000],
    ] as const) {
      const begun = await begin(target);
      const error = await begun.apply().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ type: 'Faulted', nonRetryable: false });
      expect((error as { nextRetryDelay?: number }).nextRetryDelay).toBe(after);
      expect(await begun.apply()).toEqual({ state: 'applied' });
      const heard = endpoint.of(target.replace('-', '/'));
      expect(new Set(heard.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
      expect(heard).toHaveLength(2);
      await begun.end();
    }
  });

  it('does not send again what a try before may have sent', async () => {
    const begun = await begin('silent', { second: 'time' });
    const given = new AbortController();
    setTimeout(() => given.abort(), 200);
    const before = endpoint.of('silent').length;
    expect(await begun.apply({ signal: given.signal })).toMatchObject({ state: 'unknown' });
    expect(await begun.apply()).toEqual({
      ...{ state: 'unknown', because: 'silent may have been called before, and it does not know our keys' },
    });
    expect(endpoint.of('silent')).toHaveLength(before + 1);
    await begun.end();
  });

  it('sends nothing under a freeze, and knows that it did not', async () => {
    const begun = await begin('ok', { frozen: 'yes' });
    const before = endpoint.of('ok').length;
    await store.tamper(
      `INSERT INTO reeve.stop (account, id, kind, starts_at, reason, author) VALUES ('home', 'f', 'freeze', now(), 'fire', 'person/admin')`,
    );
    expect(await begun.apply()).toMatchObject({ state: 'stopped', written: false });
    await store.tamper('DELETE FROM reeve.stop');
    expect(await begun.apply()).toEqual({ state: 'applied' });
    expect(endpoint.of('ok')).toHaveLength(before + 1);
    await begun.end();
  });

  it('asks the check where one is named', async () => {
    const good = await begin('checked');
    await good.apply();
    expect(await good.look()).toMatchObject({ says: 'yes' });
    const [check] = endpoint.of('ok-check');
    expect(check).toMatchObject({ method: 'GET', headers: { authorization: `Bearer ${TOKEN}` } });
    await good.end();
    const unwell = await begin('unwell');
    await unwell.apply();
    expect(await unwell.look()).toMatchObject({ says: 'not-yet', because: expect.stringContaining('500') });
    await unwell.end();
  });

  const state = async (name: string) => {
    const [row] = await store.tamper<{ state: { state: string; failures: number } }>(
      'SELECT state FROM reeve.breaker WHERE name = $1',
      [name],
    );
    return row && `${row.state.state} ${row.state.failures}`;
  };
  const call = async (target: string) => {
    const begun = await begin(target, { n: String(Math.random()) });
    await begun.apply();
    await begun.end();
    return begun;
  };

  it.each([
    ['closed', ['closed 1', 'closed 2', 'open 3'], /does not proceed.*"defer"/],
    ['down', ['closed 1', 'closed 2', 'open 3'], /does not proceed.*"defer"/],
    ['bad', [undefined, undefined, undefined], /^it begins$/],
    ['denied', [undefined, undefined, undefined], /^it begins$/],
  ])('counts at the breaker of the endpoint alone what failed there: %s', async (target, expected, then) => {
    for (const one of expected) {
      await call(target);
      expect(await state(`provider/endpoint/${target}`)).toBe(one);
    }
    const begins = async () => (await begin(target, { n: 'once more' })).end().then(() => 'it begins');
    expect(await begins().catch((error: Error) => error.message)).toMatch(then);
    await call('ok');
    expect(await state('action/http-webhook/endpoint')).toBeUndefined();
  });

  it('hears of a success at the breaker of the endpoint, and lets one of two probe it', async () => {
    await store.tamper(`INSERT INTO reeve.breaker (account, name, state) VALUES ('home', 'provider/endpoint/ok', $1)`, [
      JSON.stringify({ state: 'open', failures: 3, successes: 0, backoffMs: 15_000, retryAt: 1, probeUntil: 0 }),
    ]);
    const probe = await begin('ok', { n: 'first' });
    await expect(begin('ok', { n: 'second' })).rejects.toThrow(/does not proceed.*"defer"/);
    await probe.apply();
    expect(await state('provider/endpoint/ok')).toBe('half-open 3');
    await probe.end();
    await call('ok');
    expect(await state('provider/endpoint/ok')).toBe('closed 0');
  });

  it('opens the breaker of the action where all of them fail in a way that nobody foresaw', async () => {
    await store.tamper(
      `INSERT INTO reeve.breaker (account, name, state) VALUES ('home', 'action/http-webhook/endpoint', $1)`,
      [JSON.stringify({ state: 'open', failures: 3, successes: 0, backoffMs: 15_000, retryAt: 9e15, probeUntil: 0 })],
    );
    await expect(begin('ok', { n: 'class' })).rejects.toThrow(/does not proceed.*"defer"/);
  });

  it('is undiscovered where nothing is configured, or only for others', async () => {
    for (const target of ['nobody', 'others', '__proto__', 'toString'])
      await expect(begin(target)).rejects.toThrow('undiscovered');
  });

  it.each([
    ['no body', {}],
    ['a list', { body: [] }],
    ['more than it wants', { body: {}, url: 'http://elsewhere' }],
    ['too much', { body: { text: 'x'.repeat(16_384) } }],
    ['too deep', { body: JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) as never }],
  ])('refuses parameters with %s', (_name, parameters) => {
    expect(
      catalogued({ catalogue: CATALOGUE, missingCapabilities: [] }, { action: 'http-webhook', parameters })
        .parametersFault,
    ).toBeDefined();
  });

  it('shows an address without what may be secret in it, and another address as another one', () => {
    expect(shownUrl('https://a.example/b')).toBe('https://a.example/b');
    const [one, two] = [shownUrl('https://a.example/b?key=1'), shownUrl('https://a.example/b?key=2')];
    expect(one).toMatch(/^https:\/\/a\.example\/b\?… \(#[0-9a-f]{8}\)$/);
    expect(one).not.toBe(two);
    expect(shownUrl('https://hooks.slack.com/services/T000/B000/abcdef')).not.toContain('abcdef');
  });
});
