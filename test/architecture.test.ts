import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Who may open which door. A room absent from a list is a wall. The longest prefix of a file's path is its room. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain'],
  workflows: ['workflows', 'domain', '@temporalio/workflow'],
  activities: [
    ...['activities', 'domain', 'workflows/ports', '@temporalio/activity', '@temporalio/common', 'zod', 'node:'],
  ],
  'activities/store': ['activities/store', 'activities/ledger/append', 'domain', 'workflows/messages', 'pg', 'node:'],
  'activities/ledger': [
    'activities/ledger',
    'activities/store',
    'activities/deps',
    '@temporalio/common',
    'domain',
    'workflows/ports',
    'pg',
    'node:',
  ],
  // Of the store it knows only what a row looks like. A digest stands for an id that is too long for a button.
  'activities/notify/render': [
    ...['activities/notify/render', 'activities/store/read/approvals', 'domain', 'discord-api-types', 'node:crypto'],
  ],
  'activities/adapters': [
    ...['activities/adapters', 'activities/notify/surface', 'activities/notify/render', 'domain', 'node:'],
    ...['@temporalio/common', '@temporalio/proto', '@slack', '@kubernetes/client-node', 'activities/outbound'],
  ],
  'activities/adapters/discord': [
    ...['activities/adapters/discord', 'activities/notify/render', 'activities/notify/surface', 'domain'],
    ...['discord-api-types', 'node:'],
  ],
  'activities/sources': ['activities', 'domain', 'yaml', 'node:'],
  config: ['config', 'zod', 'yaml', 'node:'],
  tools: ['tools', 'config', 'node:'],
  'tools/tasks': ['tools', 'config', 'bench/machine', 'node:'],
  workers: [
    ...['workers', 'activities', 'domain', 'config', 'tools', 'workflows/messages', 'workflows/ports', 'node:'],
    ...['@temporalio/worker', '@temporalio/client', '@temporalio/common', '@temporalio/interceptors-opentelemetry'],
    ...['@opentelemetry/api', '@opentelemetry/core', '@opentelemetry/exporter-trace-otlp-http'],
    ...['@opentelemetry/resources', '@opentelemetry/sdk-trace-base', '@opentelemetry/sdk-trace-node'],
    ...['pino', 'prom-client', 'pg', '@kubernetes/client-node', 'yaml'],
  ],
  'workers/main': [
    ...['workers', 'activities', 'domain', 'config', 'tools', 'workflows/messages', 'client', 'node:'],
    ...['@temporalio/client', '@temporalio/common', '@temporalio/worker', 'pg', 'pg-copy-streams'],
  ],
  'client/reeve': [
    ...['client/reeve', 'workflows/messages', 'workflows/roundtrip', 'domain', '@temporalio/client', 'node:'],
    ...['activities/store/read', 'activities/store/accept', 'activities/store/database', 'activities/outbound/late'],
  ],
  'client/http': [
    'client/http',
    'client/reeve',
    'config/loopback',
    'hono',
    '@hono',
    'jose',
    '@opentelemetry/api',
    'node:',
  ],
  'client/discord': [
    ...[
      'client/discord',
      'client/http',
      'client/reeve',
      'activities/notify/render',
      'discord-api-types',
      'hono',
      'zod',
    ],
    'node:',
  ],
  'client/console': ['client/console', 'client/http', 'client/reeve', 'hono', '@hono', 'node:'],
  'client/slack': [
    ...['client/slack', 'client/http', 'client/reeve', 'activities/notify/render', 'hono', '@hono', '@slack', 'node:'],
    // Both sides call the same Slack, within the same bounds.
    'activities/adapters/slack-fetch',
  ],
  // The one arrow from a door to the fuse box is a dynamic import.
  'client/cli': ['client/cli', 'config', 'domain', 'commander', 'node:', 'workers/main'],
};
const ROOMS = ['domain', 'workflows', 'activities', 'config', 'tools', 'workers', 'client'];
const SHELVES = /(?:^|\/)(?:utils?|helpers?|shared|common|misc|types)(?:\.tsx?|\/)|(?:Manager|Service)\.tsx?$/i;
const IMPURE = /\b(?:Date\.now|new Date\(\)|Math\.random|process\.|performance\.|await |console\.|setTimeout)/;

const files = ROOMS.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => `${room}/${path}`),
);

describe('every line knows its room', () => {
  it.each(files)('%s', (file) => {
    const source = readFileSync(file, 'utf8');
    const room = roomOf(file);
    const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

    expect(strangersIn(file, source, DOORS[room] ?? [])).toEqual([]);
    expect(source.split('\n').length).toBeLessThanOrEqual(301);
    expect(file).not.toMatch(SHELVES);
    expect(room === 'domain' ? code : '', 'domain/ decides and touches nothing').not.toMatch(IMPURE);
    expect(room === 'config' ? '' : code, 'only config/ reads the environment').not.toMatch(/process\.env\b/);
    expect(code, 'use lateAfter(): Node 20 may lose a timeout within any()').not.toMatch(
      /AbortSignal\.any\([^;]*AbortSignal\.timeout/,
    );
    expect(code, 'named exports only').not.toMatch(/^export default/m);
    expect(source, 'nothing is left for later').not.toMatch(/\b(?:TODO|FIXME|XXX)\b/);
  });

  it('reaches the fuse box from a door by dynamic import only', () => {
    const eager = files
      .filter((file) => file.startsWith('client/'))
      .filter((file) => /^import (?!type\b)[^;]*from '[^']*\/workers\//ms.test(readFileSync(file, 'utf8')));
    expect(eager).toEqual([]);
  });

  it('looks at the world: a wall that is broken is found', () => {
    expect(strangersIn('domain/x.ts', "import { z } from 'zod';", DOORS['domain'] ?? [])).toEqual(['zod']);
    expect(
      strangersIn('client/cli/x.ts', "import '../../activities/store/migrate.js';", DOORS['client/cli'] ?? []),
    ).toEqual(['activities/store/migrate.js']);
  });
});

function roomOf(file: string): string {
  const rooms = Object.keys(DOORS).filter((name) => file.startsWith(`${name}/`) || file === `${name}.ts`);
  return rooms.toSorted((a, b) => b.length - a.length)[0] ?? 'nowhere';
}

function strangersIn(file: string, source: string, doors: readonly string[]): readonly string[] {
  return [...source.matchAll(/(?:^(?:import|export)\b[^;']*?\bfrom\s+|^import\s+|\bimport\()'([^']+)'/gm)]
    .map(([, to = '']) => (to.startsWith('.') ? normalize(join(dirname(file), to)) : to))
    .filter((to) => !doors.some((door) => opens(to, door)));
}

function opens(path: string, door: string): boolean {
  return path === door || path.startsWith(door.endsWith(':') ? door : `${door}/`) || path.startsWith(`${door}.`);
}
