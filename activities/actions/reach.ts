import type { Database } from '../store/database.js';

/** What actions may touch. The worker that holds the credentials builds it; no action reaches further. */
export interface Reach {
  readonly db: Database;
}
