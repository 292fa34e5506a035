import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import {
  Client,
  Connection,
  type ConnectionOptions,
  ScheduleAlreadyRunning,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { DataConverter, Duration } from '@temporalio/common';
import type { Config } from '../config/load.js';
import { QUEUES, SEARCH_ATTRIBUTES } from '../workflows/messages.js';
import type { TemporalTracing } from './telemetry/temporal-tracing.js';

/** How to reach Temporal, for the client and for the workers alike. */
export async function connectionOptions({ temporal }: Config, address: string): Promise<ConnectionOptions> {
  const { tls, apiKey } = temporal;
  const file = async (path?: string) => (path ? readFile(path) : undefined);
  const [ca, crt, key] = await Promise.all([file(tls.caFile), file(tls.certFile), file(tls.keyFile)]);
  const wanted = tls.enabled || apiKey !== undefined || ca !== undefined || crt !== undefined;
  return {
    address,
    ...(apiKey && { apiKey }),
    ...(wanted && {
      tls: {
        ...(tls.serverName && { serverNameOverride: tls.serverName }),
        ...(ca && { serverRootCACertificate: ca }),
        ...(crt && key && { clientCertPair: { crt, key } }),
      },
    }),
  };
}

/** Connects when it is first used, and again whenever the server was away. */
export function openClient(
  options: ConnectionOptions,
  { namespace, dataConverter, tracing }: { namespace: string; dataConverter: DataConverter; tracing: TemporalTracing },
): Client {
  return new Client({
    connection: Connection.lazy({
      ...options,
      connectTimeout: 5_000,
      // By itself gRPC waits up to two minutes after a long outage before it looks again.
      channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 3_000 },
    }),
    namespace,
    dataConverter,
    interceptors: tracing.clientInterceptors,
  });
}

export const searchAttribute = {
  account: defineSearchAttributeKey('ReeveAccount', 'KEYWORD'),
  kind: defineSearchAttributeKey('ReeveKind', 'KEYWORD'),
} as const;

export const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');

const KEYWORD = 2;

/** Registers the search attributes and waits until they are usable: an upsert of an unknown one wedges a workflow for ever. */
export async function ensureSearchAttributes(client: Client, withinMs = 90_000): Promise<void> {
  const { namespace } = client.options;
  const wanted = Object.keys(SEARCH_ATTRIBUTES);
  const { operatorService } = client.connection as Connection;
  const deadline = Date.now() + withinMs;
  let asked = false;
  for (;;) {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = wanted.filter((name) => customAttributes?.[name] !== KEYWORD);
    if (missing.length === 0) return;
    if (!asked) {
      const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
      await operatorService.addSearchAttributes({ namespace, searchAttributes });
      asked = true;
    } else if (Date.now() > deadline) {
      throw new Error(
        `Temporal does not show the search attributes ${missing.join(', ')} after ${withinMs / 1000} s: add them as Keyword to namespace ${namespace} and start again`,
      );
    } else await pause(500);
  }
}

/** What comes back by the clock; the same schedules however many workers make sure of them. */
export async function ensureSchedules(client: Client, checkpointMinutes: number): Promise<void> {
  await Promise.all([
    ensureSchedule(client, {
      ...{ id: 'checkpoint', workflow: 'checkpoint', workflowId: 'checkpoint/hourly', args: [{}] },
      ...{ minutes: checkpointMinutes, longest: '1 hour', what: 'signs the head of every book' },
    }),
    ensureSchedule(client, {
      ...{
        id: 'sweep',
        workflow: 'sweep',
        workflowId: 'sweep',
        args: [],
        minutes: SWEEP_MINUTES,
        longest: '10 minutes',
      },
      what: 'ends interventions whose workflow is over',
    }),
  ]);
}

const SWEEP_MINUTES = 5;

interface Recurring {
  readonly id: string;
  readonly workflow: string;
  readonly workflowId: string;
  readonly args: unknown[];
  readonly minutes: number;
  readonly longest: Duration;
  readonly what: string;
}

async function ensureSchedule(client: Client, one: Recurring): Promise<void> {
  const spec = { intervals: [{ every: `${one.minutes} minutes` as const }] };
  const action = {
    type: 'startWorkflow' as const,
    workflowType: one.workflow,
    workflowId: one.workflowId,
    taskQueue: QUEUES.control,
    args: one.args,
    typedSearchAttributes: [{ key: searchAttribute.kind, value: one.workflow }],
    workflowExecutionTimeout: one.longest,
  } satisfies ScheduleOptions['action'];
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 hour' } as const;
  try {
    await client.schedule.create({ scheduleId: one.id, spec, action, policies, memo: { what: one.what } });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(one.id).update((before) => ({ ...before, spec, action, policies }));
  }
}
