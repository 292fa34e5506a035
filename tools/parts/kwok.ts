import type { Machine, Part } from '../resolver/part.js';

const VERSION = '0.8.0';
const REPOSITORY = 'kubernetes-sigs/kwok';

/** As public tool lists have recorded them; for other machines the release's own digests are asked for. */
const SHA256: Readonly<Record<string, string>> = {
  'linux-x64': 'f5a4385a2ae1b9dd7f8acae18e002a75c0ebba124ae9d7259aa8dadb50711f46',
  'darwin-arm64': '69a064ec98d37844d9d742b5b28ff57825659a983ccc3e208daa6948b94d64ba',
};

/** Plays the nodes and the pods of a cluster. */
export const kwok: Part = {
  name: 'kwok',
  title: 'kwok',
  version: VERSION,
  usedBy: 'integration tests, demo cluster',
  files: { kwok: 'kwok' },
  explicit: { key: 'kwok', setting: 'REEVE_PART_KWOK' },
  install: 'install kwok from your package manager',
  probe: {
    ask: ['kwok'],
    args: ['--version'],
    read: (printed) => /^kwok version v?(\d+\.\d+\.\d+)/m.exec(printed)?.[1],
    atLeast: '0.7.0',
    whatItIs: 'kwok',
  },
  download: ({ platform, arch }: Machine) => {
    if ((platform !== 'linux' && platform !== 'darwin') || (arch !== 'x64' && arch !== 'arm64')) return undefined;
    const sha256 = SHA256[`${platform}-${arch}`];
    return {
      files: [
        {
          address: `github.com/${REPOSITORY}/releases/download/v${VERSION}/kwok-${platform}-${arch === 'x64' ? 'amd64' : 'arm64'}`,
          bytesMax: 200 << 20,
          ...(sha256 !== undefined && { sha256 }),
          checksums: {
            address: `api.github.com/repos/${REPOSITORY}/releases/tags/v${VERSION}`,
            format: 'github-release',
          },
          as: 'kwok',
        },
      ],
    };
  },
  build: {
    kind: 'go-install',
    minutes: 1,
    go: '1.26',
    packages: [{ path: `sigs.k8s.io/kwok/cmd/kwok@v${VERSION}`, produces: 'kwok', as: 'kwok' }],
  },
};
