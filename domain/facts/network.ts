import { type Family, seen } from './family.js';
import type { Thing } from './bundle.js';
import type { Clue } from './fact.js';
import { podSpecOf } from './graph.js';
import { hostsIn, peerOf } from './hosts.js';
import { at, listAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { matches, selects } from './selectors.js';

const TIMEOUT =
  /time(?:d )?[- ]?out|ETIMEDOUT|deadline exceeded|no route to host|EHOSTUNREACH|EAI_AGAIN|Temporary failure in name resolution|i\/o timeout/i;

export const network: Family = {
  name: 'network',
  reads: ['objects', 'events', 'logs'],
  sayings: [
    {
      code: 'network.cni_failing',
      find: /Failed ?(?:to )?create ?(?:pod )?sandbox.{0,400}(?:cni|network|plugin)|network plugin is not ready|cni plugin not initialized|NetworkPluginNotReady|plugin type="?[\w-]+"? failed/i,
      weight: 0.93,
      where: ['event', 'status'],
      says: () => 'gets no network: the network plugin (CNI) of the node fails to set up its sandbox',
    },
  ],
  rules: [blockedFlows],
};

/** Timeouts in the log of a pod, and a policy at either end that does not allow what it asks for. */
function blockedFlows(scene: Scene): readonly Clue[] {
  const policies = scene.all('NetworkPolicy');
  if (policies.length === 0) return [];
  return scene.bundle.logs.flatMap((log) => {
    const pod = scene.find('Pod', log.namespace, log.pod);
    const complaints = log.lines.filter((line) => TIMEOUT.test(line)).slice(-50);
    const quote = complaints.at(-1);
    if (!pod || quote === undefined) return [];
    const spec = podSpecOf(pod);
    const settings = listAt(spec, 'containers').flatMap((one) => listAt(one, 'env').map((env) => textAt(env, 'value')));
    const said = hostsIn(complaints.join('\n')).flatMap((host) => peerOf(host, pod.namespace, scene.find) ?? []);
    const meant =
      said.length > 0
        ? said
        : hostsIn(settings.join('\n')).flatMap((host) => peerOf(host, pod.namespace, scene.find) ?? []);
    const isName = /EAI_AGAIN|name resolution|:53\b|lookup /i.test(complaints.join('\n'));
    return [
      ...egressClues(scene, pod, { policies, meant, quote, isName }),
      ...ingressClues(scene, pod, { policies, meant, quote }),
    ];
  });
}

interface Flow {
  readonly policies: readonly Thing[];
  readonly meant: readonly { namespace: string; name: string; kind: string }[];
  readonly quote: string;
}

function egressClues(
  scene: Scene,
  pod: Thing,
  { policies, meant, quote, isName }: Flow & { isName: boolean },
): readonly Clue[] {
  const mine = policies.filter(
    (one) => one.namespace === pod.namespace && selects(one, pod.labels) && limits(one, 'Egress'),
  );
  const [policy] = mine.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (!policy) return [];
  const targets = meant.flatMap((peer) => podsBehind(scene, peer));
  const rules = mine.flatMap((one) => listAt(one.raw, 'spec', 'egress'));
  const allowed =
    targets.length > 0 &&
    targets.every((target) => rules.some((rule) => admits(rule, 'to', target, mine[0]?.namespace ?? '')));
  const namesAllowed = rules.some(
    (rule) => listAt(rule, 'ports').length === 0 || listAt(rule, 'ports').some((port) => textAt(port, 'port') === '53'),
  );
  if (isName ? namesAllowed : allowed) return [];
  const what = isName
    ? 'name lookups (DNS, port 53)'
    : meant.length > 0
      ? `traffic to ${meant[0]?.name}`
      : 'the traffic that it needs';
  return [
    seen(scene, {
      code: 'network.policy_blocks_egress',
      about: policy,
      related: [scene.top(pod), pod, ...meant],
      confidence: isName || meant.length > 0 ? 0.93 : 0.8,
      quote,
      source: 'logs',
      says: `allows no egress for ${what} from ${scene.top(pod).name}, so it is blocked and times out`,
    }),
  ];
}

function ingressClues(scene: Scene, pod: Thing, { policies, meant, quote }: Flow): readonly Clue[] {
  return meant.flatMap((peer) => {
    const targets = podsBehind(scene, peer);
    const [policy] = policies
      .filter(
        (one) =>
          one.namespace === peer.namespace &&
          limits(one, 'Ingress') &&
          targets.some(({ labels }) => selects(one, labels)),
      )
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    if (!policy) return [];
    const rules = policies
      .filter((one) => one.namespace === peer.namespace && targets.some(({ labels }) => selects(one, labels)))
      .flatMap((one) => listAt(one.raw, 'spec', 'ingress'));
    if (rules.some((rule) => admits(rule, 'from', pod, peer.namespace))) return [];
    return [
      seen(scene, {
        code: 'network.policy_blocks_ingress',
        about: policy,
        related: [peer, scene.top(pod), pod],
        confidence: 0.94,
        quote,
        source: 'logs',
        says: `does not admit ${scene.top(pod).name} to ${peer.name}, so its traffic (ingress) is blocked and times out`,
      }),
    ];
  });
}

function podsBehind(scene: Scene, { namespace, name }: { namespace: string; name: string }): readonly Thing[] {
  const found = scene.find('Service', namespace, name);
  return found ? scene.all('Pod', namespace).filter(({ labels }) => selects(found, labels)) : [];
}

/** Egress counts where it is named, or where rules for it are written. */
function limits({ raw }: Thing, direction: 'Egress' | 'Ingress'): boolean {
  const types = listAt(raw, 'spec', 'policyTypes');
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || at(raw, 'spec', 'egress') !== undefined;
}

function admits(rule: unknown, side: 'to' | 'from', other: Thing, home: string): boolean {
  const peers = listAt(rule, side);
  if (peers.length === 0) return true;
  return peers.some((peer) => {
    if (at(peer, 'ipBlock')) return textAt(peer, 'ipBlock', 'cidr') === '0.0.0.0/0';
    const space = at(peer, 'namespaceSelector');
    const inside =
      space === undefined
        ? other.namespace === home
        : matches(space, { 'kubernetes.io/metadata.name': other.namespace });
    return inside && matches(at(peer, 'podSelector') ?? {}, other.labels);
  });
}
