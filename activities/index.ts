import { heartbeat } from '@temporalio/activity';
import type { Ports } from '../workflows/ports.js';
import type { Deps } from './deps.js';
import { signCheckpoints } from './ledger/checkpoint.js';

/** Binds every port to the world. Called once, by the worker. */
export function createActivities(deps: Deps): Ports {
  return {
    signCheckpoints: (request) => signCheckpoints(deps, request, (account) => heartbeat(account)),
    answer: () => Promise.resolve({ worker: deps.identity, at: Date.now() }),
  };
}
