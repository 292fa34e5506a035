import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../activities/actions/index.js';
import { loadConfig } from '../../config/load.js';
import { capabilities } from '../../config/schema.js';
import { LEVEL_CAPABILITIES } from '../../domain/autonomy.js';

const load = (missing?: string) =>
  loadConfig({ env: { HOME: homedir(), ...(missing !== undefined && { REEVE_CAPABILITIES_MISSING: missing }) } });

describe('capabilities that are missing', () => {
  it('are none where nobody says so, and each one once', () => {
    expect(load().capabilities.missing).toEqual([]);
    expect(load('jobs, patrol,jobs').capabilities.missing).toEqual(['jobs', 'patrol']);
  });

  it('can be every one that a level or an action of the catalogue knows, and no other', () => {
    const known = new Set([...LEVEL_CAPABILITIES, ...ACTIONS.flatMap(({ card }) => card.needs)]);
    expect([...capabilities].toSorted()).toEqual([...known].toSorted());
    expect(() => load('patrol,petrol')).toThrow(
      /capabilities\.missing\.1 must be one of patrol, assistant, endpoints, jobs, sdwan-execution/,
    );
  });
});
