import { gitops } from './gitops.js';
import type { Source } from './source.js';

/** What is fetched from outside before sensors look: one file and one line each. */
export const SOURCES: readonly Source[] = [gitops];
