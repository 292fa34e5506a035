import { describe, expect, it } from 'vitest';
import { effective, merged, type SettingVersion } from '../../../domain/sensing/effective.js';
import { whole } from '../../../domain/sensing/parameters.js';

const parameters = { minutes: whole(5, 'minutes', [1, 60], 'x'), beats: whole(2, 'beats', [1, 9], 'x') };
const aVersion = (version: number, over: Partial<SettingVersion>): SettingVersion => ({
  ...{ place: '', version, values: {}, author: `person/${version}`, reason: 'x', at: new Date(version) },
  ...over,
});

describe('what counts at a place', () => {
  it.each([
    ['the default where nobody set anything', [], [], { value: 5, from: 'default' }],
    ['the account over the default', [aVersion(1, { values: { minutes: 7 } })], [], { value: 7, from: 'account' }],
    [
      'the nearer place over the wider',
      [aVersion(1, { place: 'template/a', values: { minutes: 8 } }), aVersion(1, { values: { minutes: 7 } })],
      ['template/a'],
      { value: 8, from: 'template/a' },
    ],
    [
      'nothing of another place',
      [aVersion(1, { place: 'template/b', values: { minutes: 8 } })],
      ['template/a'],
      { value: 5, from: 'default' },
    ],
    ['not what does not fit any more', [aVersion(1, { values: { minutes: 61 } })], [], { value: 5, from: 'default' }],
    ['what is just within', [aVersion(1, { values: { minutes: 60 } })], [], { value: 60, from: 'account' }],
    [
      'the one who brought it, not who set something else later',
      [
        aVersion(4, { values: { minutes: 7, beats: 3 } }),
        aVersion(3, { values: { minutes: 7 } }),
        aVersion(2, { values: { minutes: 6 } }),
        aVersion(1, { values: { minutes: 7 } }),
      ],
      [],
      { value: 7, author: 'person/3' },
    ],
    [
      'the wider place again once the nearer is taken back',
      [
        aVersion(2, { place: 'template/a', values: {} }),
        aVersion(1, { place: 'template/a', values: { minutes: 8 } }),
        aVersion(1, { values: { minutes: 7 } }),
      ],
      ['template/a'],
      { value: 7, from: 'account' },
    ],
  ] as const)('is %s', (_what, versions, places, expected) => {
    expect(effective(parameters, versions, places)[0]).toMatchObject(expected);
  });

  it('keeps what is set beside what is new, and leaves behind what no longer fits', () => {
    expect(merged(parameters, { minutes: 99, beats: 3 }, { minutes: 10 })).toEqual({ minutes: 10, beats: 3 });
  });
});
