import type { Machine, Part } from '../resolver/part.js';

const VERSION = '1.29.1';
const RELEASE = `github.com/temporalio/temporal/releases/download/v${VERSION}`;

/** Temporal as it runs in production, on PostgreSQL: the dev server's engine keeps everything in SQLite. */
export const temporalServer: Part = {
  name: 'temporal-server',
  title: 'The Temporal server',
  version: VERSION,
  usedBy: 'benchmarks, chaos runs',
  files: { 'temporal-server': 'temporal-server', 'temporal-sql-tool': 'temporal-sql-tool' },
  explicit: { key: 'temporalServer', setting: 'REEVE_PART_TEMPORAL_SERVER' },
  install: 'put temporal-server and temporal-sql-tool 1.29 into one folder on PATH',
  probe: {
    ask: ['temporal-server', 'temporal-sql-tool'],
    args: ['--version'],
    read: (printed) => /version v?(\d+\.\d+\.\d+)/.exec(printed)?.[1],
    // The database schemas that we bring up are those of this line.
    atLeast: '1.29.0',
    below: '1.30.0',
    whatItIs: 'a Temporal server program',
  },
  download: ({ platform, arch }: Machine) => {
    if ((platform !== 'linux' && platform !== 'darwin') || (arch !== 'x64' && arch !== 'arm64')) return undefined;
    const file = `temporal_${VERSION}_${platform}_${arch === 'x64' ? 'amd64' : 'arm64'}.tar.gz`;
    return {
      files: [
        {
          address: `${RELEASE}/${file}`,
          bytesMax: 400 << 20,
          checksums: { address: `${RELEASE}/checksums.txt`, format: 'sha256sum' },
          members: { 'temporal-server': 'temporal-server', 'temporal-sql-tool': 'temporal-sql-tool' },
        },
      ],
    };
  },
  build: {
    kind: 'go-install',
    minutes: 3,
    go: '1.25',
    packages: [
      { path: `go.temporal.io/server/cmd/server@v${VERSION}`, produces: 'server', as: 'temporal-server' },
      { path: `go.temporal.io/server/cmd/tools/sql@v${VERSION}`, produces: 'sql', as: 'temporal-sql-tool' },
    ],
  },
};
