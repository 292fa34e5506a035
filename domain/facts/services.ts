import { type Family, seen } from './family.js';
import type { Thing } from './bundle.js';
import type { Clue } from './fact.js';
import { podSpecOf } from './graph.js';
import { hostsIn, inCluster } from './hosts.js';
import { listensOn } from './probe.js';
import { at, listAt, pairsAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { holdsAll } from './selectors.js';
import { later } from './later.js';

export const service: Family = {
  name: 'service',
  reads: ['objects', 'events', 'logs'],
  rules: [selectors, unknownPods, missing],
};

function selectors(scene: Scene): readonly Clue[] {
  const behind = behindIn(scene);
  return scene.all('Service').flatMap((one) => {
    const wanted = pairsAt(one.raw, 'spec', 'selector');
    if (Object.keys(wanted).length === 0 || textAt(one.raw, 'spec', 'type') === 'ExternalName') return [];
    const chosen = scene.podsBy.holding(one.namespace, wanted);
    if (chosen.length === 0) return unselected(scene, one, wanted);
    const { ready, serves } = behind(chosen);
    if (ready.length === 0) {
      const quote = `${chosen.length} pods are selected, and none is ready`;
      return [
        seen(scene, {
          code: 'service.no_ready_endpoints',
          about: one,
          related: chosen,
          confidence: 0.7,
          quote,
          says: `has no ready endpoints: none of the ${chosen.length} pods behind it is ready`,
        }),
      ];
    }
    return wrongPorts(scene, one, { ready, serves: serves() });
  });
}

/** What stands behind the Services that choose the same pods. */
interface Behind {
  readonly ready: readonly Thing[];
  readonly serves: () => Serves;
}

interface Serves {
  readonly pod: Thing | undefined;
  /** By number and by name, as the first container that is ready declares them. */
  readonly numbers: readonly string[];
  readonly names: readonly string[];
  /** As the programs say themselves. */
  readonly heard: readonly string[];
  readonly refusals: readonly string[];
}

/** Looked at once for all of them: thousands of Services may choose the same thousands of pods. */
function behindIn(scene: Scene): (chosen: readonly Thing[]) => Behind {
  const known = new Map<readonly Thing[], Behind>();
  const refusals = later(() =>
    scene.bundle.logs.flatMap(({ lines }) => lines.filter((line) => /refused|ECONNREFUSED|50[234]/i.test(line))),
  );
  return (chosen) => {
    const before = known.get(chosen);
    if (before) return before;
    const ready = chosen.filter(
      (pod) => scene.standing(pod) === 'well' && textAt(pod.raw, 'status', 'phase') === 'Running',
    );
    const serves = later(() => {
      const pod = firstByName(ready);
      const declared = listAt(pod?.raw, 'spec', 'containers').flatMap((it) => listAt(it, 'ports'));
      const heard = ready.flatMap((it) => listensOn(scene, it.namespace, it.name, ''));
      return {
        ...{ pod, heard: [...new Set(heard)], refusals: refusals() },
        numbers: declared.map((it) => textAt(it, 'containerPort')),
        names: declared.map((it) => textAt(it, 'name')),
      };
    });
    known.set(chosen, { ready, serves });
    return { ready, serves };
  };
}

/** No pod fits: there are none, or their labels differ from the selector. */
function unselected(scene: Scene, one: Thing, wanted: Readonly<Record<string, string>>): readonly Clue[] {
  if (!scene.knows('Pod', one.namespace)) return [];
  const selector = Object.entries(wanted)
    .map((pair) => pair.join('='))
    .join(', ');
  const near = resembling(scene, one, wanted);
  const pod = firstByName(near);
  if (!pod) return [];
  // A workload without pods has a fault of its own, or was scaled to nothing.
  const makers = ['Deployment', 'StatefulSet', 'DaemonSet'].flatMap((kind) => scene.all(kind, one.namespace));
  if (makers.some(({ raw }) => holdsAll(wanted, pairsAt(raw, 'spec', 'template', 'metadata', 'labels')))) return [];
  const labels = Object.entries(pod.labels)
    .filter(([key]) => key !== 'pod-template-hash')
    .map((pair) => pair.join('='))
    .join(', ');
  const isPublic = scene.relevance(one) >= 1 || scene.focus.length === 0;
  return [
    seen(scene, {
      code: 'service.selector_mismatch',
      about: one,
      related: near,
      confidence: scene.standing(pod) === 'well' ? (isPublic ? 0.94 : 0.7) : 0.8,
      quote: `selector ${selector}; pod ${pod.name} has ${labels}`,
      says: `selects no pod: its selector (${selector}) does not match the labels of ${pod.name} (${labels}), so it has no endpoints`,
    }),
  ];
}

function firstByName(things: readonly Thing[]): Thing | undefined {
  return things.reduce<Thing | undefined>((least, one) => (least && least.name <= one.name ? least : one), undefined);
}

/** The pods that it was probably meant for. */
function resembling(
  { podsBy }: Scene,
  { name, namespace }: Thing,
  wanted: Readonly<Record<string, string>>,
): readonly Thing[] {
  const stem = name.replace(/-(?:svc|service|headless|lb)$/, '');
  const half = Object.keys(wanted).length > 1 ? podsBy.partly(namespace, wanted) : [];
  const found = [...podsBy.named(namespace, `${stem}-`), ...podsBy.valued(namespace, stem)];
  return found.length === 0 ? half : [...new Set([...found, ...half])];
}

/** A target port on which nothing listens, as the container declares it or as the program says. */
function wrongPorts(
  scene: Scene,
  one: Thing,
  { ready, serves }: { readonly ready: readonly Thing[]; readonly serves: Serves },
): readonly Clue[] {
  const { pod, numbers, names, heard, refusals } = serves;
  return listAt(one.raw, 'spec', 'ports').flatMap((port) => {
    const target = textAt(port, 'targetPort') || textAt(port, 'port');
    if (!pod) return [];
    const isName = !/^\d+$/.test(target);
    const served = isName ? names.includes(target) : numbers.includes(target) || heard.includes(target);
    if (served || (numbers.length === 0 && heard.length === 0)) return [];
    const refused = refusals.some((line) => line.includes(one.name));
    const ports = [...new Set([...heard, ...numbers])].join(', ');
    return [
      seen(scene, {
        code: 'service.port_mismatch',
        about: one,
        related: ready,
        confidence: refused || isName ? 0.96 : heard.length > 0 ? 0.88 : 0.76,
        quote: `targetPort ${target}; the container serves port ${ports}`,
        says: `sends traffic to targetPort ${target}, but ${pod.name} listens on port ${ports}`,
      }),
    ];
  });
}

/** Pods were not captured, but what stands behind the Service was. */
function unknownPods(scene: Scene): readonly Clue[] {
  return scene.all('Service').flatMap((one) => {
    const hasSelector = Object.keys(pairsAt(one.raw, 'spec', 'selector')).length > 0;
    if (!hasSelector || scene.all('Pod', one.namespace).length > 0) return [];
    const slices = scene
      .all('EndpointSlice', one.namespace)
      .filter(({ labels }) => labels['kubernetes.io/service-name'] === one.name)
      .flatMap(({ raw }) => listAt(raw, 'endpoints').map((it) => at(it, 'conditions', 'ready') !== false));
    const old = scene.find('Endpoints', one.namespace, one.name);
    const isKnown = slices.length > 0 || old !== undefined;
    const ready =
      slices.filter(Boolean).length + listAt(old?.raw, 'subsets').flatMap((it) => listAt(it, 'addresses')).length;
    if (!isKnown || ready > 0) return [];
    return [
      seen(scene, {
        code: 'service.no_ready_endpoints',
        about: one,
        confidence: 0.66,
        quote: `${slices.length} endpoints, none ready`,
        says: 'has no ready endpoints',
      }),
    ];
  });
}

/** Services that an object names and nobody made: the one of a StatefulSet, and those of settings while logs say nothing. */
function missing(scene: Scene): readonly Clue[] {
  const sets = scene.all('StatefulSet').flatMap((one) => {
    const name = textAt(one.raw, 'spec', 'serviceName');
    return name === '' || scene.standing(one) !== 'ailing'
      ? []
      : [{ one, name, namespace: one.namespace, isOwn: true }];
  });
  const isBlind = scene.state('logs') !== 'ok';
  const callers = scene.focus
    .map(scene.top)
    .flatMap((ref) => scene.find(ref.kind, ref.namespace, ref.name) ?? [])
    .flatMap((one) => {
      const values = listAt(podSpecOf(one), 'containers').flatMap((it) =>
        listAt(it, 'env').map((env) => textAt(env, 'value')),
      );
      return hostsIn(values.join('\n'))
        .filter((host) => isBlind && /\.svc(?:\.|$)/.test(host))
        .flatMap((host) => inCluster(host, one.namespace) ?? [])
        .map(({ name, namespace }) => ({ one, name, namespace, isOwn: false }));
    });
  return [...sets, ...callers].flatMap(({ one, name, namespace, isOwn }) => {
    if (!scene.knows('Service', namespace) || scene.find('Service', namespace, name)) return [];
    // Captures are often partial: only where Services were asked for is one that is not there surely missing.
    const isAsked = scene.bundle.sources['services'] !== undefined;
    return [
      seen(scene, {
        code: 'service.missing',
        about: one,
        related: [{ kind: 'Service', namespace, name }],
        // Pods of a StatefulSet start without the Service that names them; they only can't be found by name.
        confidence: isOwn ? (isAsked ? 0.55 : 0.3) : isAsked ? 0.8 : isBlind ? 0.55 : 0.45,
        quote: `it names the Service ${name}`,
        says: `names the Service ${name}${namespace === one.namespace ? '' : ` in ${namespace}`}, which does not exist (not found)`,
      }),
    ];
  });
}
