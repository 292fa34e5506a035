import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DefaultLogger, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { type WorkflowBundle, workflowBundle } from '../../workers/bundle.js';
import { installRuntime } from '../../workers/worker.js';
import { partSettings } from '../support/part-settings.js';
import { quiet } from '../support/temporal.js';
import { readHistory } from './history-json.js';
import { HISTORIES } from './record.js';

const files = readdirSync(HISTORIES).filter((name) => name.endsWith('.json'));

/** Runs that were under way when an older Reeve stopped go on under this one: its code must do again what was done. */
describe('the workflows of today', () => {
  let bundle: WorkflowBundle;
  beforeAll(async () => {
    installRuntime(quiet());
    bundle = await workflowBundle(partSettings().cacheRoot, { encrypted: false, logger: new DefaultLogger('ERROR') });
  });
  const read = (file: string) => readFileSync(join(HISTORIES, file), 'utf8');
  const replay = (text: string, name: string) =>
    Worker.runReplayHistory({ workflowBundle: bundle, replayName: name }, readHistory(text));

  it.each(files)('do again what is written in %s', async (file) => {
    await expect(replay(read(file), basename(file, '.json'))).resolves.toBeUndefined();
  });

  it('have a history for each', () => {
    const types = files.map((file) => /"workflowType": ?\{\s*"name": ?"(\w+)"/.exec(read(file))?.[1]);
    const workflows = readFileSync('workflows/index.ts', 'utf8').matchAll(/export \{ (\w+) \}/g);
    expect(new Set(types)).toEqual(new Set(Array.from(workflows, ([, name]) => name)));
  });

  it('still have those that were written first, since a history is never taken away', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        ...['checkpoint-nothing-grown.json', 'checkpoint-second-try.json', 'checkpoint-signs.json'],
        ...['checkpoint-traced.json', 'roundtrip-answered.json', 'roundtrip-traced.json', 'roundtrip-unserved.json'],
      ]),
    );
  });

  it.each([
    ['another activity', 'checkpoint-signs.json', /"signCheckpoints"/g, '"signBooks"'],
    ['one activity less', 'roundtrip-answered.json', /"activityId": ?"4"/g, '"activityId": "9"'],
  ])('do not take a history for theirs that tells of %s', async (_what, file, find, put) => {
    const changed = read(file).replaceAll(find, put);
    expect(changed).not.toBe(read(file));
    await expect(replay(changed, 'changed')).rejects.toThrow(/[Nn]ondeterminism/);
  });
});
