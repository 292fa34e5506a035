import { readAnswer } from '../outbound/read.js';
import {
  answered,
  type Answered,
  ask,
  type KubeconfigWish,
  type Kubernetes,
  REQUEST_MS_MAX,
  wayInto,
} from './kubernetes.js';

export interface Change {
  readonly method: 'PATCH' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body: object;
  readonly signal: AbortSignal;
}

/** Reading one cluster, and changing it. A change is sent once: whether it is tried again is for who knows what it does. */
export interface KubernetesPen extends Kubernetes {
  readonly change: (change: Change) => Promise<Answered>;
}

const ANSWER_BYTES_MAX = 4 * 2 ** 20;

export async function connectToWrite(wish: KubeconfigWish): Promise<KubernetesPen> {
  const { cluster, namespace, server, way } = await wayInto(wish);
  return {
    ...{ cluster, namespace },
    ask: (path, how) => ask(`${server}${path}`, how, way),
    async change({ method, path, body, signal }) {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const read = await readAnswer({
        ...{ url: `${server}${path}`, method, body: JSON.stringify(body), agent: way.agent, signal },
        ...{ timeoutMs: REQUEST_MS_MAX, bytesMax: ANSWER_BYTES_MAX },
        headers: { ...way.headers, accept: 'application/json', 'content-type': type, 'user-agent': 'reeve' },
      });
      return answered(read);
    },
    close: () => way.agent.destroy(),
  };
}
