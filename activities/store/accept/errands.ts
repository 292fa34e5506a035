import { randomUUID } from 'node:crypto';
import type { Json } from '../../../domain/canonical-json.js';
import type { Database } from '../database.js';

export interface Errand {
  readonly workflow: string;
  readonly workflowId: string;
  readonly args: readonly Json[];
  /** W3C trace headers of the request, so that the workflow continues its trace. */
  readonly trace: Readonly<Record<string, string>>;
}

/** Accepts work for Temporal. Once this resolves it is sent, now or when Temporal is back. */
export async function acceptErrand(db: Database, account: string, errand: Errand): Promise<{ id: string }> {
  const id = randomUUID();
  await db.withAccount(account, (tx) =>
    tx.query('INSERT INTO inbox (account, id, workflow, workflow_id, args, trace) VALUES ($1, $2, $3, $4, $5, $6)', [
      account,
      id,
      errand.workflow,
      errand.workflowId,
      JSON.stringify(errand.args),
      JSON.stringify(errand.trace),
    ]),
  );
  return { id };
}
