import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../config/environment.js';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Runs one of the project's own tools and shows what it prints. */
export function runTool(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(join('node_modules', '.bin', name), [...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...readEnvironment(), FORCE_COLOR: '0', ...env },
    });
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** A check that passes or fails as a whole. */
export async function check(title: string, name: string, args: readonly string[]): Promise<Tally> {
  const started = performance.now();
  const code = await runTool(name, args);
  say(`${code === 0 ? 'passed' : 'FAILED'}  ${title} (${seconds(started)})`);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
  readonly success: boolean;
}

/** Runs test suites and counts. What was skipped counts as failed: nothing here is optional. */
export async function suites(
  projects: readonly string[],
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Tally> {
  const dir = await mkdtemp(join(tmpdir(), 'reeve-report-'));
  const file = join(dir, 'report.json');
  try {
    const chosen = projects.flatMap((project) => ['--project', project]);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await runTool('vitest', ['run', ...chosen, ...reporters, ...more], env);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return { passed: 0, failed: 1 };
    const report = JSON.parse(text) as VitestReport;
    const skipped = report.numPendingTests + report.numTodoTests;
    if (skipped > 0) say(`FAILED  ${skipped} tests were skipped, and nothing may be`);
    const failed = report.numFailedTests + skipped;
    // A file that can't be loaded, or an error outside of a test, fails the run without a failed test to count.
    return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export function add(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
    passed: 0,
    failed: 0,
  });
}

/** The one line that a run closes with. */
export function close({ passed, failed }: Tally): void {
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

export function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
