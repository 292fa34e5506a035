import { addressesIn, clusterIps, ipsOf } from './address-links.js';
import { keyOf, type LogFile, type Thing } from './bundle.js';
import { seen } from './family.js';
import type { Clue } from './fact.js';
import { grouped } from './grouping.js';
import { replicas } from './health.js';
import { msOfLine } from './line-age.js';
import { listAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { later } from './later.js';

/** Words of clusters that keep a table of their own members. */
const OF_MEMBERS =
  /\braft\b|request_?vote|append_?entries|\bheartbeat|\bpeers?\b|\bmember(?:s|list)?\b|\bvoters?\b|\bgossip|\bserf\b|\belection|\bquorum\b|\bfollowers?\b|\bleader|\bseeds?\b|\bcluster\b|\bbootstrap|\breplica(?:tion|s)?\b/i;
const UNREACHED =
  /no route to host|i\/o timeout|timed? ?out|refused|unreachable|(?:could not|cannot|can't|failed to|unable to) (?:connect|dial|join|reach|contact)|connect_timeout|EHOSTUNREACH|deadline exceeded|not reachable/i;
const LINES_MAX = 2_000;
const LINES_MIN = 2;
const NAMED_MAX = 3;

interface Failing {
  readonly log: LogFile;
  readonly line: string;
  readonly ip: string;
}

/** Members of a cluster that look for each other where nobody lives any more: all of its pods run, and have other addresses. */
export function oldAddresses(scene: Scene): readonly Clue[] {
  const tops = grouped(
    scene.bundle.logs.filter(({ previous }) => !previous),
    (log) => keyOf(scene.top({ kind: 'Pod', namespace: log.namespace, name: log.pod })),
  );
  const isTaken = later(() => taken(scene));
  return [...tops.values()].flatMap((logs) => {
    const [first] = logs;
    const about = first && scene.find('Pod', first.namespace, first.pod);
    if (!about || !scene.knows('Pod', about.namespace)) return [];
    const top = scene.top(about);
    const pods = scene.podsOf(top);
    if (scene.standing(top) === 'well' || !areAllThere(scene, top, pods)) return [];
    const own = new Set(pods.flatMap(ipsOf));
    const ports = portsOf(pods);
    const failing = logs.flatMap((log) => failingIn(log, ports));
    const others = failing.filter(({ ip }) => isTaken()(ip));
    const dead = failing.filter(({ ip }) => !isTaken()(ip) && [...own].some((one) => isNear(one, ip)));
    // Where members that are there do not answer either, the network or the members are at fault.
    if (dead.length < LINES_MIN || others.length > 0) return [];
    return [...grouped(dead, ({ log }) => log.pod).values()].flatMap((same) => told(scene, pods, same));
  });
}

function told(scene: Scene, pods: readonly Thing[], same: readonly Failing[]): readonly Clue[] {
  const last = same.at(-1);
  if (!last) return [];
  const ips = [...new Set(same.map(({ ip }) => ip))].toSorted();
  const named = ips.slice(0, NAMED_MAX).join(', ');
  const now = pods.flatMap(ipsOf).toSorted().slice(0, NAMED_MAX).join(', ');
  return [
    seen(scene, {
      code: 'middleware.membership_stale',
      about: { kind: 'Pod', namespace: last.log.namespace, name: last.log.pod },
      confidence: 0.95,
      quote: last.line.trim(),
      source: 'logs',
      at: msOfLine(last.line) ?? scene.now,
      says: `looks for members of its cluster at old addresses (${named}), which no pod has any more: its members run at ${now}, and its table of peers is stale`,
    }),
  ];
}

function failingIn(log: LogFile, ports: ReadonlySet<string>): readonly Failing[] {
  return log.lines.slice(-LINES_MAX).flatMap((raw) => {
    const line = raw.slice(0, LINES_MAX);
    if (!UNREACHED.test(line) || !OF_MEMBERS.test(line)) return [];
    const found = addressesIn(line).filter(({ port }) => ports.size === 0 || ports.has(port));
    return [...new Set(found.map(({ ip }) => ip))].map((ip) => ({ log, line, ip }));
  });
}

/** A member that has no pod, or no address yet, may be the one that is looked for. */
function areAllThere(
  scene: Scene,
  top: { readonly kind: string; readonly namespace: string; readonly name: string },
  pods: readonly Thing[],
): boolean {
  const thing = scene.find(top.kind, top.namespace, top.name);
  const wanted = (thing && replicas(thing)?.wanted) ?? pods.length;
  const running = pods.filter((pod) => textAt(pod.raw, 'status', 'phase') === 'Running' && ipsOf(pod).length > 0);
  return running.length > 0 && running.length === pods.length && running.length >= wanted;
}

function portsOf(pods: readonly Thing[]): ReadonlySet<string> {
  return new Set(
    pods.flatMap(({ raw }) =>
      listAt(raw, 'spec', 'containers').flatMap((one) =>
        listAt(one, 'ports').map((port) => textAt(port, 'containerPort')),
      ),
    ),
  );
}

/** Addresses that somebody has: pods, Services, nodes. */
function taken(scene: Scene): (ip: string) => boolean {
  const nodes = scene
    .all('Node')
    .flatMap(({ raw }) => listAt(raw, 'status', 'addresses').map((one) => textAt(one, 'address')));
  const hosts = scene.all('Pod').map(({ raw }) => textAt(raw, 'status', 'hostIP'));
  const all = new Set([
    ...scene.all('Pod').flatMap(ipsOf),
    ...scene.all('Service').flatMap(clusterIps),
    ...nodes,
    ...hosts,
  ]);
  return (ip) => all.has(ip);
}

/** In the network of the pods, as far as its size is usual. */
function isNear(one: string, other: string): boolean {
  return one.split('.').slice(0, 2).join('.') === other.split('.').slice(0, 2).join('.');
}
