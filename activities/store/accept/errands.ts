import { randomUUID } from 'node:crypto';
import type { Json } from '../../../domain/canonical-json.js';
import type { Transaction } from '../database.js';
import { CHANNEL } from '../listen.js';

/** What is to be done in Temporal: a workflow to start, a message for one, or the end of one. */
export interface Errand {
  readonly kind: 'start' | 'signal' | 'update' | 'cancel';
  /** The type of the workflow, or the name of the message. */
  readonly name: string;
  readonly workflowId: string;
  readonly args: readonly Json[];
  /** W3C trace headers of the request, so that the workflow continues its trace. */
  readonly trace: Readonly<Record<string, string>>;
  /** Search attributes of a workflow from its start. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * Accepts work for Temporal together with whatever else this transaction writes. Its commit wakes the relay, which sends it
 * now or when Temporal is back.
 */
export async function acceptErrand(
  tx: Transaction,
  { kind, name, workflowId, args, trace, attributes = {} }: Errand,
): Promise<{ id: string }> {
  const id = randomUUID();
  await tx.query(
    `INSERT INTO inbox (account, id, kind, name, workflow_id, args, trace, attributes)
     VALUES (current_account(), $1, $2, $3, $4, $5, $6, $7) RETURNING pg_notify($8, '')`,
    [
      ...[id, kind, name, workflowId, JSON.stringify(args), JSON.stringify(trace), JSON.stringify(attributes)],
      CHANNEL.errand,
    ],
  );
  return { id };
}
