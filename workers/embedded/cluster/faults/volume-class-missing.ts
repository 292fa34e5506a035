import type { Written } from '../simulated.js';
import { deployment } from '../story/manifests.js';
import { tell, unschedulable } from '../story/story.js';

const claim = (storageClassName: string, more: object = {}): Written => ({
  ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'archive' } },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } }, storageClassName, ...more },
});
/** Made by hand: no provisioner runs here. */
const volume = (namespace: string): Written => ({
  ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: `archive-${namespace}` } },
  spec: {
    capacity: { storage: '5Gi' },
    accessModes: ['ReadWriteOnce'],
    persistentVolumeReclaimPolicy: 'Delete',
    hostPath: { path: '/var/lib/archive' },
    claimRef: { namespace, name: 'archive' },
  },
});
const archive = deployment({
  ...{ name: 'archive', image: 'registry.example/shop/archive:1.0.4', replicas: 1 },
  container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
  pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'archive' } }] },
  spec: { strategy: { type: 'Recreate' } },
});

export const volumeClassMissing = tell({
  name: 'volume-class-missing',
  shows: 'A claim that names a storage class that does not exist, so that it is never bound and its pod never starts.',
  well: (namespace) => [volume(namespace), claim('', { volumeName: `archive-${namespace}` }), archive],
  broken: () => [claim('fast-ssd'), archive],
  alsoSaid: 'ProvisioningFailed',
  isSeen: unschedulable(/PersistentVolumeClaim/i),
});
