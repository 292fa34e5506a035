import { type Family, seen } from './family.js';
import type { Clue } from './fact.js';
import { isCurrentLine } from './line-age.js';
import { measuredBy } from './measured.js';
import { listAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { selects } from './selectors.js';

const API_LOST =
  /etcdserver: (?:request timed out|leader changed|no leader|mvcc: database space exceeded)|failed to renew lease|leader ?election lost|error retrieving resource lock|the server is currently unable to handle the request|Unable to connect to the server|server was unable to return a response in the time allotted|Failed to update lock|apiserver not ready|kube-apiserver.{0,80}(?:refused|timed out|not ready)|https:\/\/(?:kubernetes\.default[\w.]*|10\.\d+\.0\.1)(?::443)?\/.{0,200}(?:refused|timeout|deadline exceeded)/i;
/** Words of etcd about itself; a hundred milliseconds now and then are usual. */
const STORE_SLOW =
  /apply request took too long|slow fdatasync|waiting for ReadIndex response took too long|failed to send out heartbeat on time|mvcc: database space exceeded/i;
const SERVER = /^(?:kube-apiserver|etcd)(?:-|$)/;

export const controlPlane: Family = {
  name: 'control-plane',
  reads: ['objects', 'events', 'logs'],
  sayings: [
    {
      code: 'control-plane.webhook_failing',
      find: /failed calling webhook \\?"([^"\\]{1,253})|failed to call webhook|(conversion webhook) for .{1,200} failed/i,
      weight: 0.96,
      says: ([, name, other]) =>
        `can not be created or changed because the ${other ?? `admission webhook ${name ?? ''}`.trim()} does not answer`,
    },
    {
      code: 'control-plane.api_unavailable',
      find: API_LOST,
      weight: 0.88,
      not: /external\.metrics|metrics\.k8s\.io|custom\.metrics/i,
      says: () => 'gets no answer from the API server or its store (etcd) in time',
    },
    {
      code: 'control-plane.kind_missing',
      find: /no matches for kind \\?"?([\w.-]{1,120})|the server doesn't have a resource type|could not find the requested resource|no kind \\?"([\w.-]{1,120})\\?" is registered/i,
      weight: 0.93,
      not: /metrics\.k8s\.io/,
      says: ([, kind, other]) =>
        `needs the kind ${kind ?? other ?? ''}, which the cluster does not serve (no matches for kind: its definition or API version is missing)`,
    },
  ],
  rules: [deadWebhooks, servers, alerted],
};

/** Webhooks that must answer, and whose Service has nobody who could. */
function deadWebhooks(scene: Scene): readonly Clue[] {
  return ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].flatMap((kind) =>
    scene.all(kind).flatMap((one) =>
      listAt(one.raw, 'webhooks').flatMap((hook) => {
        const [namespace, name] = [
          textAt(hook, 'clientConfig', 'service', 'namespace'),
          textAt(hook, 'clientConfig', 'service', 'name'),
        ];
        if (name === '' || textAt(hook, 'failurePolicy') === 'Ignore') return [];
        const backend = scene.find('Service', namespace, name);
        const pods = backend ? scene.all('Pod', namespace).filter(({ labels }) => selects(backend, labels)) : [];
        const alive = pods.some((pod) => scene.standing(pod) === 'well');
        const isGone = !backend && scene.knows('Service', namespace);
        if (alive || (!backend && !isGone)) return [];
        const hookName = textAt(hook, 'name');
        const failing = scene.bundle.happenings.filter(
          ({ message }) => message.includes(hookName) && /webhook/.test(message),
        );
        const quote =
          failing[0]?.message ?? `webhook ${hookName}, failurePolicy ${textAt(hook, 'failurePolicy') || 'Fail'}`;
        return [
          seen(scene, {
            code: 'control-plane.webhook_failing',
            about: one,
            related: [
              ...failing.map(({ about }) => about),
              ...failing.map(({ about }) => scene.top(about)),
              { kind: 'Service', namespace, name },
            ],
            confidence: failing.length > 0 ? 0.97 : 0.6,
            quote,
            says: `holds the admission webhook ${hookName}, whose Service ${namespace}/${name} ${isGone ? 'does not exist' : 'has no ready pod behind it (no endpoints)'}, so nothing that it must see can be created`,
          }),
        ];
      }),
    ),
  );
}

/** Where others complain of the API server and it or its store is in the bundle, the fault is there and not at them. */
function servers(scene: Scene): readonly Clue[] {
  const complaints = scene.bundle.logs.flatMap((log) => {
    const index = log.lines.findLastIndex((line) => API_LOST.test(line) && !/metrics\.k8s\.io/.test(line));
    const quote = log.lines[index];
    return quote === undefined || SERVER.test(log.pod) || !isCurrentLine(scene, log, log.lines.slice(index))
      ? []
      : [{ top: scene.top({ kind: 'Pod', namespace: log.namespace, name: log.pod }), quote }];
  });
  const pods = scene.all('Pod').filter(({ name }) => SERVER.test(name));
  const slow = scene.bundle.logs
    .filter(({ pod, namespace }) => SERVER.test(pod) && namespace === 'kube-system')
    .flatMap(({ lines }) =>
      lines.filter((line) => STORE_SLOW.test(line) && /\b\d{1,3}(?:\.\d+)?s\b|exceeded|on time/.test(line)),
    );
  const logged = scene.bundle.logs
    .filter(({ pod }) => SERVER.test(pod))
    .map(({ namespace, pod }) => ({ kind: 'Pod', namespace, name: pod }));
  const ailing = pods.filter((pod) => scene.standing(pod) === 'ailing');
  const [about] = [...ailing, ...logged, ...pods];
  const [first] = complaints;
  if (!about || (!first && ailing.length === 0 && slow.length < 3)) return [];
  return [
    seen(scene, {
      code: 'control-plane.api_unavailable',
      about,
      related: complaints.map(({ top }) => top),
      confidence: first ? 0.94 : 0.8,
      quote: slow.at(-1) ?? first?.quote ?? `${ailing.length} pods of the API server or etcd are not ready`,
      source: first || slow.length > 0 ? 'logs' : 'objects',
      says: first
        ? `belongs to the API server or its store (etcd), which does not answer ${first.top.name} in time`
        : 'belongs to the API server or its store (etcd) and is not ready',
    }),
  ];
}

function alerted(scene: Scene): readonly Clue[] {
  const about = () => ({ kind: 'Service', namespace: 'default', name: 'kubernetes' });
  const says = 'is the API server, which does not answer in time, as its alert measures';
  const name =
    /^Kube(?:API(?:Down|ErrorBudgetBurn|TerminatedRequests)|ApiserverDown)|^etcd(?:NoLeader|MembersDown|InsufficientMembers|DatabaseQuota)/i;
  return measuredBy(scene, [{ code: 'control-plane.api_unavailable', name, about, says }]);
}
