import type { AddOffline } from '../command.js';

/** Commands that need neither a server nor the configuration. They are asked for in a hurry, so each starts without the rest. */
export const offline: ReadonlyMap<string, () => Promise<AddOffline>> = new Map([
  ['diagnose', async () => (await import('./diagnose.js')).diagnose],
  ['capture', async () => (await import('./capture.js')).capture],
  ['causes', async () => (await import('./causes.js')).causes],
]);
