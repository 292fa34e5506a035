import { join } from 'node:path';
import { type Child, lastLines, startChild } from './child.js';
import type { Keeper } from './keeper.js';
import { freePort, waitForPort } from './ports.js';

export interface TemporalSpec {
  readonly temporal: string;
  /** Without it nothing outlives the process. */
  readonly databaseFile?: string;
  readonly logFile: string;
  readonly env: Readonly<Record<string, string>>;
  readonly searchAttributes: Readonly<Record<string, string>>;
  /** The ones it had before: who is connected expects it there. */
  readonly port?: number;
  readonly uiPort?: number;
  readonly uiPortWish?: number;
  readonly headless?: boolean;
  readonly codecEndpoint?: string;
}

export interface RunningTemporal {
  readonly address: string;
  readonly uiUrl?: string;
  readonly child: Child;
}

/** Starts Temporal's development server, with its Web UI, on loopback. */
export async function startTemporal(spec: TemporalSpec, keeper: Keeper): Promise<RunningTemporal> {
  for (let tries = 0; ; tries += 1) {
    const port = await (spec.port ?? freePort());
    const uiPort = await (spec.uiPort ?? freePort(spec.uiPortWish));
    const child = await startChild(
      {
        name: 'temporal',
        command: spec.temporal,
        args: flags(spec, port, uiPort),
        env: { ...spec.env, HOME: join(spec.logFile, '..') },
        logFile: spec.logFile,
        stopSignal: 'SIGTERM',
        stopWithinMs: 10_000,
      },
      keeper,
    );
    if (await waitForPort(port, 45_000, child.exited)) {
      return { address: `127.0.0.1:${port}`, ...(!spec.headless && { uiUrl: `http://127.0.0.1:${uiPort}` }), child };
    }
    await child.stop();
    if (tries >= 2) throw new Error(`Temporal did not start (see ${spec.logFile}): ${await lastLines(spec.logFile)}`);
  }
}

function flags(spec: TemporalSpec, port: number, uiPort: number): readonly string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'warn'],
    ...(spec.headless ? ['--headless'] : ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)]),
    ...(spec.databaseFile
      ? [
          '--db-filename',
          spec.databaseFile,
          '--sqlite-pragma',
          'journal_mode=WAL',
          '--sqlite-pragma',
          'synchronous=NORMAL',
        ]
      : []),
    ...(spec.codecEndpoint && !spec.headless ? ['--ui-codec-endpoint', spec.codecEndpoint] : []),
    ...['--dynamic-config-value', 'matching.enableFairness=true'],
    ...Object.entries(spec.searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ];
}
