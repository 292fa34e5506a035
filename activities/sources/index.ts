import { cveExposures } from './cve-exposures.js';
import { cveFeed } from './cve-feed.js';
import { gitops } from './gitops.js';
import { measurements } from './measurements.js';
import { providers } from './providers.js';
import type { Source } from './source.js';
import { tlsEndpoints } from './tls-endpoints.js';

/** What is fetched from outside before sensors look: one file and one line each. One that compares stands behind what it waits for. */
export const SOURCES: readonly Source[] = [gitops, tlsEndpoints, measurements, providers, cveFeed, cveExposures];
