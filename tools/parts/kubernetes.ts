import type { Machine, Part } from '../resolver/part.js';

const VERSION = '1.36.3';
const PROGRAMS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

/** The real control plane; nodes and pods come from kwok. */
export const kubernetes: Part = {
  name: 'kubernetes',
  title: 'The Kubernetes control plane',
  version: VERSION,
  usedBy: 'integration tests, demo cluster',
  files: Object.fromEntries(PROGRAMS.map((name) => [name, name])),
  explicit: { key: 'kubernetes', setting: 'KUBEBUILDER_ASSETS' },
  install: `put ${PROGRAMS.join(', ')} into one folder on PATH`,
  kubebuilder: true,
  probe: {
    ask: PROGRAMS,
    args: ['--version'],
    read: (printed) => /^Kubernetes v(\d+\.\d+\.\d+)/m.exec(printed)?.[1],
    atLeast: '1.31.0',
    whatItIs: 'a Kubernetes program',
  },
  // Only Linux servers are published; anywhere else they are built.
  download: ({ platform, arch }: Machine) => {
    if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) return undefined;
    const folder = `dl.k8s.io/release/v${VERSION}/bin/linux/${arch === 'x64' ? 'amd64' : 'arm64'}`;
    return {
      files: PROGRAMS.map((name) => ({
        address: `${folder}/${name}`,
        bytesMax: 200 << 20,
        checksums: { address: `${folder}/${name}.sha256`, format: 'sha256sum' },
        as: name,
      })),
    };
  },
  build: {
    kind: 'go-module',
    minutes: 5,
    go: '1.26',
    recipe: 'kubernetes',
    as: 'kubernetes',
    links: PROGRAMS,
    // Without it the server reports v0.0.0-master, which breaks Helm.
    ldflags: `-X k8s.io/component-base/version.gitVersion=v${VERSION}`,
  },
};
