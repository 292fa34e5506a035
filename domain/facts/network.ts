import { type Family, seen } from './family.js';
import type { LogFile, Ref, Thing } from './bundle.js';
import type { Clue } from './fact.js';
import { admits, admitsOutside, admitsPort, limits, targetOf } from './flows.js';
import { podSpecOf } from './graph.js';
import { hostsIn, peerOf } from './hosts.js';
import { isCurrentLine } from './line-age.js';
import { listAt, textAt } from './reading.js';
import { isNetworkPlugin } from './roles.js';
import type { Scene } from './scene.js';
import { selects } from './selectors.js';

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
  rules: [blockedFlows, plugins],
};

interface Flow {
  readonly pod: Thing;
  /** Services that it means to reach. */
  readonly meant: readonly Ref[];
  readonly quote: string;
  readonly current: boolean;
  /** It fails already at the lookup of a name. */
  readonly isName: boolean;
  /** It says that its traffic gets no answer, and does not only declare where it would go. */
  readonly isSaid: boolean;
}

/** Traffic that gets no answer, and a policy at either end that does not allow it. */
function blockedFlows(scene: Scene): readonly Clue[] {
  if (scene.all('NetworkPolicy').length === 0) return [];
  const said = scene.bundle.logs.flatMap((log) => complaintOf(scene, log));
  const heard = new Set(said.map(({ pod }) => pod.name));
  return [...said, ...declared(scene).filter(({ pod }) => !heard.has(pod.name))].flatMap((flow) => [
    ...egressClues(scene, flow),
    ...ingressClues(scene, flow),
  ]);
}

/** Timeouts in the log of a pod: what it names there, or else what its settings name. */
function complaintOf(scene: Scene, log: LogFile): readonly Flow[] {
  const pod = scene.find('Pod', log.namespace, log.pod);
  const complaints = log.lines.filter((line) => TIMEOUT.test(line)).slice(-50);
  const quote = complaints.at(-1);
  if (!pod || quote === undefined) return [];
  const text = complaints.join('\n');
  const named = [
    ...hostsIn(text).flatMap((host) => peerOf(host, pod.namespace, scene.find) ?? []),
    ...scene.all('Service').filter(({ raw }) => hasAddress(text, textAt(raw, 'spec', 'clusterIP'))),
  ];
  const current = isCurrentLine(scene, log, log.lines.slice(log.lines.lastIndexOf(quote)));
  const isName = /EAI_AGAIN|name resolution|:53\b|lookup /i.test(text);
  return [{ pod, quote, current, isName, isSaid: true, meant: named.length > 0 ? named : settingsOf(scene, pod) }];
}

function hasAddress(text: string, ip: string): boolean {
  return (
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(ip) && new RegExp(`(?<![\\d.])${ip.replaceAll('.', '\\.')}(?![\\d])`).test(text)
  );
}

/** Where logs could not be read: a policy that came shortly before the trouble, and what pods are set up to call. */
function declared(scene: Scene): readonly Flow[] {
  if (scene.state('logs') === 'ok') return [];
  return scene.focus
    .flatMap((ref) => scene.podsOf(ref))
    .flatMap((pod) => {
      const meant = settingsOf(scene, pod);
      const quote = meant.map(({ name }) => name).join(', ');
      return meant.length === 0 ? [] : [{ pod, meant, quote, current: true, isName: false, isSaid: false }];
    });
}

function settingsOf(scene: Scene, pod: Thing): readonly Ref[] {
  const values = listAt(podSpecOf(pod), 'containers').flatMap((one) =>
    listAt(one, 'env').map((env) => textAt(env, 'value')),
  );
  return hostsIn(values.join('\n')).flatMap((host) => peerOf(host, pod.namespace, scene.find) ?? []);
}

function egressClues(scene: Scene, { pod, meant, quote, current, isName, isSaid }: Flow): readonly Clue[] {
  const mine = scene
    .all('NetworkPolicy', pod.namespace)
    .filter((one) => selects(one, pod.labels) && limits(one, 'Egress'));
  const [policy] = mine.toSorted(newestFirst);
  if (!policy) return [];
  const rules = mine.flatMap((one) => listAt(one.raw, 'spec', 'egress'));
  const targets = meant.map((peer) => ({ peer, ...targetOf(scene, peer) }));
  const shut = targets.filter(
    ({ pods, ports }) =>
      pods.length > 0 &&
      !pods.every((other) =>
        rules.some((rule) => admits(rule, other, { scene, side: 'to', home: pod.namespace, ports })),
      ),
  );
  const isOpen =
    meant.length > 0 ? shut.length === 0 : rules.some((rule) => admitsOutside(rule, ['443', '80', '5432', '3306']));
  const isNameOpen = rules.some((rule) => admitsPort(rule, ['53', 'dns', 'dns-tcp']));
  if (isName ? isNameOpen && isOpen : isOpen) return [];
  const what =
    isName && !isNameOpen
      ? 'name lookups (DNS, port 53)'
      : shut[0]
        ? `traffic to ${shut[0].peer.name}`
        : 'the traffic that it needs';
  return [
    seen(scene, {
      code: 'network.policy_blocks_egress',
      about: policy,
      related: [scene.top(pod), pod, ...meant],
      confidence: (isName || meant.length > 0 ? 0.93 : 0.8) * doubtOf(scene, policy, isSaid),
      quote,
      current,
      source: isSaid ? 'logs' : 'objects',
      says: `is a policy that allows no egress for ${what} from ${scene.top(pod).name}, so it is blocked and times out`,
    }),
  ];
}

function ingressClues(scene: Scene, { pod, meant, quote, current, isSaid }: Flow): readonly Clue[] {
  return meant.flatMap((peer) => {
    const { pods, ports } = targetOf(scene, peer);
    const theirs = scene
      .all('NetworkPolicy', peer.namespace)
      .filter((one) => limits(one, 'Ingress') && pods.some(({ labels }) => selects(one, labels)));
    const [policy] = theirs.toSorted(newestFirst);
    if (!policy) return [];
    const rules = theirs.flatMap((one) => listAt(one.raw, 'spec', 'ingress'));
    if (rules.some((rule) => admits(rule, pod, { scene, side: 'from', home: peer.namespace, ports }))) return [];
    return [
      seen(scene, {
        code: 'network.policy_blocks_ingress',
        about: policy,
        related: [peer, scene.top(pod), pod],
        confidence: 0.94 * doubtOf(scene, policy, isSaid),
        quote,
        current,
        source: isSaid ? 'logs' : 'objects',
        says: `is a policy that does not admit ${scene.top(pod).name} to ${peer.name}, so its traffic (ingress) is blocked and times out`,
      }),
    ];
  });
}

const LATELY_MS = 3 * 3_600_000;

/** Of several policies the one that came last is the one to look at. */
function newestFirst(a: Thing, b: Thing): number {
  return (b.createdAt ?? 0) - (a.createdAt ?? 0) || (a.name < b.name ? -1 : 1);
}

/** Without a word of the pod, only a policy that is new can have brought the trouble. */
function doubtOf(scene: Scene, policy: Thing, isSaid: boolean): number {
  if (isSaid) return 1;
  const isNew =
    scene.now - (policy.createdAt ?? 0) < LATELY_MS ||
    scene.bundle.changes.some(
      ({ name, at: when }) => name.split('/').at(-1) === policy.name && scene.now - when < LATELY_MS,
    );
  const isAsked = scene.bundle.alerts.some(({ firing }) => firing) || scene.bundle.question !== '';
  return isNew && isAsked ? 0.88 : 0.4;
}

/** The plugin that should give pods their network, where it does not run itself. */
function plugins(scene: Scene): readonly Clue[] {
  return scene
    .all('DaemonSet')
    .filter(isNetworkPlugin)
    .flatMap((one) => {
      const ailing = scene.podsOf(one).filter((pod) => scene.standing(pod) === 'ailing');
      const [pod] = ailing;
      if (!pod) return [];
      const nodes = ailing.map(({ raw }) => textAt(raw, 'spec', 'nodeName')).filter(Boolean);
      const stranded = scene.bundle.happenings.filter(({ reason }) => reason === 'FailedCreatePodSandBox');
      return [
        seen(scene, {
          code: 'network.cni_failing',
          about: one,
          related: [
            ...stranded.map(({ about }) => about),
            ...nodes.map((name) => ({ kind: 'Node', namespace: '', name })),
          ],
          confidence: stranded.length > 0 ? 0.95 : 0.8,
          quote: scene.eventsOf(pod).find(({ warning }) => warning)?.message ?? `${pod.name} is not ready`,
          says: `gives pods their network (CNI) and does not run on ${nodes.join(', ') || 'a node'}, so pods there get none`,
        }),
      ];
    });
}
