import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureFirstAccount, FIRST_ACCOUNT } from '../../workers/main/first-account.js';
import { openTestStore, type TestStore } from '../support/store.js';

describe('the first account', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());

  it('is made once, by one of many processes that start on the same empty database', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => ensureFirstAccount(store, ['first', 'machine'])));
    expect(made.filter((tokens) => Object.keys(tokens).length > 0)).toHaveLength(1);
    expect(await ensureFirstAccount(store, ['first'])).toEqual({});
    expect(await store.tamper('SELECT id FROM reeve.account')).toEqual([{ id: FIRST_ACCOUNT }]);
    expect(await store.tamper('SELECT name FROM reeve.token ORDER BY name')).toEqual([
      { name: 'first' },
      { name: 'machine' },
    ]);
  });
});
