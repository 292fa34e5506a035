import {
  alerting,
  crashing,
  event,
  minutesAgo,
  pod,
  serviceFor,
  workload,
  type Parts,
  type PodParts,
} from './bundles.js';

export interface Case {
  readonly name: string;
  readonly parts: Parts;
  readonly verdict: string;
  /** The first is meant; the others are right too. */
  readonly causes: readonly string[];
  /** A tempting wrong answer. */
  readonly not?: readonly string[];
  readonly words?: readonly string[];
  /** `Kind/name` of the objects that may be named. */
  readonly on?: readonly string[];
  /** Verdicts that are right, too. */
  readonly or?: readonly string[];
}

export const P = 'api-7d9f8b6c5d-a';
export const LOG = `shop/${P}/main`;
export const crash = (
  log: string,
  rest: PodParts = crashing(1),
  more: readonly Record<string, unknown>[] = [],
): Parts => ({
  objects: [...workload('api', [pod('api', 'a', rest)], { container: rest.container ?? {} }), ...more],
  logs: { [LOG]: log, [`${LOG}.previous`]: log },
  alert: alerting('KubePodCrashLooping', { pod: P }),
});
export const waiting = (reason: string, message: string): Parts => ({
  objects: [...workload('api', [pod('api', 'a', { waiting: reason, message })]), event(['Pod', P], 'Failed', message)],
  alert: alerting('KubePodNotReady', { pod: P }),
  sources: { logs: 'absent' },
});
export const pending = (message: string, more: readonly Record<string, unknown>[] = []): Parts => ({
  objects: [
    ...workload('api', [
      pod('api', 'a', {
        unscheduled: message,
        spec: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] },
      }),
    ]),
    ...more,
  ],
  alert: alerting('KubePodNotScheduled', { pod: P }),
  sources: { logs: 'absent' },
});
export const denied = (message: string, more: readonly Record<string, unknown>[] = []): Parts => ({
  objects: [
    ...workload('api', [], {
      wanted: 2,
      rsConditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }],
    }),
    event(['ReplicaSet', 'api-7d9f8b6c5d'], 'FailedCreate', `Error creating: ${message}`),
    ...more,
  ],
  alert: alerting('KubeDeploymentReplicasMismatch', { deployment: 'api' }),
});
export const running = (log: string, rest: Partial<Parts> = {}): Parts => ({
  objects: [...workload('api', [pod('api', 'a')]), serviceFor('api'), ...(rest.objects ?? [])],
  logs: { [LOG]: log },
  alert: rest.alert ?? alerting('ApiErrors', { deployment: 'api' }),
  ...(rest.metrics && { metrics: rest.metrics }),
  ...(rest.changes && { changes: rest.changes }),
});
export const at = (minutes: number) => minutesAgo(minutes).replace('.000', '');
export const fault = (
  name: string,
  cause: string | readonly string[],
  parts: Parts,
  not: readonly string[] = [],
  words: readonly string[] = [],
): Case => ({
  ...{ name, parts, verdict: 'fault', causes: typeof cause === 'string' ? [cause] : cause, not, words },
});
export const calm = (verdict: string, name: string, parts: Parts): Case => ({ name, parts, verdict, causes: [] });
