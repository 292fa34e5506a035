import { setTimeout as pause } from 'node:timers/promises';

import { type Child, type ChildSpec, lastLines, startChild } from '../child.js';
import type { Keeper } from '../keeper.js';

const LOOK_AGAIN_MS = 50;

/** The processes in the order in which they were started; they end in the other. */
export class Started {
  readonly #keeper: Keeper;
  readonly #children: { readonly spec: ChildSpec; readonly child: Child; over: boolean }[] = [];

  constructor(keeper: Keeper) {
    this.#keeper = keeper;
  }

  async start(spec: ChildSpec): Promise<Child> {
    const child = await startChild(spec, this.#keeper);
    const entry = { spec, child, over: false };
    this.#children.push(entry);
    void this.#noteEnd(entry);
    return child;
  }

  async #noteEnd(entry: { readonly child: Child; over: boolean }): Promise<void> {
    await entry.child.exited;
    entry.over = true;
  }

  /** Asks again until the answer is yes; one process that ends is reason enough to give up. */
  async until(name: string, isSo: () => Promise<boolean>, withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline) {
      // While a server comes up its files are missing and its port refuses; only the last answer counts.
      if (await isSo().catch(() => false)) return;
      const dead = this.#children.find(({ over }) => over);
      if (dead) throw await this.failure(dead.spec.name);
      await pause(LOOK_AGAIN_MS);
    }
    throw await this.failure(name);
  }

  async failure(name: string): Promise<Error> {
    const logFile = this.#children.find(({ spec }) => spec.name === name)?.spec.logFile ?? '';
    return new Error(`${name} did not get ready (see ${logFile}): ${await lastLines(logFile)}`);
  }

  /** The name of the first that ends, whoever ended it. */
  async firstEnd(): Promise<string> {
    return Promise.race(this.#children.map(({ spec, child }) => child.exited.then(() => spec.name)));
  }

  processes(): { readonly name: string; readonly pid: number }[] {
    return this.#children.map(({ spec, child }) => ({ name: spec.name, pid: child.pid }));
  }

  async stop(): Promise<void> {
    const [etcd, apiServer, ...others] = this.#children.map(({ child }) => child);
    await Promise.all(others.map((child) => child.stop()));
    await apiServer?.stop();
    await etcd?.stop();
  }
}
