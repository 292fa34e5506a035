import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { redact } from '../../domain/redaction.js';
import { isSecretKey, redacted } from '../../domain/secret-names.js';

/** Spans hold the messages and stacks of errors; a collector is outside the house, so they leave as clean as log lines. */
export function redactingExporter(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(clean), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function clean(span: ReadableSpan): ReadableSpan {
  const { message } = span.status;
  const events = span.events.map((event) => ({
    ...event,
    ...(event.attributes && { attributes: cleanAttributes(event.attributes) }),
  }));
  return Object.create(span, {
    attributes: { value: cleanAttributes(span.attributes), enumerable: true },
    status: { value: { ...span.status, ...(message !== undefined && { message: redact(message) }) }, enumerable: true },
    events: { value: events, enumerable: true },
  }) as ReadableSpan;
}

function cleanAttributes(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, typeof value === 'string' ? cleanText(key, value) : value]),
  );
}

function cleanText(key: string, value: string): string {
  return isSecretKey(key) ? redacted : redact(value);
}
