import type { Ref, Thing } from './bundle.js';

type Find = (kind: string, namespace: string, name: string) => Thing | undefined;

const IN_TEXT =
  /(?:\/\/(?:[^\s/@"']{0,200}@)?|["'\s=@(|[`]|^)([a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9-]{1,63}){0,6})(?=[:/"'\s,);|[\]`]|$)/gm;

/** Words that could be host names; only those that a Service answers to become links. */
export function hostsIn(text: string): readonly string[] {
  return [
    ...new Set(
      [...text.slice(0, 60_000).matchAll(IN_TEXT)].map(([, host = '']) => host).filter((host) => host.length > 1),
    ),
  ].slice(0, 2000);
}

/** The Services that a text names as seen from a namespace. */
export function peersIn(text: string, namespace: string, find: Find): readonly Ref[] {
  return hostsIn(text)
    .flatMap((host) => peerOf(host, namespace, find) ?? [])
    .map(({ kind, namespace: space, name }) => ({ kind, namespace: space, name }))
    .slice(0, 6);
}

/** The Service that a host name means, as seen from a namespace: `db`, `db.shop`, `db.shop.svc.cluster.local`. */
export function peerOf(host: string, namespace: string, find: Find): Ref | undefined {
  const [name = '', space = '', third = ''] = host.split('.');
  if (space === '') return find('Service', namespace, name);
  if (third === '' || third === 'svc') return find('Service', space, name);
  // A pod of a StatefulSet: `events-0.events.kafka.svc`.
  return find('Service', third, space);
}

/** Whether a host name has the form of a name within the cluster, and of which Service and namespace. */
export function inCluster(host: string, namespace: string): Ref | undefined {
  const [name = '', space = namespace, third = 'svc'] = host.replace(/\.$/, '').split('.');
  if (third !== 'svc' || name === '' || /^\d+$/.test(name)) return undefined;
  return host.split('.').length === 2 && !host.includes('-') && /\.(?:com|net|org|io|dev|local|example)$/.test(host)
    ? undefined
    : { kind: 'Service', namespace: space, name };
}
