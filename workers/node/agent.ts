import { setTimeout as pause } from 'node:timers/promises';
import { POLL_MS_MAX } from '../../domain/fleet/task-kinds.js';
import type { NodeReport, ReportReply } from '../../domain/fleet/report.js';
import { openGather, openNews, type Parts } from './gather.js';
import { bootOf } from './host.js';
import { makeRequest, type NodeFolder, type NodeState } from './identity.js';
import { type NodeServer, openServer, ServerSays } from './server.js';
import { carryOut } from './tasks.js';

/** Reports that wait for a server that is away; the oldest go. */
const BUFFER_MAX = 20;
const AGAIN_MS_MIN = 1_000;
const AGAIN_MS_MAX = 5 * 60_000;
/** A credential is changed when so much of its time is over. */
const ROTATE_AFTER = 0.75;
const SEQ_BLOCK = 1_000;
const WAIT_MS = POLL_MS_MAX - 5_000;

export interface AgentSpec {
  readonly folder: NodeFolder;
  readonly state: NodeState;
  readonly version: string;
  readonly certificateFiles: readonly string[];
  readonly say: (text: string) => void;
  readonly stopping: AbortSignal;
}

export interface Round {
  readonly reports: number;
  readonly ignored: number;
  readonly tasks: readonly { readonly kind: string; readonly ok: boolean; readonly said: string }[];
}

/** A server that knows this node no more: going on makes no sense. */
export class NotEnrolled extends Error {
  override name = 'NotEnrolled';
}

/** Who it is now, kept over a crash. */
function openSelf(folder: NodeFolder, from: NodeState) {
  let state = from;
  let seq = from.seqUpTo;
  async function save(change: Partial<NodeState>): Promise<void> {
    state = { ...state, ...change };
    await folder.write(state);
  }
  return {
    now: () => state,
    save,
    /** Numbers go up also over a crash: a block of them is taken before the first of it is used. */
    async nextSeq(): Promise<number> {
      if (seq >= state.seqUpTo) await save({ seqUpTo: seq + SEQ_BLOCK });
      return (seq += 1);
    },
  };
}
type Self = ReturnType<typeof openSelf>;

/** Answers with what the server said; what it could not be told waits for the next time. */
async function openReporting(self: Self, server: NodeServer, look: (list?: string) => Promise<Parts>) {
  const boot = await bootOf(`process-${process.pid}-${Date.now().toString(36)}`);
  const news = openNews();
  let waiting: NodeReport[] = [];

  async function send(list?: string): Promise<ReportReply> {
    const parts: Parts = news.of(await look(list));
    waiting = [...waiting, { boot, seq: await self.nextSeq(), at: Date.now(), ...parts }].slice(-BUFFER_MAX);
    try {
      const reply = await server.report(waiting);
      waiting = [];
      news.noted(parts);
      return reply;
    } catch (error) {
      news.forget();
      // What the server can't take today it can't take tomorrow.
      if (error instanceof ServerSays && (error.status === 400 || error.status === 413)) waiting = [];
      throw error;
    }
  }

  /** One report, and a second where the server asks for the names of the packages. */
  return async (): Promise<ReportReply> => {
    const reply = await send();
    return reply.wants ? send(reply.wants.packages) : reply;
  };
}

/** What keeps it somebody: its credential and its certificate. */
function openKeeping(self: Self, server: NodeServer, folder: NodeFolder) {
  async function rotateCertificate(): Promise<string> {
    const { keyPem, request } = makeRequest(self.now());
    const reply = await server.certificate(request);
    await folder.keep(keyPem, reply);
    await self.save({ renewAfter: reply.renewAfter });
    return reply.serial;
  }
  return {
    rotateCertificate,
    async upkeep(): Promise<void> {
      const now = Date.now();
      const { credentialFrom, credentialEndsAt, renewAfter } = self.now();
      if (now - credentialFrom > ROTATE_AFTER * (credentialEndsAt - credentialFrom)) {
        const { credential, endsAt } = await server.rotate();
        await self.save({ credential, credentialFrom: now, credentialEndsAt: endsAt });
      }
      if (renewAfter === undefined || now >= renewAfter) await rotateCertificate();
    },
  };
}

/** This host, as it speaks to its server. */
export async function openAgent({ folder, state, version, certificateFiles, say, stopping: asked }: AgentSpec) {
  // One half that ends takes the other with it.
  const ending = new AbortController();
  const stopping = AbortSignal.any([asked, ending.signal]);
  const self = openSelf(folder, state);
  const server = openServer(state.server, () => self.now().credential, stopping);
  const gather = openGather(version, [folder.certificateFile, ...certificateFiles]);
  const report = await openReporting(self, server, (list) => gather.look(list));
  const keeping = openKeeping(self, server, folder);

  async function work(waitMs: number): Promise<Round['tasks']> {
    const done: Round['tasks'][number][] = [];
    for (const task of await server.tasks(waitMs)) {
      const result = await carryOut(task, keeping);
      await server.result(task.id, result);
      done.push({ kind: task.kind, ok: result.ok, said: result.said ?? '' });
      say(`${task.kind}: ${result.said ?? (result.ok ? 'done' : 'failed')}`);
    }
    return done;
  }

  return {
    /** Reports, does what there is to do, and reports what came of it. */
    async once(): Promise<Round> {
      await keeping.upkeep();
      const first = await report();
      const tasks = await work(0);
      const last = tasks.length > 0 ? await report() : first;
      const ignored = last.reports.reduce((sum, one) => sum + one.ignored, 0);
      return { reports: tasks.length > 0 ? 2 : 1, ignored, tasks };
    },
    async run(): Promise<void> {
      const { everyMs } = state;
      const reporting = again({ stopping, say }, async () => {
        await keeping.upkeep();
        await report();
        // Not all nodes of a fleet that was started together at the same moment.
        return everyMs * (0.9 + Math.random() * 0.2);
      });
      const working = again({ stopping, say }, async () => {
        const from = performance.now();
        const done = await work(WAIT_MS);
        // A server that has no room for those who wait answers at once.
        const early = performance.now() - from < 1_000;
        return done.length === 0 && early ? everyMs * (0.5 + Math.random() * 0.5) : 0;
      });
      try {
        await Promise.race([reporting, working]);
      } finally {
        ending.abort();
        await Promise.allSettled([reporting, working]);
      }
    },
  };
}

/** Goes on until it is told to stop; a server that is away is asked again, later and later. */
async function again(
  { stopping, say }: Pick<AgentSpec, 'stopping' | 'say'>,
  one: () => Promise<number>,
): Promise<void> {
  let failures = 0;
  while (!stopping.aborted) {
    let restMs: number;
    try {
      restMs = await one();
      failures = 0;
    } catch (error) {
      if (stopping.aborted) return;
      if (error instanceof ServerSays && error.status === 401) throw new NotEnrolled(error.message);
      failures += 1;
      restMs = (error as { retryMs?: number }).retryMs ?? backOff(failures);
      say(`${(error as Error).message}; it is tried again in ${Math.ceil(restMs / 1000)} s`);
    }
    await pause(restMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}

function backOff(failures: number): number {
  const most = Math.min(AGAIN_MS_MAX, AGAIN_MS_MIN * 2 ** Math.min(failures, 12));
  return AGAIN_MS_MIN + Math.random() * (most - AGAIN_MS_MIN);
}
