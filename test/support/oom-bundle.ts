const AT = '2026-03-04T12:00:00Z';
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'cart-0', namespace: 'shop', creationTimestamp: '2026-03-04T11:00:00Z' },
  spec: { containers: [{ name: 'cart', image: 'registry.example/cart:9', resources: { limits: { memory: '64Mi' } } }] },
  status: {
    phase: 'Running',
    containerStatuses: [
      {
        ...{ name: 'cart', image: 'registry.example/cart:9', ready: false, restartCount: 9 },
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: '2026-03-04T11:59:00Z' } },
      },
    ],
  },
};
/** A captured pod that was killed for its memory, and a log with a secret and a word without end in it. */
export const OOM_FILES = new Map([
  ['bundle.json', JSON.stringify({ capturedAt: AT, cluster: 'prod-1', sources: { objects: 'ok', events: 'absent' } })],
  ['objects.json', JSON.stringify({ kind: 'List', items: [POD] })],
  ['logs/shop/cart-0/cart.log', `2026-03-04T11:58:59Z loading with password=hunter2-hunter2 and ${'x'.repeat(400)}\n`],
]);
