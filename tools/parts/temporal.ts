import type { Machine, Part } from '../resolver/part.js';

const VERSION = '1.5.1';
const RELEASE = `github.com/temporalio/cli/releases/download/v${VERSION}`;

/** As public package lists have recorded them; a file that does not fit is not taken. */
const SHA256: Readonly<Record<string, string>> = {
  'linux-x64': 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
  'linux-arm64': 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
  'darwin-x64': 'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
  'darwin-arm64': 'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
};

export const temporal: Part = {
  name: 'temporal',
  title: 'Temporal',
  version: VERSION,
  usedBy: 'npm start, integration tests',
  files: { temporal: 'temporal' },
  explicit: { key: 'temporal', setting: 'REEVE_PART_TEMPORAL' },
  install: 'install the Temporal CLI from your package manager',
  probe: {
    ask: ['temporal'],
    args: ['--version'],
    // "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"; the server's own binary prints no such brackets.
    read: (printed) => /^temporal version (\d+\.\d+\.\d+)\S* \(Server /m.exec(printed)?.[1],
    atLeast: '1.3.0',
    whatItIs: 'the Temporal CLI',
  },
  download: ({ platform, arch }: Machine) => {
    const sha256 = SHA256[`${platform}-${arch}`];
    if (sha256 === undefined) return undefined;
    const file = `temporal_cli_${VERSION}_${platform}_${arch === 'x64' ? 'amd64' : 'arm64'}.tar.gz`;
    return {
      files: [{ address: `${RELEASE}/${file}`, bytesMax: 200 << 20, sha256, members: { temporal: 'temporal' } }],
    };
  },
  build: {
    kind: 'go-install',
    minutes: 3,
    go: '1.25',
    packages: [{ path: `github.com/temporalio/cli/cmd/temporal@v${VERSION}`, produces: 'temporal', as: 'temporal' }],
    // Without it the program calls itself 0.0.0-DEV.
    ldflags: `-X github.com/temporalio/cli/temporalcli.Version=${VERSION}`,
  },
};
