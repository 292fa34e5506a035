import { ago, code, days, type Json, pod, podSpec, rsOf, podOf, thing, type Wish } from './pods.js';

/** A Deployment with its ReplicaSet and its pods. */
export function deploy(namespace: string, name: string, wish: Wish = {}): Json[] {
  const pods = wish.pods ?? [{}, {}];
  const replicas = wish.replicas ?? pods.filter((one) => one.is !== 'terminating').length;
  const ready = pods.filter((one) => (one.is ?? 'ready') === 'ready').length;
  const labels: Json = { app: name, ...wish.labels };
  const hashed = { ...labels, 'pod-template-hash': code(name, 10) };
  const spec = podSpec(name, wish);
  const age = wish.age ?? days(60);
  const present = pods.filter((one) => one.is !== 'terminating').length;
  const enough = ready >= Math.max(replicas - Math.floor(replicas / 4), 1) || replicas === 0;
  const badFor = Math.min(...pods.filter((one) => (one.is ?? 'ready') !== 'ready').map((one) => one.age ?? 25), 25);
  const counts = {
    replicas: present,
    updatedReplicas: present,
    ...(ready > 0 && { readyReplicas: ready, availableReplicas: ready }),
    ...(replicas > ready && { unavailableReplicas: replicas - ready }),
  };
  return [
    thing('apps/v1', 'Deployment', namespace, name, {
      age,
      metadata: { labels, annotations: { 'deployment.kubernetes.io/revision': '9' }, generation: 14, ...wish.metadata },
      spec: {
        replicas,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        selector: { matchLabels: { app: name } },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        template: { metadata: { creationTimestamp: null, labels }, spec },
        ...wish.top,
      },
      status: {
        observedGeneration: 14,
        ...counts,
        conditions: [
          {
            type: 'Available',
            status: enough ? 'True' : 'False',
            reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
            message: enough ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.',
            lastUpdateTime: ago(enough ? age : badFor),
            lastTransitionTime: ago(enough ? age : badFor),
          },
          {
            type: 'Progressing',
            status: 'True',
            reason: 'NewReplicaSetAvailable',
            message: `ReplicaSet "${rsOf(name)}" has successfully progressed.`,
            lastUpdateTime: ago(wish.revised ?? days(9)),
            lastTransitionTime: ago(age),
          },
        ],
        ...wish.status,
      },
    }),
    thing('apps/v1', 'ReplicaSet', namespace, rsOf(name), {
      age: wish.revised ?? days(9),
      metadata: {
        labels: hashed,
        annotations: {
          'deployment.kubernetes.io/revision': '9',
          'deployment.kubernetes.io/desired-replicas': String(replicas),
        },
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name,
            uid: code(name, 8),
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
        generation: 1,
      },
      spec: {
        replicas,
        selector: { matchLabels: hashed },
        template: { metadata: { creationTimestamp: null, labels: hashed }, spec },
      },
      status: {
        observedGeneration: 1,
        replicas: present,
        fullyLabeledReplicas: present,
        ...(ready > 0 && { readyReplicas: ready, availableReplicas: ready }),
      },
    }),
    ...pods.map((one, index) =>
      pod(
        namespace,
        podOf(name, index),
        spec,
        hashed,
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: rsOf(name) },
        { age: wish.revised ?? days(9), ...one },
      ),
    ),
  ];
}

/** A StatefulSet or a DaemonSet with its pods; the pods of a StatefulSet carry its ordinals. */
export function set(kind: 'StatefulSet' | 'DaemonSet', namespace: string, name: string, wish: Wish = {}): Json[] {
  const pods = wish.pods ?? [{}, {}];
  const replicas = wish.replicas ?? pods.length;
  const ready = pods.filter((one) => (one.is ?? 'ready') === 'ready').length;
  const labels: Json = { app: name, ...wish.labels };
  const spec = podSpec(name, wish);
  const named = (index: number): string =>
    kind === 'StatefulSet' ? `${name}-${index}` : `${name}-${code(`${name}/${index}`, 5)}`;
  const status =
    kind === 'StatefulSet'
      ? {
          replicas: pods.length,
          readyReplicas: ready,
          availableReplicas: ready,
          currentReplicas: pods.length,
          updatedReplicas: pods.length,
          currentRevision: `${name}-84bb9f9c6d`,
          updateRevision: `${name}-84bb9f9c6d`,
        }
      : {
          desiredNumberScheduled: replicas,
          currentNumberScheduled: pods.length,
          numberReady: ready,
          numberAvailable: ready,
          numberMisscheduled: 0,
          updatedNumberScheduled: pods.length,
          ...(replicas > ready && { numberUnavailable: replicas - ready }),
        };
  return [
    thing('apps/v1', kind, namespace, name, {
      age: wish.age ?? days(90),
      metadata: { labels, generation: 3, ...wish.metadata },
      spec: {
        ...(kind === 'StatefulSet' && { replicas, serviceName: name }),
        selector: { matchLabels: { app: name } },
        updateStrategy: { type: 'RollingUpdate' },
        template: { metadata: { creationTimestamp: null, labels }, spec },
        ...wish.top,
      },
      status: { observedGeneration: 3, ...status, ...wish.status },
    }),
    ...pods.map((one, index) =>
      pod(
        namespace,
        named(index),
        spec,
        { ...labels, 'controller-revision-hash': `${name}-84bb9f9c6d` },
        { apiVersion: 'apps/v1', kind, name },
        one,
      ),
    ),
  ];
}
export const dsPodOf = (name: string, index = 0): string => `${name}-${code(`${name}/${index}`, 5)}`;
