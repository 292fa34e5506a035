import { type Family, seen } from './family.js';
import type { Clue } from './fact.js';
import { listAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { selects } from './selectors.js';

export const controlPlane: Family = {
  name: 'control-plane',
  reads: ['objects', 'events', 'logs'],
  sayings: [
    {
      code: 'control-plane.webhook_failing',
      find: /failed calling webhook \\?"([^"\\]{1,253})|failed to call webhook/i,
      weight: 0.96,
      says: ([, name]) => `can not be created or changed because the admission webhook ${name ?? ''} does not answer`,
    },
    {
      code: 'control-plane.api_unavailable',
      find: /etcdserver: (?:request timed out|leader changed|no leader)|failed to renew lease|leader ?election lost|error retrieving resource lock|the server is currently unable to handle the request|Unable to connect to the server|apiserver not ready|kube-apiserver.{0,80}(?:refused|timed out|not ready)|https:\/\/(?:kubernetes\.default[\w.]*|10\.\d+\.0\.1)(?::443)?\/.{0,200}(?:refused|timeout|deadline exceeded)/i,
      weight: 0.88,
      not: /external\.metrics|metrics\.k8s\.io|custom\.metrics/i,
      says: () => 'gets no answer from the API server or its store (etcd) in time',
    },
    {
      code: 'control-plane.kind_missing',
      find: /no matches for kind \\?"?([\w.-]{1,120})|the server doesn't have a resource type|could not find the requested resource|no kind \\?"([\w.-]{1,120})\\?" is registered/i,
      weight: 0.93,
      says: ([, kind, other]) =>
        `needs the kind ${kind ?? other ?? ''}, which the cluster does not serve (no matches for kind: its definition or API version is missing)`,
    },
  ],
  rules: [deadWebhooks],
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
