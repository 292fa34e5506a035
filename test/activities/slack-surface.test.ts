import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlackSurface } from '../../activities/adapters/slack.js';
import type { Card } from '../../activities/notify/render/card.js';
import type { Surface } from '../../activities/notify/surface.js';
import { BOT_TOKEN, openTestSlack, type TestSlack, type Turn } from '../support/slack.js';

const CARD: Card = {
  ...{ tone: 'asks', title: 'Approve <!channel>?', text: 'see http://evil.example & more' },
  facts: [['Target', 'flag/checkout.new']],
  changes: [{ path: '/value', before: 'false', after: 'true' }],
  buttons: [{ does: 'details', request: 'r1' }],
};
const DONE: Card = { ...CARD, tone: 'good', title: 'Approved by bob', buttons: [] };

describe('the surface of Slack', () => {
  let slack: TestSlack;
  let surface: Surface;
  const access = (over = {}) => ({ token: BOT_TOKEN, apiUrl: slack.apiUrl, timeoutMs: 400, ...over });
  beforeEach(async () => {
    slack = await openTestSlack();
    surface = createSlackSurface(access());
  });
  afterEach(() => slack.close());

  async function posted(key: string, under?: string): Promise<string> {
    const said = await surface.post({ channel: 'C1', ...(under !== undefined && { under }) }, key, CARD);
    expect(said).toMatchObject({ state: 'said' });
    return said.state === 'said' ? said.ref : '';
  }

  it('posts, answers in the thread, edits, and finds each by its key', async () => {
    const since = Date.now() - 1000;
    const ref = await posted('k1');
    const answer = await posted('k2', ref);
    expect(slack.messages.get(answer)?.thread).toBe(ref);
    expect(await surface.find({ channel: 'C1' }, 'k1', since)).toBe(ref);
    expect(await surface.find({ channel: 'C1', under: ref }, 'k2', since)).toBe(answer);
    expect(await surface.find({ channel: 'C1' }, 'k2', since)).toBeUndefined();
    expect(await surface.find({ channel: 'C1' }, 'k9', since)).toBeUndefined();
    expect(await surface.find({ channel: 'C1' }, 'k1', Date.now() + 60_000)).toBeUndefined();
    expect(await surface.find({ channel: 'C1', under: '1.000001' }, 'k2', since)).toBeUndefined();
    expect(await surface.edit('C1', ref, DONE, 'k1')).toEqual({ state: 'said', ref });
    const held = slack.messages.get(ref);
    expect([held?.edits, JSON.stringify(held).includes('Approved by bob')]).toEqual([1, true]);
    expect(JSON.stringify(held)).not.toContain('reeve:details');
    // An edited message is still found.
    expect(await surface.find({ channel: 'C1' }, 'k1', since)).toBe(ref);
    expect(slack.faults).toEqual([]);
  });

  it('looks through many pages, and says when it could not look through all', async () => {
    const ref = await posted('first');
    const [one] = slack.messages.values();
    const chatter = (n: number) => {
      for (let at = 0; at < n; at += 1) {
        const ts = `${Math.ceil(Number(ref)) + slack.messages.size}.000001`;
        slack.messages.set(ts, { ...one!, ts, metadata: { event_type: 'other', event_payload: { key: 'first' } } });
      }
    };
    chatter(450);
    expect(await surface.find({ channel: 'C1' }, 'first', 0)).toBe(ref);
    expect(slack.calls.filter(({ method }) => method === 'conversations.history')).toHaveLength(3);
    chatter(2100);
    await expect(surface.find({ channel: 'C1' }, 'first', 0)).rejects.toThrow('too much was written there since');
  });

  const POST = 'chat.postMessage';
  it.each<[string, Turn, object]>([
    ['asked to wait', { status: 429, headers: { 'retry-after': '7' } }, { state: 'later', afterMs: 7000 }],
    ['asked to wait for who knows how long', { status: 429 }, { state: 'later', because: 'Slack asks to wait' }],
    ['told to wait in words', { error: 'ratelimited' }, { state: 'later' }],
    ['told that it is not well', { error: 'service_unavailable' }, { state: 'later' }],
    ['told that the channel is closed', { error: 'is_archived' }, { state: 'refused' }],
    ['told a word that nobody knows', { error: 'gremlins' }, { state: 'refused' }],
    ['told that it is not there', { status: 404 }, { state: 'refused' }],
    ['sent elsewhere', { status: 308, headers: { location: 'http://127.0.0.1:1/' } }, { doubtful: true }],
    ['told that something broke', { error: 'internal_error' }, { doubtful: true }],
    ['told that much broke', { error: 'fatal_error' }, { doubtful: true }],
    ['answered 503', { status: 503 }, { doubtful: true }],
    ['answered by a proxy', { status: 200, body: '<html>token=s3cr3t</html>' }, { doubtful: true }],
    ['answered with a list', { status: 200, body: '[]' }, { doubtful: true }],
    ['answered without end', { status: 200, body: ' '.repeat(5_000_000) }, { doubtful: true }],
    ['cut off', 'reset', { doubtful: true }],
    ['cut off after it was done', 'lost', { doubtful: true }],
    ['left without an answer', 'hang', { doubtful: true }],
  ])('is %s', async (_name, turn, want) => {
    slack.next(POST, turn);
    const post = surface.post({ channel: 'C1' }, 'k1', CARD).catch((error: Error) => ({ doubtful: true, error }));
    const said = (await post) as { because?: string; error?: Error };
    expect(said).toMatchObject(want);
    const words = said.error?.message ?? said.because ?? '';
    expect(words).not.toMatch(/xox|s3cr3t|<html/);
    expect(words).toMatch(/Slack/);
    // Nothing is tried twice by itself.
    expect(slack.calls).toHaveLength(1);
    // What is doubtful about an edit is only late: it may be made again.
    slack.next('chat.update', turn);
    const edited = await surface.edit('C1', '1.1', DONE, 'k1');
    expect(edited.state).toBe('doubtful' in want ? 'later' : (want as { state: string }).state);
    slack.next('conversations.history', turn);
    await expect(surface.find({ channel: 'C1' }, 'k1', 0)).rejects.toThrow('the channel could not be looked through: ');
  });

  it('does not come back at once when it is asked to wait for less than no time', async () => {
    slack.next(POST, { status: 429, headers: { 'retry-after': '-5' } });
    expect(await surface.post({ channel: 'C1' }, 'k1', CARD)).toEqual({
      state: 'later',
      because: 'Slack asks to wait',
    });
  });

  it('finds what was said although the answer was lost', async () => {
    slack.next(POST, 'lost');
    await expect(surface.post({ channel: 'C1' }, 'k1', CARD)).rejects.toThrow('nobody knows whether it was said');
    expect(await surface.find({ channel: 'C1' }, 'k1', Date.now() - 60_000)).toBe([...slack.messages.keys()][0]);
  });

  it('says what to do where it is refused', async () => {
    slack.channels.set('C2', 'archived').set('C3', 'not-a-member');
    for (const [channel, words] of [
      ['C2', 'the channel is archived: name another one with "reeve routes set"'],
      ['C3', 'not a member of the channel: invite the app there with "/invite @Reeve"'],
      ['C9', 'Slack knows no such channel'],
    ] as const)
      expect(await surface.post({ channel }, 'k', CARD)).toMatchObject({
        ...{ state: 'refused', because: expect.stringContaining(words) as string },
      });
    const stranger = createSlackSurface(access({ token: 'xoxb-0000000000-other' }));
    const said = await stranger.post({ channel: 'C1' }, 'k', CARD);
    expect(said).toMatchObject({
      state: 'refused',
      because: expect.stringContaining('REEVE_SLACK_BOT_TOKEN') as string,
    });
    expect(JSON.stringify(said)).not.toContain('xoxb-');
    expect(await surface.post({ channel: 'C1', under: '1.000001' }, 'k', CARD)).toEqual({ state: 'gone' });
  });

  it('knows a message that was removed, and a Slack that is away', async () => {
    expect(await surface.edit('C1', '1.000001', DONE, 'k')).toEqual({ state: 'gone' });
    await slack.down();
    expect(await surface.post({ channel: 'C1' }, 'k', CARD)).toEqual({
      ...{ state: 'later', because: "Slack can't be reached (ECONNREFUSED)" },
    });
    await slack.up();
    await posted('k');
  });
});
