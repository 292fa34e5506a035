/** One kind of object, and where an API server keeps it. */
export interface KindSpec {
  readonly kind: string;
  /** As in `bundle.json`: small, and in the plural. */
  readonly plural: string;
  /** `v1` for the core group. */
  readonly api: string;
  readonly namespaced: boolean;
  /** Comes with an extension: whether a cluster has it is asked first. */
  readonly extension?: boolean;
  /** Only what it is called, never what is in it. */
  readonly namesOnly?: boolean;
  /** Without these nobody can say how things stand. */
  readonly essential?: boolean;
}

function group(api: string, kinds: readonly (readonly [kind: string, plural: string])[], more: Partial<KindSpec> = {}) {
  return kinds.map(([kind, plural]): KindSpec => ({ kind, plural, api, namespaced: true, ...more }));
}

const everywhere = { namespaced: false } as const;
const extension = { extension: true } as const;

export const KINDS: readonly KindSpec[] = [
  ...group('v1', [['Pod', 'pods']], { essential: true }),
  ...group('v1', [
    ['Service', 'services'],
    ['PersistentVolumeClaim', 'persistentvolumeclaims'],
    ['ResourceQuota', 'resourcequotas'],
    ['LimitRange', 'limitranges'],
    ['ServiceAccount', 'serviceaccounts'],
  ]),
  ...group(
    'v1',
    [
      ['ConfigMap', 'configmaps'],
      ['Secret', 'secrets'],
    ],
    { namesOnly: true },
  ),
  ...group(
    'apps/v1',
    [
      ['Deployment', 'deployments'],
      ['ReplicaSet', 'replicasets'],
      ['StatefulSet', 'statefulsets'],
      ['DaemonSet', 'daemonsets'],
    ],
    { essential: true },
  ),
  ...group('apps/v1', [['ControllerRevision', 'controllerrevisions']], { namesOnly: true }),
  ...group(
    'batch/v1',
    [
      ['Job', 'jobs'],
      ['CronJob', 'cronjobs'],
    ],
    { essential: true },
  ),
  ...group('autoscaling/v2', [['HorizontalPodAutoscaler', 'horizontalpodautoscalers']]),
  ...group('policy/v1', [['PodDisruptionBudget', 'poddisruptionbudgets']]),
  ...group('networking.k8s.io/v1', [
    ['Ingress', 'ingresses'],
    ['NetworkPolicy', 'networkpolicies'],
  ]),
  ...group('discovery.k8s.io/v1', [['EndpointSlice', 'endpointslices']]),
  ...group('rbac.authorization.k8s.io/v1', [
    ['Role', 'roles'],
    ['RoleBinding', 'rolebindings'],
  ]),

  ...group(
    'v1',
    [
      ['Node', 'nodes'],
      ['Namespace', 'namespaces'],
      ['PersistentVolume', 'persistentvolumes'],
    ],
    everywhere,
  ),
  ...group('storage.k8s.io/v1', [['StorageClass', 'storageclasses']], everywhere),
  ...group('networking.k8s.io/v1', [['IngressClass', 'ingressclasses']], everywhere),
  ...group('rbac.authorization.k8s.io/v1', [['ClusterRoleBinding', 'clusterrolebindings']], everywhere),
  ...group(
    'admissionregistration.k8s.io/v1',
    [
      ['MutatingWebhookConfiguration', 'mutatingwebhookconfigurations'],
      ['ValidatingWebhookConfiguration', 'validatingwebhookconfigurations'],
    ],
    everywhere,
  ),
  ...group('apiregistration.k8s.io/v1', [['APIService', 'apiservices']], everywhere),

  ...group(
    'cert-manager.io/v1',
    [
      ['Certificate', 'certificates'],
      ['CertificateRequest', 'certificaterequests'],
      ['Issuer', 'issuers'],
    ],
    extension,
  ),
  ...group('cert-manager.io/v1', [['ClusterIssuer', 'clusterissuers']], { ...extension, ...everywhere }),
  ...group(
    'acme.cert-manager.io/v1',
    [
      ['Order', 'orders'],
      ['Challenge', 'challenges'],
    ],
    extension,
  ),
  // Applications live beside Argo CD and name the namespace that they fill.
  ...group('argoproj.io/v1alpha1', [['Application', 'applications']], { ...extension, ...everywhere }),
  ...group('helm.toolkit.fluxcd.io/v2', [['HelmRelease', 'helmreleases']], extension),
  ...group('kustomize.toolkit.fluxcd.io/v1', [['Kustomization', 'kustomizations']], extension),
  ...group(
    'monitoring.coreos.com/v1',
    [
      ['ServiceMonitor', 'servicemonitors'],
      ['PodMonitor', 'podmonitors'],
    ],
    extension,
  ),
  ...group('keda.sh/v1alpha1', [['ScaledObject', 'scaledobjects']], extension),
  ...group(
    'gateway.networking.k8s.io/v1',
    [
      ['Gateway', 'gateways'],
      ['HTTPRoute', 'httproutes'],
    ],
    extension,
  ),
  ...group('gateway.networking.k8s.io/v1', [['GatewayClass', 'gatewayclasses']], { ...extension, ...everywhere }),
];

const BY_PLURAL = new Map(KINDS.map((spec) => [spec.plural, spec]));

export function kindOf(plural: string): KindSpec {
  const found = BY_PLURAL.get(plural);
  if (!found) throw new Error(`activities/collect/kinds.ts has no ${plural}`);
  return found;
}

const SHORT: Readonly<Record<string, string>> = {
  ...{ deploy: 'Deployment', sts: 'StatefulSet', ds: 'DaemonSet', rs: 'ReplicaSet', po: 'Pod', cj: 'CronJob' },
};
/** What a diagnosis can be about. */
export const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod'] as const;

/** `deploy`, `deployments` and `Deployment` are one. */
export function workloadKind(said: string): string | undefined {
  const small = said.toLowerCase();
  return SHORT[small] ?? WORKLOADS.find((kind) => [kind.toLowerCase(), `${kind.toLowerCase()}s`].includes(small));
}
