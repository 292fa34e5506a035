import { setTimeout } from 'node:timers/promises';
import { context, diag, DiagLogLevel, propagation, trace, type Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Config } from '../config/load.js';
import type { Log } from './log.js';
import { redactingExporter } from './telemetry/redacting-exporter.js';

export interface Telemetry {
  readonly tracer: Tracer;
  /** Where spans go; absent when no collector is configured. */
  readonly spans?: { readonly processor: SpanProcessor; readonly resource: Resource };
  /** Sends what is left, for a few seconds at most. */
  readonly shutdown: () => Promise<void>;
}

const exportMsMax = 5_000;
const shutdownMsMax = 6_000;

/** Starts tracing to the configured collector; without one, the tracer is OpenTelemetry's own that does nothing. */
export function startTelemetry({ telemetry }: Pick<Config, 'telemetry'>, log?: Log): Telemetry {
  const url = tracesUrl(telemetry);
  if (url === undefined) return { tracer: trace.getTracer('reeve'), shutdown: () => Promise.resolve() };
  if (log) diag.setLogger(quietDiagnostics(log), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });

  const resource = new Resource({ 'service.name': telemetry.serviceName, 'process.pid': process.pid });
  const exporter = new OTLPTraceExporter({ url, headers: { ...telemetry.headers }, timeoutMillis: exportMsMax });
  const processor = new BatchSpanProcessor(redactingExporter(exporter), { exportTimeoutMillis: exportMsMax });
  const provider = new NodeTracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(telemetry.sampleRatio) }),
    spanProcessors: [processor],
  });
  provider.register({ propagator: new W3CTraceContextPropagator() });
  return {
    tracer: provider.getTracer('reeve'),
    spans: { processor, resource },
    shutdown: () => stop(provider, log),
  };
}

/** OTEL_EXPORTER_OTLP_ENDPOINT is the collector, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT the very address: so says the standard. */
function tracesUrl({ otlpEndpoint, otlpTracesEndpoint }: Config['telemetry']): string | undefined {
  if (otlpTracesEndpoint !== undefined) return otlpTracesEndpoint;
  return otlpEndpoint === undefined ? undefined : `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces`;
}

/** A collector that is gone must neither hold up a drain nor fail it. */
async function stop(provider: NodeTracerProvider, log?: Log): Promise<void> {
  const gone = new AbortController();
  try {
    await Promise.race([provider.shutdown(), setTimeout(shutdownMsMax, undefined, { signal: gone.signal })]);
  } catch (error) {
    log?.warn({ err: error }, 'the last traces could not be sent to the collector');
  } finally {
    gone.abort();
    trace.disable();
    context.disable();
    propagation.disable();
    diag.disable();
  }
}

function quietDiagnostics(log: Log) {
  const warn = (message: string, ...details: unknown[]) => log.warn({ details }, `OpenTelemetry: ${message}`);
  return { error: warn, warn, info: warn, debug: warn, verbose: warn };
}
