import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isNamed, isPublic } from '../outbound/addresses.js';
import { notPublic } from '../outbound/stream.js';

/** How git gets to a repository: to the very addresses that were looked at. */
export interface Way {
  readonly settings: readonly string[];
  readonly ssh: readonly string[];
}

const SSH_PORT = '22';
const TLS_PORT = '443';
/** Git hands the command of ssh to a shell, so that nothing else may come this far. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})$/;
const AS_IT_STANDS: Way = { settings: [], ssh: [] };

/** Rejects where the host stands in a network that is not public and that nobody named; git resolves nothing anew after that. */
export async function wayTo(address: string, privateHosts: readonly string[]): Promise<Way> {
  const url = new URL(address);
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  if (url.protocol === 'file:') return AS_IT_STANDS;
  if (isIP(host) === 0 && !NAME.test(host)) throw new Error(`"${host.slice(0, 100)}" is no name of a host`);
  if (isNamed(privateHosts, host)) return AS_IT_STANDS;
  const found = isIP(host) === 0 ? await addressesOf(host) : [host];
  if (!found.every(isPublic)) throw new Error(notPublic(host));
  const [first] = found;
  if (isIP(host) !== 0 || first === undefined) return AS_IT_STANDS;
  if (url.protocol === 'https:') {
    const listed = found.map((one) => (isIP(one) === 6 ? `[${one}]` : one)).join(',');
    return { settings: ['-c', `http.curloptResolve=${host}:${url.port || TLS_PORT}:${listed}`], ssh: [] };
  }
  // Its key is known under the name and not under an address that may be another one tomorrow.
  const known = (url.port || SSH_PORT) === SSH_PORT ? host : `'[${host}]:${url.port}'`;
  return { settings: [], ssh: ['-o', `HostName=${first}`, '-o', `HostKeyAlias=${known}`] };
}

async function addressesOf(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`nobody knows the host ${host} (${error.code ?? 'no answer'})`, { cause: error });
  });
  return found.map(({ address }) => address);
}
