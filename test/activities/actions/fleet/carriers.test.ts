import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reach } from '../../../../activities/actions/reach.js';
import { wayTo } from '../../../../activities/actions/fleet/carriers.js';
import { aPlace } from '../../../support/provided.js';
import { openTestStore, type TestStore } from '../../../support/store.js';

describe('the machine of an instance', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());

  const clusters = { prod: aPlace('none'), theirs: aPlace('none', { accounts: ['other'] }) };
  const wayOf = async (providerId: string | null) => {
    const reach = { db: store.db, clusters } as Partial<Reach> as Reach;
    const seen = { id: 'web-1', provider: 'kubernetes', providerId, machine: '', silentMs: null };
    const way = await wayTo('drain', { account: 'home', reach }, seen);
    return way.by === 'provider' ? way.named : way.by;
  };

  it.each([
    ['prod/n-1', 'kubernetes prod/n-1'],
    [null, 'kubernetes prod/web-1'],
    ['theirs/n-1', 'people'],
    ['__proto__/n-1', 'people'],
    ['/n-1', 'people'],
    ['', 'people'],
    // Less its last letter it would be the name of a cluster.
    ['prodx', 'people'],
  ])('called %j is told by %s', async (providerId, named) => {
    expect(await wayOf(providerId)).toBe(named);
  });
});
