import { kubernetes } from './kubernetes.js';
import type { Provider } from './provider.js';
import { simulated } from './simulated.js';

/** Who runs machines: one file and one line each. */
export const PROVIDERS: readonly Provider[] = [simulated, kubernetes];

const BY_ID: ReadonlyMap<string, Provider> = new Map(PROVIDERS.map((provider) => [provider.id, provider]));

export function providerNamed(id: string): Provider | undefined {
  return BY_ID.get(id);
}
