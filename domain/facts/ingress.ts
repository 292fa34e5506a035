import { type Family, seen } from './family.js';
import type { Thing } from './bundle.js';
import type { Clue } from './fact.js';
import { at, conditionAt, listAt, pairsAt, textAt } from './reading.js';
import { isIngressController } from './roles.js';
import type { Scene } from './scene.js';

export const ingress: Family = {
  name: 'ingress',
  reads: ['objects'],
  rules: [classes, backends, gateways, controllers],
};

function classes(scene: Scene): readonly Clue[] {
  return scene.all('Ingress').flatMap((one) => {
    const name =
      textAt(one.raw, 'spec', 'ingressClassName') ||
      textAt(one.raw, 'metadata', 'annotations', 'kubernetes.io/ingress.class');
    if (name === '') return classless(scene, one);
    if (/^gce(?:-internal)?$/.test(name) || scene.find('IngressClass', '', name)) return [];
    const addressed = listAt(one.raw, 'status', 'loadBalancer', 'ingress').length > 0;
    if (!scene.knows('IngressClass') || (addressed && scene.all('IngressClass').length === 0)) return [];
    return [
      seen(scene, {
        code: 'ingress.class_missing',
        about: one,
        confidence: addressed ? 0.7 : 0.95,
        quote: `ingressClassName ${name}`,
        says: `names the ingress class ${name}, which does not exist, so no controller serves it`,
      }),
    ];
  });
}

/** No class is named, and none is the default. */
function classless(scene: Scene, one: Thing): readonly Clue[] {
  const isDefault = scene
    .all('IngressClass')
    .some(
      ({ raw }) => pairsAt(raw, 'metadata', 'annotations')['ingressclass.kubernetes.io/is-default-class'] === 'true',
    );
  const isServed = listAt(one.raw, 'status', 'loadBalancer', 'ingress').length > 0;
  if (isDefault || isServed || !scene.knows('IngressClass')) return [];
  const quote = 'no ingressClassName, and no class is the default';
  const says = 'names no ingress class, and none is the default, so no controller serves it';
  return [seen(scene, { code: 'ingress.class_missing', about: one, confidence: 0.84, quote, says })];
}

function backends(scene: Scene): readonly Clue[] {
  return scene.all('Ingress').flatMap((one) => {
    const paths = listAt(one.raw, 'spec', 'rules').flatMap((rule) =>
      listAt(rule, 'http', 'paths').map((path) => at(path, 'backend', 'service')),
    );
    return [...paths, at(one.raw, 'spec', 'defaultBackend', 'service')].flatMap((backend) =>
      missingBackend(scene, one, {
        name: textAt(backend, 'name'),
        port: textAt(backend, 'port', 'number') || textAt(backend, 'port', 'name'),
      }),
    );
  });
}

function missingBackend(
  scene: Scene,
  from: Thing,
  { name, port, namespace = from.namespace }: { name: string; port: string; namespace?: string },
): readonly Clue[] {
  if (name === '' || !scene.knows('Service', namespace)) return [];
  const found = scene.find('Service', namespace, name);
  const related = [{ kind: 'Service', namespace, name }];
  if (!found)
    return [
      seen(scene, {
        code: 'ingress.backend_missing',
        about: from,
        related,
        confidence: 0.93,
        quote: `backend service ${name}:${port}`,
        says: `sends requests to the Service ${name}, which does not exist (backend missing, not found)`,
      }),
    ];
  const ports = listAt(found.raw, 'spec', 'ports');
  const served = ports.flatMap((one) => [textAt(one, 'port'), textAt(one, 'name')]);
  if (port === '' || served.includes(port)) return [];
  return [
    seen(scene, {
      code: 'ingress.backend_missing',
      about: from,
      related,
      confidence: 0.93,
      quote: `backend port ${port}; the Service has ${served.filter(Boolean).join(', ')}`,
      says: `sends requests to port ${port} of the Service ${name}, which has no such port (it has ${ports.map((one) => textAt(one, 'port')).join(', ')})`,
    }),
  ];
}

function gateways(scene: Scene): readonly Clue[] {
  const routes = scene.all('HTTPRoute').flatMap((route) =>
    listAt(route.raw, 'spec', 'rules').flatMap((rule) =>
      listAt(rule, 'backendRefs').flatMap((one) =>
        missingBackend(scene, route, {
          name: textAt(one, 'name'),
          port: textAt(one, 'port'),
          namespace: textAt(one, 'namespace') || route.namespace,
        }),
      ),
    ),
  );
  const unresolved = scene.all('HTTPRoute').flatMap((route) =>
    listAt(route.raw, 'status', 'parents')
      .flatMap((parent) => listAt(parent, 'conditions'))
      .filter((it) => textAt(it, 'type') === 'ResolvedRefs' && textAt(it, 'reason') === 'BackendNotFound')
      .map((it) =>
        seen(scene, {
          code: 'ingress.backend_missing',
          about: route,
          confidence: 0.93,
          quote: textAt(it, 'message') || 'BackendNotFound',
          says: 'sends requests to a backend that does not exist (BackendNotFound)',
        }),
      ),
  );
  return [...routes, ...unresolved, ...scene.all('Gateway').flatMap((one) => unserved(scene, one))];
}

/** A class that does not exist, or that no controller has taken. */
function unserved(scene: Scene, one: Thing): readonly Clue[] {
  const name = textAt(one.raw, 'spec', 'gatewayClassName');
  const found = scene.find('GatewayClass', '', name);
  const clue = (confidence: number, quote: string, why: string) => [
    seen(scene, {
      code: 'ingress.class_missing',
      about: one,
      confidence,
      quote,
      says: `names the gateway class ${name}, ${why}`,
    }),
  ];
  if (name !== '' && !found && scene.knows('GatewayClass'))
    return clue(0.92, `gatewayClassName ${name}`, 'which does not exist');
  const taken = conditionAt(found?.raw, 'Accepted');
  const own = conditionAt(one.raw, 'Accepted');
  const isWaiting = textAt(own, 'reason') === 'Pending' || textAt(own, 'status') === 'Unknown';
  return found && textAt(taken, 'status') !== 'True' && isWaiting
    ? clue(0.84, textAt(taken, 'message') || textAt(own, 'message'), 'which no controller serves')
    : [];
}

function controllers(scene: Scene): readonly Clue[] {
  return [...scene.all('Deployment'), ...scene.all('DaemonSet')].flatMap((one) => {
    if (!isIngressController(one) || scene.standing(one) !== 'ailing') return [];
    const ready = scene.podsOf(one).filter((pod) => scene.standing(pod) === 'well');
    if (ready.length > 0) return [];
    return [
      seen(scene, {
        code: 'ingress.controller_down',
        about: one,
        confidence: 0.86,
        quote: 'no pod of the controller is ready',
        says: 'serves the traffic from outside and has no ready pod: the ingress controller is down',
      }),
    ];
  });
}
