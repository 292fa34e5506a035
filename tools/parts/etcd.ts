import type { Machine, Part } from '../resolver/part.js';

const VERSION = '3.6.16';
const RELEASE = `github.com/etcd-io/etcd/releases/download/v${VERSION}`;

export const etcd: Part = {
  name: 'etcd',
  title: 'etcd',
  version: VERSION,
  usedBy: 'integration tests, demo cluster',
  files: { etcd: 'etcd' },
  explicit: { key: 'etcd', setting: 'REEVE_PART_ETCD' },
  install: 'install etcd from your package manager',
  kubebuilder: true,
  probe: {
    ask: ['etcd'],
    args: ['--version'],
    read: (printed) => /^etcd Version: (\d+\.\d+\.\d+)/m.exec(printed)?.[1],
    atLeast: '3.5.0',
    whatItIs: 'etcd',
  },
  download: ({ platform, arch }: Machine) => {
    if ((platform !== 'linux' && platform !== 'darwin') || (arch !== 'x64' && arch !== 'arm64')) return undefined;
    const name = `etcd-v${VERSION}-${platform}-${arch === 'x64' ? 'amd64' : 'arm64'}`;
    return {
      files: [
        {
          address: `${RELEASE}/${name}.${platform === 'darwin' ? 'zip' : 'tar.gz'}`,
          bytesMax: 100 << 20,
          checksums: { address: `${RELEASE}/SHA256SUMS`, format: 'sha256sum' },
          members: { [`${name}/etcd`]: 'etcd' },
        },
      ],
    };
  },
  build: { kind: 'go-module', minutes: 1, go: '1.26', recipe: 'etcd', as: 'etcd' },
};
