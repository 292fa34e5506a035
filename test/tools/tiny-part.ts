import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import type { DownloadFile, Part, PartSettings } from '../../tools/resolver/part.js';
import type { PartProgress } from '../../tools/resolver/progress.js';

export const TINY = '#!/bin/sh\necho "tiny version 2.0.0"\n';

/** A part as small as one can be: a shell script that tells its version. */
export function aPart(change: Partial<Part> = {}): Part {
  return {
    name: 'tiny',
    title: 'Tiny',
    version: '2.0.0',
    usedBy: 'tests',
    files: { tiny: 'tiny' },
    explicit: { key: 'tiny', setting: 'TINY_PATH' },
    install: 'install Tiny from your package manager',
    probe: {
      ask: ['tiny'],
      args: ['--version'],
      read: (printed) => /^tiny version (\d+\.\d+\.\d+)$/m.exec(printed)?.[1],
      atLeast: '1.5.0',
      whatItIs: 'Tiny',
    },
    ...change,
  };
}

/** The same part, from one file below the mirror, built with the fake `go` where that fails. */
export function aFetchedPart(file: Partial<DownloadFile>, change: Partial<Part> = {}): Part {
  return aPart({
    download: () => ({ files: [{ address: 'example.test/v2/tiny', bytesMax: 1 << 20, as: 'tiny', ...file }] }),
    build: aBuild,
    ...change,
  });
}

export const aBuild = {
  kind: 'go-install',
  minutes: 1,
  go: '1.25',
  packages: [{ path: 'example.test/tiny@v2.0.0', produces: 'tiny', as: 'tiny' }],
} as const;

export interface Workshop {
  readonly dir: string;
  readonly settings: PartSettings;
  readonly events: PartProgress[];
  readonly onProgress: (event: PartProgress) => void;
  /** How often the fake Go was asked to build. */
  readonly builds: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** A folder with an empty cache and a Go whose builds take `buildMs` and are counted. */
export async function openWorkshop({ go = true, buildMs = 0 } = {}): Promise<Workshop> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'reeve-parts-')));
  const bin = join(dir, 'go-bin');
  await mkdir(bin, { recursive: true });
  const count = join(dir, 'builds');
  if (go) {
    const script = `#!/bin/sh
if [ "$1" = env ]; then echo go1.26.0; exit 0; fi
echo built >> '${count}'
sleep ${buildMs / 1000}
printf '%s' '${TINY}' > "$GOBIN/tiny"
chmod +x "$GOBIN/tiny"
`;
    await writeScript(join(bin, 'go'), script);
  }
  const events: PartProgress[] = [];
  return {
    dir,
    events,
    onProgress: (event) => void events.push(event),
    // The system's own folders come from nowhere else: a test reads no environment.
    settings: {
      cacheRoot: join(dir, 'cache'),
      explicit: {},
      searchPath: [bin],
      childEnv: { PATH: ['/usr/local/bin', '/usr/bin', '/bin', dirname(process.execPath)].join(delimiter) },
    },
    builds: async () => (await readFile(count, 'utf8').catch(() => '')).split('\n').filter(Boolean).length,
    close: () => rm(dir, { recursive: true, force: true }),
  };
}

export async function writeScript(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}
