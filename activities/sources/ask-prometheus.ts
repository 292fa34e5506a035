import { STEP_MS, type Point, pointsIn } from '../../domain/fleet/measuring.js';
import { isNamed } from '../outbound/addresses.js';
import { stream } from '../outbound/stream.js';
import { readToken } from '../outbound/token.js';
import { below } from './index-file.js';

/** Who is asked; a token goes to whom the configuration names, and to nobody else. */
export interface MetricsPlace {
  readonly url: string;
  readonly tokenFile?: string;
}

export interface Window {
  readonly from: number;
  readonly to: number;
}

export type Answered =
  | { readonly points: readonly Point[] }
  /** `isAway`: nobody answered, so that the next question is not worth its while. */
  | { readonly wrong: string; readonly isAway?: true };

const MS_MAX = 10_000;
/** One series of the longest window has some KiB. */
const BYTES_MAX = 2 ** 20;

/** One question over a window. What is larger than one series, or is no answer, is not taken in part. */
export async function askRange(
  place: MetricsPlace,
  {
    query,
    window,
    privateHosts,
    signal,
  }: {
    readonly query: string;
    readonly window: Window;
    readonly privateHosts: readonly string[];
    readonly signal: AbortSignal;
  },
): Promise<Answered> {
  const token = await readToken(place);
  if ('because' in token) return { wrong: token.because, isAway: true };
  let wasAnswered = false;
  try {
    const url = new URL(below(place.url, 'api/v1/query_range'));
    const { from, to } = window;
    const asked = { query, start: String(from / 1000), end: String(to / 1000), step: String(STEP_MS / 1000) };
    url.search = new URLSearchParams(asked).toString();
    const bounds = { timeoutMs: MS_MAX, bytesMax: BYTES_MAX, unpackedBytesMax: BYTES_MAX };
    const isPrivate = isNamed(privateHosts, url.hostname);
    return await stream(
      { ...{ url: url.href, headers: token.headers, signal, private: isPrivate }, ...bounds },
      async ({ status, body }) => {
        wasAnswered = true;
        const chunks: Buffer[] = [];
        for await (const chunk of body) chunks.push(chunk);
        const read = pointsIn(parsed(Buffer.concat(chunks).toString('utf8')), window);
        if (status === 200) return 'wrong' in read ? read : { points: read };
        return { wrong: `it answered ${status}${'wrong' in read ? `: ${read.wrong}` : ''}` };
      },
    );
  } catch (error) {
    const wrong = error instanceof Error ? error.message : String(error);
    return wasAnswered ? { wrong } : { wrong, isAway: true };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
