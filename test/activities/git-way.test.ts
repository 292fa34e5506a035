import { describe, expect, it } from 'vitest';
import { wayTo } from '../../activities/adapters/git-way.js';

describe('the way of git to a repository', () => {
  it.each([
    ['https://192.0.43.8/x', [], { settings: [], ssh: [] }],
    ['https://Git.Within.test/x', ['git.within.TEST'], { settings: [], ssh: [] }],
    ['ssh://git@10.0.0.7/x', ['10.0.0.7'], { settings: [], ssh: [] }],
    ['file:///srv/git/x', [], { settings: [], ssh: [] }],
  ])('to %s is as it stands where %j are named', async (url, privateHosts, way) => {
    expect(await wayTo(url, privateHosts)).toEqual(way);
  });

  it.each([
    ['https://10.0.0.7/x', '10.0.0.7 stands in no public network'],
    ['ssh://git@[::ffff:10.0.0.7]/x', 'stands in no public network'],
    ['https://localhost/x', 'localhost stands in no public network'],
    ['ssh://git@a;id/x', '"a;id" is no name of a host'],
    ['ssh://git@-oProxyCommand=id/x', 'is no name of a host'],
  ])('to %s is none', async (url, because) => {
    await expect(wayTo(url, ['elsewhere.test'])).rejects.toThrow(because);
  });
});
