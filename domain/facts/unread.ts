import { type Bundle, unreadOf } from './bundle.js';

/** The kinds of objects without which a family can't say that something is not there. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  config: ['configmaps', 'secrets'],
  certificate: ['certificates', 'secrets', 'issuers', 'clusterissuers'],
  storage: ['persistentvolumeclaims', 'persistentvolumes', 'storageclasses'],
  node: ['nodes', 'nodeevents'],
  scheduling: ['nodes'],
  service: ['services', 'endpointslices'],
  dns: ['services'],
  network: ['networkpolicies'],
  ingress: ['ingresses', 'ingressclasses', 'services', 'gateways', 'httproutes'],
  autoscaling: ['horizontalpodautoscalers', 'scaledobjects'],
  rollout: ['poddisruptionbudgets'],
  quota: ['resourcequotas', 'limitranges'],
  rbac: ['rolebindings', 'clusterrolebindings'],
  gitops: ['applications', 'helmreleases', 'kustomizations'],
  'control-plane': ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations', 'apiservices'],
};

/** What a family needs and nobody could read: then it does not know. */
export function unreadBy(bundle: Bundle, family: string): readonly string[] {
  const unread = new Set(unreadOf(bundle).map(([name]) => name));
  return (NEEDS[family] ?? []).filter((kind) => unread.has(kind));
}
