import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { EstateRow } from '../../domain/fleet/document.js';

const compress = promisify(gzip);
const ANSWER_MS_MAX = 300_000;
const ENROLLED_AT_ONCE = 400;

export interface FleetPlace {
  readonly url: string;
  /** Of an admin of the account. */
  readonly token: string;
}

/** The API of a fleet, as whoever plays one uses it. */
export function openFleetApi({ url, token }: FleetPlace) {
  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(new URL(path, url), {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      redirect: 'error',
    });
    if (answer.ok) return answer;
    const { detail } = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new Error(`${path.split('?')[0]} was answered with ${answer.status}: ${detail ?? answer.statusText}`);
  }
  return {
    async import(rows: Iterable<EstateRow>): Promise<{ readonly opened: readonly string[] }> {
      const lines: string[] = [];
      for (const row of rows) lines.push(JSON.stringify(row));
      const body = new Uint8Array(await compress(lines.join('\n'), { level: 3 }));
      const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
      const answer = await call('/api/v1/fleet/import', { method: 'POST', headers, body });
      return (await answer.json()) as { readonly opened: readonly string[] };
    },
    async *export(kinds: readonly string[]): AsyncGenerator<EstateRow> {
      const { body } = await call(`/api/v1/fleet/export?kinds=${kinds.join(',')}`);
      if (!body) return;
      const lines = createInterface({ input: Readable.fromWeb(body as never), crlfDelay: Infinity });
      for await (const line of lines) if (line !== '') yield JSON.parse(line) as EstateRow;
    },
    /** How often an agent looks. */
    async rounds(agent: string, wish: { readonly everySeconds: number; readonly reason: string }): Promise<void> {
      await call(`/api/v1/rounds/${agent}`, {
        ...{ method: 'PUT', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify(wish),
      });
    },
    /** Lets machines play a fault, or be well again. */
    async fault(wish: {
      readonly fault: string;
      readonly on: boolean;
      readonly instances: readonly string[];
    }): Promise<void> {
      await call('/api/v1/fleet/simulated/faults', {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify(wish),
      });
    },
    async enrol(instances: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const found = new Map<string, string>();
      for (let at = 0; at < instances.length; at += ENROLLED_AT_ONCE) {
        const answer = await call('/api/v1/fleet/simulated/enrolments', {
          ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
          body: JSON.stringify({ instances: instances.slice(at, at + ENROLLED_AT_ONCE) }),
        });
        const issued = (await answer.json()) as readonly { readonly instance: string; readonly credential: string }[];
        for (const { instance, credential } of issued) found.set(instance, credential);
      }
      return found;
    },
  };
}
