import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/load.js';

/** What the bytes are, where that is not plain. */
type Headers = Readonly<Record<string, string>>;

const ANSWER_MS_MAX = 180_000;

/** A running Reeve as the CLI meets it. */
export interface Api {
  readonly url: string;
  /** For programs that go on asking by themselves. */
  readonly token: string;
  /** Bytes are sent as they are, and the rest as JSON. */
  readonly call: (method: string, path: string, body?: unknown, headers?: Headers) => Promise<Response>;
  readonly get: <T>(path: string) => Promise<T>;
  readonly send: <T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) => Promise<T>;
  /** Sends bytes as they are. */
  readonly upload: <T>(path: string, bytes: Uint8Array<ArrayBuffer>, headers?: Headers) => Promise<T>;
  readonly stream: (path: string) => Promise<ReadableStream<Uint8Array>>;
}

export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Finds the Reeve to talk to: the one that is named, else the embedded one of the data folder. */
export async function openApi(config: Config): Promise<Api> {
  const url = config.cli.url ?? (await localUrl(config.data));
  const token = config.cli.token ?? (await localToken(config));
  const call = async (method: string, path: string, body?: unknown, more: Headers = {}): Promise<Response> => {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': typeOf(body) }),
        ...more,
      },
      ...(body !== undefined && {
        body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
      }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      redirect: 'error',
    }).catch((error: Error) => {
      throw new ApiError(
        0,
        `no Reeve answers at ${url} (${reasonOf(error)}): start it with "reeve up", or name another with --url`,
      );
    });
    if (!answer.ok) throw new ApiError(answer.status, await complaintOf(answer));
    return answer;
  };
  const read = async <T>(answer: Response): Promise<T> => {
    const text = await answer.text();
    return (text ? JSON.parse(text) : undefined) as T;
  };
  return {
    ...{ url, token, call },
    get: async (path) => read(await call('GET', path)),
    send: async (method, path, body) => read(await call(method, path, body)),
    upload: async (path, bytes, headers) => read(await call('POST', path, bytes, headers)),
    async stream(path) {
      const { body } = await call('GET', path);
      if (!body) throw new ApiError(0, `${url} answered ${path} with nothing`);
      return body;
    },
  };
}

function typeOf(body: unknown): string {
  return body instanceof Uint8Array ? 'application/octet-stream' : 'application/json';
}

async function localUrl(data: string): Promise<string> {
  const text = await readFile(join(data, 'run', 'state.json'), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new ApiError(0, `no Reeve runs on ${data}: start it with "reeve up", or name another with --data or --url`);
  }
  return (JSON.parse(text) as { url: string }).url;
}

async function localToken({ data, cli }: Config): Promise<string> {
  if (cli.url !== undefined) throw new ApiError(0, `a token is needed for ${cli.url}: set REEVE_TOKEN`);
  return readFile(join(data, 'secrets', 'cli-token'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ApiError(
      0,
      `the token of ${data} can't be read (${error.code}): set REEVE_TOKEN, or run as the user who started Reeve`,
    );
  });
}

async function complaintOf(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    const { detail } = JSON.parse(text) as { detail?: string };
    if (detail) return detail;
  } catch {
    // Whatever stands between may answer in its own words; the status is all that can be relied on.
  }
  return `it answered ${answer.status} ${answer.statusText}`;
}

function reasonOf({ message, cause }: Error): string {
  return (cause as { code?: string; message?: string } | undefined)?.code ?? message;
}
