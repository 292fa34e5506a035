import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { EstateRow } from '../../domain/fleet/document.js';

const compress = promisify(gzip);
const ANSWER_MS_MAX = 300_000;
const ENROLLED_AT_ONCE = 400;
const BUSY = 503;
const TRIES_MAX = 20;
const TRY_AGAIN_MS = 500;

export interface FleetPlace {
  readonly url: string;
  /** Of an admin of the account. */
  readonly token: string;
}

/** Asks the API, and throws an error with its `status` where it is refused. Bytes are sent as they are, and the rest as JSON. */
export type FleetCall = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Response>;

export type FleetApi = ReturnType<typeof fleetApi>;

/** The API of a fleet, as whoever plays one uses it. */
export function openFleetApi({ url, token }: FleetPlace): FleetApi {
  return fleetApi(async (method, path, body, headers) => {
    const answer = await fetch(new URL(path, url), {
      ...{ method, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS_MAX) },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && {
        body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
      }),
    });
    if (answer.ok) return answer;
    const { detail } = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw Object.assign(
      new Error(`${path.split('?')[0]} was answered with ${answer.status}: ${detail ?? answer.statusText}`),
      { status: answer.status },
    );
  });
}

/** The same for whoever asks in a way of their own. */
export function fleetApi(call: FleetCall) {
  return {
    async import(rows: Iterable<EstateRow>): Promise<{ readonly opened: readonly string[] }> {
      const lines: string[] = [];
      for (const row of rows) lines.push(JSON.stringify(row));
      const body = new Uint8Array(await compress(lines.join('\n'), { level: 3 }));
      const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
      const answer = await inTurn(() => call('POST', '/api/v1/fleet/import', body, headers));
      return (await answer.json()) as { readonly opened: readonly string[] };
    },
    async *export(kinds: readonly string[]): AsyncGenerator<EstateRow> {
      const { body } = await call('GET', `/api/v1/fleet/export?kinds=${kinds.join(',')}`);
      if (!body) return;
      const lines = createInterface({ input: Readable.fromWeb(body as never), crlfDelay: Infinity });
      for await (const line of lines) if (line !== '') yield JSON.parse(line) as EstateRow;
    },
    /** How often an agent looks. */
    async rounds(agent: string, wish: { readonly everySeconds: number; readonly reason: string }): Promise<void> {
      await call('PUT', `/api/v1/rounds/${agent}`, wish);
    },
    /** Lets machines play a fault, or be well again. */
    async fault(wish: {
      readonly fault: string;
      readonly on: boolean;
      readonly instances: readonly string[];
    }): Promise<void> {
      await call('POST', '/api/v1/fleet/simulated/faults', wish);
    },
    async enrol(instances: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const found = new Map<string, string>();
      for (let at = 0; at < instances.length; at += ENROLLED_AT_ONCE) {
        const asked = { instances: instances.slice(at, at + ENROLLED_AT_ONCE) };
        const answer = await call('POST', '/api/v1/fleet/simulated/enrolments', asked);
        const issued = (await answer.json()) as readonly { readonly instance: string; readonly credential: string }[];
        for (const { instance, credential } of issued) found.set(instance, credential);
      }
      return found;
    },
  };
}

/** One document is taken in at a time, and several who play a fleet may tell at once. */
async function inTurn(send: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if ((error as { readonly status?: unknown }).status !== BUSY || tries >= TRIES_MAX) throw error;
      await pause(TRY_AGAIN_MS);
    }
  }
}
