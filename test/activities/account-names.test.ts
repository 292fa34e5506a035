import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../support/store.js';

describe('the name of an account', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());

  it.each([
    ["here' OR true --"],
    ["x', true); DROP TABLE reeve.token; --"],
    ['here\u0000'],
    ['here\n'],
    ['Here'],
    ['-here'],
    ['here-'],
    ['he_re'],
    ['hére'],
    [''],
    ['*'],
    ['a'.repeat(64)],
  ])('takes no name that is no account: %j', async (name) => {
    await expect(store.db.withAccount(name, () => Promise.reject(new Error('it was let in')))).rejects.toThrow(
      'is not the name of an account',
    );
  });

  it.each(['a', '7', 'a-b', 'a'.repeat(63)])('takes the name %s, which no row has', async (name) => {
    expect(await store.db.withAccount(name, (tx) => tx.query('SELECT id FROM account'))).toEqual([]);
  });
});
