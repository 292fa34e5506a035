import { type Span, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Observer, Seen, Stage } from '../../activities/spine/observer.js';
import type { Metrics } from '../metrics.js';

type Counters = Pick<Metrics, 'interventions' | 'judgements' | 'refusals'>;

/** A span for each stage of an intervention, within that of its activity, and the counters of what came of it. */
export function spineObserver(tracer: Tracer, counters: Counters): Observer {
  return {
    during: (stage, { account, key }, work) =>
      tracer.startActiveSpan(`intervention ${stage}`, async (span) => {
        span.setAttributes({ 'reeve.account': account, 'reeve.intervention': key, 'reeve.stage': stage });
        let seen: Seen = {};
        try {
          const value = await work((more) => (seen = { ...seen, ...more }));
          write(span, stage, seen);
          count(counters, stage, seen);
          return value;
        } catch (error) {
          write(span, stage, seen);
          // The message and the stack stand in the span of the activity around this one.
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      }),
  };
}

function write(span: Span, stage: Stage, { action, decision, outcome, rules }: Seen): void {
  if (action !== undefined) span.setAttribute('reeve.action', action);
  if (decision !== undefined) span.setAttribute('reeve.decision', decision);
  if (outcome !== undefined) span.setAttribute('reeve.outcome', outcome);
  if (rules !== undefined)
    span.setAttribute(
      'reeve.rules',
      rules.map(({ rule, says }) => `${rule}: ${says}`),
    );
  if (stage === 'apply' && decision === 'applied') span.addEvent('applied');
  if (stage === 'judge' && decision === 'refuse')
    for (const rule of refusing(rules)) span.addEvent('refused', { 'reeve.rule': rule });
}

/** A step that is only said again, since its first answer was lost on the way, has been counted. */
function count(counters: Counters, stage: Stage, { action = 'unknown', decision, outcome, rules, again }: Seen): void {
  if (again === true) return;
  if (stage === 'end' && outcome !== undefined) counters.interventions.inc({ action, outcome });
  if (stage !== 'judge' || decision === undefined) return;
  counters.judgements.inc({ decision });
  if (decision === 'refuse') for (const rule of refusing(rules)) counters.refusals.inc({ rule });
}

function refusing(rules: Seen['rules'] = []): readonly string[] {
  return rules.filter(({ says }) => says === 'refuse').map(({ rule }) => rule);
}
