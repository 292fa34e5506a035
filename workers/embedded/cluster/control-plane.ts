import { join } from 'node:path';

import type { ChildSpec } from '../child.js';
import type { Credentials } from './credentials.js';

/** The programs, each by its absolute path. */
export interface ClusterParts {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  readonly kwok: string;
}

export interface Ports {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly api: number;
  readonly nodes: number;
}

export interface Layout {
  readonly dir: string;
  readonly parts: ClusterParts;
  readonly ports: Ports;
  readonly credentials: Credentials;
  /** Whether what it holds must survive a power cut; a cluster for tests need not wait for the disk. */
  readonly durable: boolean;
}

const STOP_WITHIN_MS = 5_000;
/** Their standard limits are for an API server that others need too; here they would only make the start four seconds longer. */
const unthrottled = ['--kube-api-qps=500', '--kube-api-burst=1000'];

/** The API server makes its own certificate there; kwok answers for the nodes with the same. */
export function certificateOf({ dir }: Layout): { readonly certFile: string; readonly keyFile: string } {
  return { certFile: join(dir, 'certs', 'apiserver.crt'), keyFile: join(dir, 'certs', 'apiserver.key') };
}

export function etcdSpec(layout: Layout): ChildSpec {
  const { dir, ports, parts, durable } = layout;
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return child(layout, 'etcd', parts.etcd, [
    `--data-dir=${join(dir, 'etcd')}`,
    '--name=reeve',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=reeve=${peer}`,
    '--log-level=warn',
    ...(durable ? [] : ['--unsafe-no-fsync']),
  ]);
}

export function apiServerSpec(layout: Layout): ChildSpec {
  const { dir, ports, parts, credentials } = layout;
  return child(layout, 'kube-apiserver', parts.apiServer, [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${ports.api}`,
    `--cert-dir=${join(dir, 'certs')}`,
    `--service-account-key-file=${credentials.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${credentials.serviceAccountKey}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--authorization-mode=RBAC,Node',
    '--anonymous-auth=false',
    `--token-auth-file=${credentials.tokenFile}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--kubelet-preferred-address-types=InternalIP',
    // Its own address is a loopback one, which may not be an endpoint of the service "kubernetes".
    '--endpoint-reconciler-type=none',
  ]);
}

export function controllerManagerSpec(layout: Layout, kubeconfig: string): ChildSpec {
  const { parts, credentials } = layout;
  return child(layout, 'kube-controller-manager', parts.controllerManager, [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    ...unthrottled,
    // kwok renews its leases every ten seconds; a node that falls silent is noticed while a person still watches.
    '--node-monitor-grace-period=25s',
    // Each controller acts as its own service account with its own rights, as in a real cluster.
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${credentials.serviceAccountKey}`,
    `--root-ca-file=${certificateOf(layout).certFile}`,
  ]);
}

export function schedulerSpec(layout: Layout, kubeconfig: string): ChildSpec {
  const args = [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0', ...unthrottled];
  return child(layout, 'kube-scheduler', layout.parts.scheduler, args);
}

export function kwokSpec(layout: Layout, kubeconfig: string, config: string): ChildSpec {
  const { certFile, keyFile } = certificateOf(layout);
  return child(layout, 'kwok', layout.parts.kwok, [
    `--kubeconfig=${kubeconfig}`,
    `--config=${config}`,
    '--manage-all-nodes=true',
    '--node-ip=127.0.0.1',
    `--node-port=${layout.ports.nodes}`,
    // It would listen on every address of the machine otherwise.
    `--server-address=127.0.0.1:${layout.ports.nodes}`,
    // Apart from the services' range, or a pod would have a service's address.
    '--cidr=10.64.0.0/16',
    `--tls-cert-file=${certFile}`,
    `--tls-private-key-file=${keyFile}`,
    '--node-lease-duration-seconds=40',
    '--enable-crds=ClusterLogs',
  ]);
}

function child({ dir }: Layout, name: string, command: string, args: readonly string[]): ChildSpec {
  return {
    name,
    command,
    args,
    // Nothing of ours: a proxy of the person's would catch what they say to each other.
    env: { HOME: dir, TMPDIR: dir },
    logFile: join(dir, 'logs', `${name}.log`),
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  };
}
