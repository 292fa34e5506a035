import { request } from 'node:https';

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

/** The few calls that starting a cluster takes; whatever works on a running one uses the official client. */
export interface Api {
  readonly get: (path: string) => Promise<ApiAnswer>;
  readonly post: (path: string, body: unknown) => Promise<ApiAnswer>;
  readonly put: (path: string, body: unknown) => Promise<ApiAnswer>;
}

const TIMEOUT_MS = 5_000;
const BYTES_MAX = 8 << 20;

export function openApi(url: string, token: string, ca: string): Api {
  const call = (method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      };
      const sent = request(new URL(path, url), { method, ca, headers, timeout: TIMEOUT_MS }, (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > BYTES_MAX) answer.destroy(new Error(`${path} answered with more than ${BYTES_MAX} bytes`));
          chunks.push(chunk);
        });
        answer.once('error', reject);
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      });
      sent.once('timeout', () => sent.destroy(new Error(`${path} was not answered within ${TIMEOUT_MS} ms`)));
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
  };
}

/** Creates an object; one that is there already is as good. */
export async function create(api: Api, path: string, object: unknown): Promise<void> {
  const { status, body } = await api.post(path, object);
  if (status >= 300 && status !== 409)
    throw new Error(`the API server answered ${status} for ${path}: ${body.slice(0, 500)}`);
}
