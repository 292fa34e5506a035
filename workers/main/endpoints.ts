import type { Config } from '../../config/load.js';
import type { Endpoints } from './core.js';

/** Addresses from the configuration alone: production mode. */
export function configuredEndpoints({ database, temporal }: Config): Endpoints {
  const { url } = database;
  const missing = [...(url ? [] : ['DATABASE_URL']), ...(temporal.address ? [] : ['TEMPORAL_ADDRESS'])];
  if (!url || !temporal.address) {
    throw new Error(
      `${missing.join(' and ')} must be set for this command: set them, or run "reeve up", which brings its own`,
    );
  }
  return {
    database: databaseLogins(database, url),
    temporalAddress: temporal.address,
    ...(temporal.uiUrl && { temporalUi: temporal.uiUrl }),
  };
}

export function databaseLogins({ ownerUrl, relayUrl }: Config['database'], url: string): Endpoints['database'] {
  return { app: url, relay: relayUrl ?? url, owner: ownerUrl ?? url };
}
