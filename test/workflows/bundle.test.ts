import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workflowBundle } from '../../workers/bundle.js';

/** What workflow code may be made of. A package named here can change what a replay does. */
const PACKAGES = [
  ...['@opentelemetry/api', '@opentelemetry/core', '@opentelemetry/resources', '@opentelemetry/sdk-trace-base'],
  ...['@opentelemetry/semantic-conventions', '@temporalio/common', '@temporalio/interceptors-opentelemetry'],
  ...['@temporalio/workflow', 'long', 'ms', 'nexus-rpc'],
];

describe('the workflow bundle', () => {
  let dir: string;
  beforeAll(async () => {
    // An empty cache, so that what is looked at was made now.
    dir = await mkdtemp(join(tmpdir(), 'reeve-bundle-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it.each([
    ['in the clear', false, ['workflows/']],
    ['encrypted', true, ['workflows/', 'workers/failure-converter.ts']],
  ] as const)(
    'holds workflows, what they decide with, and nothing that could touch the world: %s',
    async (_how, encrypted, rooms) => {
      const { code } = await workflowBundle(dir, { encrypted, logger: new DefaultLogger('ERROR') });
      const files = modulesOf(code);
      const ours = files.filter((file) => !file.startsWith('node_modules/'));
      const allowed = [...rooms, 'domain/'];
      expect(ours).toContain('workflows/checkpoint.ts');
      expect(ours.filter((file) => !allowed.some((room) => file.startsWith(room)))).toEqual([]);
      expect(ours.filter((file) => file === 'workers/failure-converter.ts')).toHaveLength(encrypted ? 1 : 0);
      const packages = new Set(files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
      expect([...packages].toSorted()).toEqual(PACKAGES);
    },
  );

  it('is made once for a state of the sources, and anew for another way to hold failures', async () => {
    const logger = new DefaultLogger('ERROR');
    const made = await workflowBundle(dir, { encrypted: false, logger });
    const kept = join(dir, 'workflow-bundle');
    for (const name of await readdir(kept)) await appendFile(join(kept, name), '// kept');
    // Built anew it would not have what was added to the file.
    expect(await workflowBundle(dir, { encrypted: false, logger })).toEqual({ code: `${made.code}// kept` });
    expect((await workflowBundle(dir, { encrypted: true, logger })).code).not.toContain(made.code);
  });
});

function modulesOf(code: string): readonly string[] {
  const [, map = ''] = /sourceMappingURL=data:application\/json;charset=utf-8;base64,([\w+/=]+)/.exec(code) ?? [];
  const { sources } = JSON.parse(Buffer.from(map, 'base64').toString()) as { readonly sources: readonly string[] };
  return sources.filter((source) => source.startsWith('/')).map((source) => relative('.', source));
}
