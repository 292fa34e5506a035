import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { signedInAs } from './console-browser.js';

type Fields = readonly (readonly [string, string])[];

describe('people and agents, governed in the console', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let admin: string;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    admin = await store.account('acme');
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  async function send(path: string, fields: Fields) {
    const browser = await signedInAs(gateway, admin);
    const answer = await browser.post(path, [
      ['csrf', browser.word],
      ...fields.map(([a, b]): [string, string] => [a, b]),
    ]);
    return { answer, after: await browser.get('/console/people') };
  }
  const listed = async (plural: 'people' | 'agents', id: string) => {
    const { json } = await gateway.call('GET', `/api/v1/${plural}`, { token: admin });
    return json.find((row) => row['id'] === id);
  };
  const ada: Fields = [
    ['kind', 'person'],
    ['id', 'ada'],
    ['name', ' Ada <b>'],
    ['role', 'operator'],
    ['role', 'approver'],
  ];

  it('are added, changed, and each act stands in the ledger in the name of who did it', async () => {
    const added = await send('/console/people/add', ada);
    expect([added.answer.status, added.answer.headers.location]).toEqual([303, '/console/people']);
    expect(added.after.text).toContain('Ada &lt;b&gt; (person ada) is added');
    expect(await listed('people', 'ada')).toMatchObject({ name: 'Ada <b>', roles: ['operator', 'approver'] });
    await send('/console/people/add', [
      ['kind', 'agent'],
      ['id', 'night'],
      ['name', 'Night'],
    ]);
    expect(await listed('agents', 'night')).toMatchObject({ roles: [], state: 'active' });
    const changed = await send('/console/people/change', [
      ['kind', 'person'],
      ['id', 'ada'],
      ['role', 'viewer'],
      ['state', 'suspended'],
    ]);
    expect(changed.after.text).toContain('The person ada is suspended now, with the roles viewer.');
    expect(await listed('people', 'ada')).toMatchObject({ roles: ['viewer'], state: 'suspended' });
    const { json } = await gateway.call('GET', '/api/v1/ledger?subject=person/ada', { token: admin });
    expect(json).toMatchObject([
      { actor: 'person/admin', data: { change: 'changed', door: 'session', roles: ['viewer'], state: 'suspended' } },
      { actor: 'person/admin', data: { change: 'added', door: 'session', roles: ['operator', 'approver'] } },
    ]);
  });

  it('show in their forms what holds now', async () => {
    const { after } = await send('/console/people/change', [
      ['kind', 'person'],
      ['id', 'ada'],
      ['role', 'approver'],
      ['state', 'paused'],
    ]);
    const form = /id="change-person-ada"[\s\S]*?<\/form>/.exec(after.text)?.[0] ?? '';
    expect(form.match(/value="\w+" checked/g)).toEqual(['value="approver" checked']);
    expect(form).toContain('<option value="paused" selected');
  });

  it.each([
    [
      'the last admin',
      'change',
      [
        ['kind', 'person'],
        ['id', 'admin'],
        ['state', 'active'],
      ],
      409,
      'the last active admin',
    ],
    [
      'somebody unknown',
      'change',
      [
        ['kind', 'agent'],
        ['id', 'ada'],
        ['state', 'active'],
      ],
      404,
      'no agent ada',
    ],
    [
      'a state that is none',
      'change',
      [
        ['kind', 'person'],
        ['id', 'ada'],
        ['state', 'gone'],
      ],
      400,
      'choose a state',
    ],
    [
      'an id that is taken',
      'add',
      [
        ['kind', 'agent'],
        ['id', 'admin'],
        ['name', 'x'],
      ],
      409,
      'is taken in this account',
    ],
    [
      'an id that is none',
      'add',
      [
        ['kind', 'person'],
        ['id', 'Ada!'],
        ['name', 'x'],
      ],
      400,
      'an id has at most 63',
    ],
    [
      'no name',
      'add',
      [
        ['kind', 'person'],
        ['id', 'bob'],
        ['name', ' '],
      ],
      400,
      'give a name',
    ],
    [
      'a role that is none',
      'add',
      [
        ['kind', 'person'],
        ['id', 'bob'],
        ['name', 'B'],
        ['role', 'root'],
      ],
      400,
      'roles of',
    ],
    [
      'what is neither',
      'add',
      [
        ['kind', 'cat'],
        ['id', 'bob'],
        ['name', 'B'],
      ],
      400,
      'choose a person or an agent',
    ],
  ] as const)('are left as they are for %s, which is said', async (_name, act, fields, status, words) => {
    const before = await gateway.call('GET', '/api/v1/people', { token: admin });
    const { answer } = await send(`/console/people/${act}`, fields);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
    expect(answer.text).toContain('<a href="/console/people">Go back</a>');
    expect((await gateway.call('GET', '/api/v1/people', { token: admin })).text).toBe(before.text);
  });
});
