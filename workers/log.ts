import { format } from 'node:util';
import { context, isSpanContextValid, trace } from '@opentelemetry/api';
import type { Logger as TemporalLogger, LogLevel, LogMetadata } from '@temporalio/common';
import {
  destination,
  pino,
  stdTimeFunctions,
  type ChildLoggerOptions,
  type DestinationStream,
  type Logger,
  type LoggerOptions,
} from 'pino';
import type { Config } from '../config/load.js';
import { toLogField, toLogText } from './log-fields.js';
import { prettyLine } from './log-pretty.js';

export type Log = Logger;

/** A logger that writes to stdout, where nothing secret-looking gets through: neither by its name nor by its shape. */
export function createLog({ log: { level, format } }: Pick<Config, 'log'>, to?: DestinationStream): Log {
  // Synchronous, so that the last words of a process that dies are not lost.
  const sink = to ?? destination({ dest: 1, sync: true });
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // pino would print an error its own way, with its secrets; here it is plain data before pino sees it.
    serializers: { err: (value: unknown) => value },
    hooks: {
      logMethod(given, write) {
        write.apply(this, cleaned(given));
      },
    },
    mixin: activeTrace,
  };
  return withCleanBindings(
    pino(options, format === 'pretty' ? { write: (line) => sink.write(prettyLine(line)) } : sink),
  );
}

/** The same log for Temporal's runtime, whose workers, workflows and activities then write like everyone else. */
export function temporalLogger(log: Log): TemporalLogger {
  const write = (level: LogLevel, message: string, meta: LogMetadata = {}) => {
    // Workflows run on the control queue only; that a worker of another queue has none is no news.
    const expected = message.startsWith('No workflows registered');
    log[expected ? 'debug' : levels[level]]({ ...meta }, message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

/** pino formats the bindings of the first logger only; children inherit this method and are made through it. */
function withCleanBindings(log: Log): Log {
  return Object.assign(Object.create(log) as Log, {
    child(this: Log, bindings: object, options?: ChildLoggerOptions): Log {
      const make: Log['child'] = log.child.bind(this);
      return make(fieldsOf(bindings), options);
    },
  });
}

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** pino takes `(message, …)`, `(fields, message, …)` or an error in place of the fields; out come plain fields and text. */
function cleaned(given: readonly unknown[]): [fields: Record<string, unknown>, message?: string] {
  const [first, ...rest] = given;
  if (typeof first === 'string') return [{}, toLogText(format(first, ...rest))];
  const fields = fieldsOf(first instanceof Error ? { err: first } : first);
  const [message, ...parts] = rest;
  if (message !== undefined) return [fields, toLogText(format(message, ...parts))];
  return first instanceof Error ? [fields, toLogText(first.message)] : [fields];
}

function fieldsOf(given: unknown): Record<string, unknown> {
  const plain = toLogField(given);
  return typeof plain === 'object' && plain !== null ? { ...plain } : plain === undefined ? {} : { value: plain };
}

/** Joins a line to the trace it was written in. */
function activeTrace(): Record<string, string> {
  const span = trace.getSpan(context.active())?.spanContext();
  return span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : {};
}
