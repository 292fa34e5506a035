import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.js';
import { createDataConverter, readCodecKeys } from '../../workers/data-converter.js';
import { openCore } from '../../workers/main/core.js';
import { type RunningGateway, startGateway } from '../../workers/main/gateway.js';
import { createMetrics } from '../../workers/metrics.js';
import type { checkpoint } from '../../workflows/checkpoint.js';
import { QUEUES } from '../../workflows/messages.js';
import { type Asked, callAt } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openTestTemporal, quiet, type TestTemporal } from '../support/temporal.js';

/** A name that nothing but a payload holds. */
const WORD = 'zimtschnecke';
const UI = 'http://127.0.0.1:8233';

type JsonPayload = Readonly<Record<string, unknown>> & { readonly data: string };

describe('with payload encryption', () => {
  let store: TestStore;
  let temporal: TestTemporal;
  let gateway: RunningGateway;
  let close: () => Promise<void>;
  let history: Uint8Array;
  let payloads: readonly JsonPayload[];
  const tokens: Record<string, string> = {};
  beforeAll(async () => {
    store = await openTestStore();
    tokens['admin'] = await store.account(WORD);
    const keyFile = join(store.dir, 'codec.keys');
    await writeFile(keyFile, `k1:${randomBytes(32).toString('base64')}\n`);
    const env = { HOME: store.dir, REEVE_DATA: store.dir, REEVE_PORT: '0', REEVE_ENCRYPTION_KEY_FILE: keyFile };
    const config = loadConfig({ env, cwd: store.dir });
    const codecKeys = readCodecKeys(config);
    temporal = await openTestTemporal({ dataConverter: createDataConverter(codecKeys) });
    const [log, metrics] = [quiet(), createMetrics({ version: 'test' })];
    const endpoints = { database: store.urls, temporalAddress: temporal.address };
    const core = await openCore({ config, endpoints, log, metrics }, { createKey: true });
    gateway = await startGateway({
      ...{
        config,
        core,
        log,
        metrics,
        temporal: temporal.client,
        temporalUi: UI,
        version: 'test',
        mode: 'embedded',
        listenUrl: store.urls.app,
      },
      ...(codecKeys && { codecKeys }),
    });
    close = async () => {
      await gateway.drain();
      await core.close();
    };
    await tokensFor('operator', 'viewer');
    history = await historyOfTroubledRun();
    payloads = await encryptedPayloads();
  });
  afterAll(async () => {
    await close?.();
    await temporal?.close();
    await store?.close();
  });

  const call = (method: string, path: string, asked: Asked = {}) =>
    callAt(Number(new URL(gateway.url).port), method, path, asked);
  const decode = (body: unknown, token = tokens['operator'] ?? '', headers = {}) =>
    call('POST', '/codec/decode', { token, body, headers });

  it('the history holds no word of a payload: neither arguments, results, failures nor summaries', async () => {
    const text = Buffer.from(history).toString('latin1');
    expect(text).toContain('signCheckpoints');
    expect(text).toContain('Encoded failure');
    expect(text).not.toMatch(new RegExp(`${WORD}|disk is full|sign the head|checkpoint\\.ts`));
    expect(text).toContain('binary/encrypted');
  });

  it('the same run without it holds all of them, so that their absence says something', async () => {
    const plain = await openTestTemporal();
    const text = Buffer.from(await historyOfTroubledRun(plain)).toString('latin1');
    await plain.close();
    for (const word of [WORD, 'disk is full', 'sign the head']) expect(text).toContain(word);
  });

  it('the codec endpoint shows an operator what it was', async () => {
    const answer = await decode({ payloads });
    expect(answer.status).toBe(200);
    const shown = (answer.json['payloads'] as readonly JsonPayload[]).map(({ data }) => fromBase64(data));
    expect(shown).toContain(JSON.stringify({ account: WORD }));
  });

  it('and encodes what it can decode', async () => {
    const plain = { metadata: { encoding: toBase64('json/plain') }, data: toBase64('"x"') };
    const encoded = await call('POST', '/codec/encode', {
      token: tokens['operator'] ?? '',
      body: { payloads: [plain] },
    });
    const [one] = encoded.json['payloads'] as readonly JsonPayload[];
    expect(fromBase64(one?.data ?? '')).not.toContain('x"');
    expect((await decode(encoded.json)).json).toEqual({ payloads: [plain] });
  });

  it.each([
    ['nobody', undefined, 401],
    ['a viewer', 'viewer', 403],
    ['an operator', 'operator', 200],
  ])('the codec endpoint answers %s (%s) with %i', async (_who, name, status) => {
    const token = name && tokens[name];
    const answer = await call('POST', '/codec/decode', { body: { payloads }, ...(token && { token }) });
    expect(answer.status).toBe(status);
    expect(answer.text.includes(toBase64(JSON.stringify({ account: WORD })))).toBe(status === 200);
  });

  const flip = ({ data, ...rest }: JsonPayload, at: number) => {
    const bytes = Buffer.from(data, 'base64');
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    return { ...rest, data: bytes.toString('base64') };
  };
  const spoils: [string, (payload: JsonPayload) => object, RegExp][] = [
    ['with another first byte', (one) => flip(one, 0), /damaged or was changed/],
    ['with another byte within', (one) => flip(one, 20), /damaged or was changed/],
    ['with another last byte', (one) => flip(one, -1), /damaged or was changed/],
    ['cut short', (one) => ({ ...one, data: one.data.slice(0, 20) }), /damaged or was changed/],
    ['without data', ({ data: _data, ...one }) => one, /damaged or was changed/],
    [
      'that names another key',
      (one) => ({ ...one, metadata: { encoding: toBase64('binary/encrypted'), 'encryption-key-id': toBase64('k9') } }),
      /the key "k9", which is not in the key file: add that key/,
    ],
  ];
  it.each(spoils)(
    'a payload %s is refused with a sentence, and none of the others is shown',
    async (_what, spoil, because) => {
      const [one, ...others] = payloads as [JsonPayload, ...JsonPayload[]];
      const answer = await decode({ payloads: [...others, spoil(one)] });
      expect(answer).toMatchObject({
        status: 400,
        json: { title: 'Bad request', detail: expect.stringMatching(because) },
      });
    },
  );

  it('plain payloads, of before it was switched on, pass as they are', async () => {
    const plain = { metadata: { encoding: toBase64('json/plain') }, data: toBase64('"old"') };
    expect((await decode({ payloads: [plain] })).json).toEqual({ payloads: [plain] });
  });

  it.each([
    ['no list', { payloads: 'x' }],
    ['too many', { payloads: Array.from({ length: 1001 }, () => ({})) }],
    ['metadata that is no text', { payloads: [{ metadata: { encoding: 7 } }] }],
  ])('%s is refused', async (_what, body) => {
    expect((await decode(body)).status).toBe(400);
  });

  it('the Web UI may ask from its own page, and no other page may', async () => {
    const ask = async (origin: string) => {
      const headers = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-namespace',
      };
      const preflight = await call('OPTIONS', '/codec/decode', { headers });
      const answer = await decode({ payloads }, undefined, { origin });
      return [preflight, answer].map((one) => one.headers['access-control-allow-origin']);
    };
    expect(await ask(UI)).toEqual([UI, UI]);
    expect(await ask('http://evil.example')).toEqual([undefined, undefined]);
    expect(await ask('http://127.0.0.1:8234')).toEqual([undefined, undefined]);
  });

  /** A run whose first try fails with words of its own, so that a failure is in its history too. */
  async function historyOfTroubledRun(at: TestTemporal = temporal): Promise<Uint8Array> {
    let tries = 0;
    const noteCheckpoint: TestStore['witness']['noteCheckpoint'] = (head) => {
      tries += 1;
      return tries === 1
        ? Promise.reject(new Error(`the disk is full of ${WORD}`))
        : store.witness.noteCheckpoint(head);
    };
    const lent = { ...store, witness: { ...store.witness, noteCheckpoint } };
    await store.ledger.append(WORD, { kind: 'trust', key: randomUUID(), actor: 'a', subject: 'b', data: {} });
    const workflowId = randomUUID();
    await at.withWorkers(
      lent,
      () =>
        at.client.workflow.execute<typeof checkpoint>('checkpoint', {
          ...{ taskQueue: QUEUES.control, workflowId, args: [{ account: WORD }] },
          staticSummary: `checkpoint for ${WORD}`,
        }),
      { queues: ['control'] },
    );
    return rawHistory(at, workflowId);
  }
  async function rawHistory({ client, namespace }: TestTemporal, workflowId: string): Promise<Uint8Array> {
    const answer = await client.workflowService.getWorkflowExecutionHistory({ namespace, execution: { workflowId } });
    const type = answer.constructor as unknown as { encode: (message: object) => { finish: () => Uint8Array } };
    return type.encode(answer).finish();
  }
  /** The arguments and the result of the newest run, as the Web UI has them. */
  async function encryptedPayloads(): Promise<readonly JsonPayload[]> {
    const [newest] = await newestRuns();
    const { events = [] } = await temporal.client.workflow.getHandle(newest ?? '').fetchHistory();
    const found = (events ?? []).flatMap((event) => [
      ...(event.workflowExecutionStartedEventAttributes?.input?.payloads ?? []),
      ...(event.workflowExecutionCompletedEventAttributes?.result?.payloads ?? []),
    ]);
    return found.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, toBase64(value)])),
      data: toBase64(data ?? ''),
    }));
  }
  async function newestRuns(): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const { workflowId } of temporal.client.workflow.list()) ids.push(workflowId);
    return ids;
  }
  async function tokensFor(...roles: readonly string[]): Promise<void> {
    const token = tokens['admin'] ?? '';
    for (const role of roles) {
      await call('POST', '/api/v1/people', { token, body: { id: role, name: role, roles: [role] } });
      const body = { principal: role, name: role, roles: [role] };
      tokens[role] = String((await call('POST', '/api/v1/tokens', { token, body })).json['token']);
    }
  }
});

function toBase64(text: string | Uint8Array): string {
  return Buffer.from(text as string).toString('base64');
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString();
}
