import { createRequire } from 'node:module';
import type { ClientInterceptors } from '@temporalio/client';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
  type OpenTelemetrySinks,
} from '@temporalio/interceptors-opentelemetry';
import type { InjectedSinks, WorkerInterceptors } from '@temporalio/worker';
import type { Telemetry } from '../telemetry.js';

export interface TemporalTracing {
  readonly clientInterceptors: ClientInterceptors;
  readonly workerInterceptors: WorkerInterceptors;
  readonly sinks: InjectedSinks<OpenTelemetrySinks>;
  /** For `bundleWorkflowCode`; a worker that is given a bundle takes none. */
  readonly workflowInterceptorModules: string[];
}

/**
 * The modules every workflow bundle holds, with and without a collector: their span ids are drawn from the workflow's own
 * deterministic randomness, so switching them on or off under an open run would change what its replay draws.
 */
export const workflowInterceptorModules: readonly string[] = [
  createRequire(import.meta.url).resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors'),
];

/** What clients and workers of Temporal take so that one trace runs from HTTP through a workflow to its activities. */
export function temporalTracing({ tracer, spans }: Telemetry): TemporalTracing {
  const modules = [...workflowInterceptorModules];
  // Workflow spans need a place to go even when nobody collects them, or the worker would log an error for each.
  if (!spans) {
    return {
      clientInterceptors: {},
      workerInterceptors: {},
      sinks: { exporter: { export: { fn: () => undefined } } },
      workflowInterceptorModules: modules,
    };
  }
  const clientInterceptors = { workflow: [new OpenTelemetryWorkflowClientInterceptor({ tracer })] };
  return {
    clientInterceptors,
    workerInterceptors: {
      client: clientInterceptors,
      activity: [
        (context) => ({
          inbound: new OpenTelemetryActivityInboundInterceptor(context, { tracer }),
          outbound: new OpenTelemetryActivityOutboundInterceptor(context),
        }),
      ],
    },
    sinks: { exporter: makeWorkflowExporter(spans.processor, spans.resource) },
    workflowInterceptorModules: modules,
  };
}
