import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { lateAfter } from '../../activities/outbound/late.js';
import type { CertificateReply, CredentialReply, EnrolReply } from '../../domain/fleet/credential.js';
import { POLL_MS_MAX, type NodeTask, type TaskResult } from '../../domain/fleet/task-kinds.js';
import type { NodeReport, ReportReply } from '../../domain/fleet/report.js';

const ANSWER_MS_MAX = 20_000;
const ANSWER_BYTES_MAX = 1024 * 1024;
const WORTH_PACKING_BYTES = 2048;
const pack = promisify<Uint8Array, Buffer>(gzip);

/** What the server answered, or that it did not; `status` 0 is nobody. */
export class ServerSays extends Error {
  override name = 'ServerSays';
  readonly status: number;
  readonly retryMs: number | undefined;
  constructor(status: number, message: string, retryMs?: number) {
    super(message);
    this.status = status;
    this.retryMs = retryMs;
  }
}

/** The node protocol, as a node speaks it. */
export function openServer(url: string, credential: () => string, stopping: AbortSignal) {
  async function call<T>(method: 'GET' | 'POST', path: string, body?: object, waitMs = 0): Promise<T> {
    const text = body && Buffer.from(JSON.stringify(body));
    const packed = text && text.length > WORTH_PACKING_BYTES ? await pack(text) : undefined;
    const answer = await fetch(new URL(path, url), {
      method,
      redirect: 'error',
      signal: AbortSignal.any([stopping, lateAfter(ANSWER_MS_MAX + waitMs)]),
      headers: {
        authorization: `Bearer ${credential()}`,
        ...(text && { 'content-type': 'application/json' }),
        ...(packed && { 'content-encoding': 'gzip' }),
      },
      ...(text && { body: (packed ?? text) as Uint8Array<ArrayBuffer> }),
    }).catch((error: Error) => {
      const { code } = (error.cause ?? {}) as { code?: string };
      throw new ServerSays(0, `no Reeve answers at ${url} (${code ?? error.message})`);
    });
    const said = await bounded(answer);
    if (!answer.ok) throw new ServerSays(answer.status, complaintIn(said, answer.status), retryOf(answer));
    return JSON.parse(said) as T;
  }
  return {
    enrol: (token: string) => call<EnrolReply>('POST', '/node/v1/enrol', { token }),
    report: (reports: readonly NodeReport[]) => call<ReportReply>('POST', '/node/v1/report', { reports }),
    tasks: async (waitMs: number) => {
      const wait = Math.floor(Math.min(waitMs, POLL_MS_MAX) / 1000);
      return (await call<{ tasks: readonly NodeTask[] }>('GET', `/node/v1/tasks?wait=${wait}`, undefined, waitMs))
        .tasks;
    },
    result: (id: string, result: TaskResult) =>
      call<{ again: boolean }>('POST', `/node/v1/tasks/${encodeURIComponent(id)}/result`, result),
    certificate: (request: string) => call<CertificateReply>('POST', '/node/v1/certificate', { request }),
    rotate: () => call<CredentialReply>('POST', '/node/v1/credential', {}),
  };
}
export type NodeServer = ReturnType<typeof openServer>;

async function bounded({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > ANSWER_BYTES_MAX) throw new ServerSays(0, 'the server answered with more than an answer has');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function complaintIn(text: string, status: number): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (typeof detail === 'string') return detail;
  } catch {
    // Whatever stands between may answer in its own words; the status is all that can be relied on.
  }
  return `the server answered ${status}`;
}

function retryOf({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 600) * 1000 : undefined;
}
