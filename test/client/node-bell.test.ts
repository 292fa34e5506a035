import { expect, it } from 'vitest';
import { openBell } from '../../client/reeve/node-bell.js';

const here = () => new AbortController().signal;

it('counts everybody who waits, also of one node, and each once', async () => {
  const bell = openBell();
  const gone = new AbortController();
  const one = bell.listen('home web-1', 60_000, here());
  const two = bell.listen('home web-1', 60_000, gone.signal);
  const other = bell.listen('home web-2', 60_000, here());
  expect(bell.waiting()).toBe(3);
  gone.abort();
  two.end();
  expect(await two.heard).toBe(false);
  expect(bell.waiting()).toBe(2);
  bell.ring('home web-1');
  expect(await one.heard).toBe(true);
  expect(bell.waiting()).toBe(1);
  bell.close();
  expect(await other.heard).toBe(false);
  expect(await bell.listen('home web-1', 60_000, here()).heard).toBe(false);
  expect(bell.waiting()).toBe(0);
});
