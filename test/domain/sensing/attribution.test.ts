import { describe, expect, it } from 'vitest';
import { attribute, type Surroundings } from '../../../domain/sensing/attribution.js';

const NOON = Date.UTC(2026, 5, 16, 12);
const around = (providerStatus: string | null): Surroundings => ({
  ...{ instance: 'web-1', template: 'web', region: '', provider: 'kubernetes', status: 'running', providerStatus },
  ...{ heartbeatAt: NOON - 600_000, siblings: 4, silentSiblings: 0, regionAll: 0, regionSilent: 0, changes: [] },
  certificateEndsAt: null,
});

describe('where to look first', () => {
  it.each([
    ['stopped', 'provider', 'its provider (kubernetes) says "stopped"'],
    ['missing', 'provider', 'its provider (kubernetes) says "missing"'],
    ['running', 'host', 'its provider (kubernetes) says "running"'],
    ['unknown', 'host', 'its provider (kubernetes) can not tell how it is'],
    [null, 'host', 'its provider (kubernetes) says nothing of it'],
  ] as const)('a provider that says %s: %s', (status, suspect, sentence) => {
    const found = attribute(around(status), NOON);
    expect(found.suspect).toBe(suspect);
    expect(found.sentences).toContain(sentence);
  });
});
