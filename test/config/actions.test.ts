import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../config/load.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-actions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(content: string, env: Record<string, string> = {}) {
  const file = join(folder, 'actions.yaml');
  writeFileSync(file, content);
  return loadConfig({ env: { HOME: homedir(), REEVE_ACTIONS_FILE: file, ...env }, cwd: folder }).actions;
}

function mistakes(content: string, env: Record<string, string> = {}): readonly string[] {
  try {
    load(content, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.mistakes.map(({ path, problem, from }) => `${path} ${problem} (${from.replace(`${folder}/`, '')})`);
  }
}

describe('the file of what actions may reach', () => {
  it('gives endpoints and jobs, with what they do not say filled in', () => {
    const { endpoints, jobs } = load(`
endpoints:
  pager: { url: https://pager.example/hook, tokenFile: ./pager-token, idempotent: true }
  inner: { url: http://10.0.0.1/x, method: PUT, private: true, timeoutMs: 500, checkUrl: http://10.0.0.1/y, accounts: [home] }
jobs:
  tidy-up: { workflow: tidyUp, taskQueue: tidy }
`);
    expect(endpoints['pager']).toEqual({
      ...{ url: 'https://pager.example/hook', method: 'POST', tokenFile: join(folder, 'pager-token') },
      ...{ idempotent: true, timeoutMs: 10_000, private: false },
    });
    expect(endpoints['inner']).toMatchObject({ method: 'PUT', idempotent: false, private: true, accounts: ['home'] });
    expect(jobs).toEqual({ 'tidy-up': { workflow: 'tidyUp', taskQueue: 'tidy', withinMinutes: 60 } });
  });

  it('gives clusters, whose files are found from where it lies', () => {
    const { clusters } = load(`
clusters:
  prod: { kubeconfig: ./prod.kubeconfig, context: admin, accounts: [home] }
  own: { deleteNodes: true, drainSeconds: 20 }
`);
    expect(clusters).toEqual({
      prod: {
        kubeconfig: join(folder, 'prod.kubeconfig'),
        context: 'admin',
        accounts: ['home'],
        deleteNodes: false,
        drainSeconds: 150,
      },
      own: { deleteNodes: true, drainSeconds: 20 },
    });
    expect(mistakes('clusters:\n  Prod/1: {}\n  two: { url: https://a.example }\n')).toEqual([
      'actions.clusters.Prod/1 is no name: use small letters, digits, dots, dashes and underscores (actions.yaml:2)',
      expect.stringMatching(/^actions\.clusters\.two\.url is no setting: /),
    ]);
  });

  it('is not needed, and may be empty', () => {
    expect(loadConfig({ env: { HOME: homedir() }, cwd: folder }).actions).toEqual({
      ...{ endpoints: {}, jobs: {}, clusters: {} },
    });
    expect(load('endpoints:\njobs:\nclusters:\n')).toMatchObject({ endpoints: {}, jobs: {}, clusters: {} });
  });

  it('says all mistakes at once, those of the rest too, with their lines and no address in them', () => {
    const content = `endpoints:
  Pager!: { url: https://a.example }
  one: { url: https://user:pw@a.example/x, method: GET, timeoutMs: 99 }
  two: { urll: https://a.example }
  three: { url: http://a.example, tokenFile: t }
jobs:
  tidy: { workflow: tidyUp, taskQueue: tidy, withinMinutes: 1441 }
endpoint: {}
`;
    expect(mistakes(content, { REEVE_PORT: '-1' })).toEqual([
      'gateway.port must be a whole number from 0 to 65535, not "-1" (REEVE_PORT)',
      'actions.endpoints.Pager! is no name: use small letters, digits, dots, dashes and underscores (actions.yaml:2)',
      'actions.endpoints.one.url must hold no user and no password: put the secret into tokenFile (actions.yaml:3)',
      'actions.endpoints.one.method must be one of POST, PUT (actions.yaml:3)',
      'actions.endpoints.one.timeoutMs must be a whole number from 100 to 120000 (actions.yaml:3)',
      'actions.endpoints.two.url must be an http:// or https:// address (actions.yaml:4)',
      'actions.endpoints.two.urll is no setting: did you mean url? (actions.yaml:4)',
      'actions.endpoints.three.url would carry the token readable: use https, or say "private: true" where the way is private (actions.yaml:5)',
      'actions.jobs.tidy.withinMinutes must be a whole number from 1 to 1440 (actions.yaml:7)',
      'actions.endpoint is no setting: did you mean endpoints? (actions.yaml:8)',
    ]);
  });

  it('is missed where it is named and not there', () => {
    const env = { HOME: homedir(), REEVE_ACTIONS_FILE: join(folder, 'none.yaml') };
    expect(() => loadConfig({ env, cwd: folder })).toThrow('cannot be read');
  });
});
