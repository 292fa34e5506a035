import type { Mount } from '../door.js';
import { healthRoutes } from './health.js';
import { ledgerRoutes } from './ledger.js';
import { peopleRoutes } from './people.js';
import { statusRoutes } from './status.js';
import { tokenRoutes } from './tokens.js';
import { codecRoutes } from './codec.js';

export const routes: readonly Mount[] = [
  healthRoutes,
  statusRoutes,
  ledgerRoutes,
  peopleRoutes,
  tokenRoutes,
  codecRoutes,
];
