import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Card } from '../../activities/notify/render/card.js';
import { discordMessage } from '../../activities/notify/render/discord.js';
import {
  type Click,
  clickNamed,
  digestIn,
  freezesOf,
  nameOf,
  personOf,
  planOf,
  subjectOf,
} from '../../activities/notify/render/discord-names.js';
import { confirmReply, detailsReply, reasonModal, saidReply } from '../../activities/notify/render/discord-replies.js';
import { escaped, plain } from '../../activities/notify/render/discord-text.js';
import { faultsIn, faultsInModal } from '../support/discord-checks.js';

const HASH = 'ab'.repeat(32);
const REQUEST = '5b0c6d0e-6a55-4c3f-9f0e-0f5d3f1f2a3b.1';
const card = (over: Partial<Card> = {}): Card => ({
  ...{ tone: 'asks', title: 'May it?', text: 'It must.', facts: [], changes: [], buttons: [] },
  ...over,
});
const silent = (message: object) => faultsIn({ ...message, allowed_mentions: { parse: [] } });

describe('words of others', () => {
  it.each([
    ['bold', '**b** __u__ ~~s~~', '\\*\\*b\\*\\* \\_\\_u\\_\\_ \\~\\~s\\~\\~'],
    ['code', '`x` ```y```', '\\`x\\` \\`\\`\\`y\\`\\`\\`'],
    ['a link', '[ok](https://evil.example)', '\\[ok\\]\\(https\\://evil.example\\)'],
    ['an address', 'https://evil.example', 'https\\://evil.example'],
    ['mentions', '@everyone <@1> <@&2> <#3>', '\\@everyone \\<\\@1\\> \\<\\@&2\\> \\<\\#3\\>'],
    ['a time and an emoji', '<t:1:R> <:a:1>', '\\<t\\:1\\:R\\> \\<\\:a\\:1\\>'],
    ['a heading, a quote and a list', '# a > b - c', '\\# a \\> b \\- c'],
    ['a backslash before markup', '\\*', '\\\\\\*'],
    ['what reorders text', 'a\u202Eb', 'a\\\\u{202e}b'],
    ['what hides', 'a\u200Bb\u0007', 'a\\\\u{200b}b\\\\u{7}'],
    ['half a character', 'a\uD83D', 'a\\\\u{d83d}'],
    ['lines', 'a\n# b', 'a \\# b'],
  ])('are words: %s', (_what, text, shown) => {
    expect(escaped(text, 200)).toBe(shown);
  });

  it.each([
    ['abcde', 5, 'abcde'],
    ['abcdef', 5, 'abcd…'],
    ['a**', 4, 'a\\*…'],
    ['ab\u{1F600}cd', 4, 'ab…'],
    ['ab\u{1F600}cd', 5, 'ab\u{1F600}…'],
  ])('cut %j at %i, never in the middle of a sign', (text, most, shown) => {
    expect(escaped(text, most)).toBe(shown);
  });

  it('never grow longer than there is room, and are well formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.integer({ min: 1, max: 60 }), (text, most) => {
        for (const shown of [escaped(text, most), plain(text, most)])
          expect(shown.length <= most && shown.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('names of buttons', () => {
  const long = `deploy:${'x'.repeat(112)}.1`;
  it.each<[string, Click]>([
    ['a yes', { does: 'approve', plan: planOf(HASH), subject: REQUEST }],
    ['changes to the longest', { does: 'request-changes', plan: planOf(HASH), subject: subjectOf(long) }],
    [
      'the second step of the longest',
      { does: 'confirm', person: personOf('18446744073709551615'), plan: planOf(HASH), subject: 'x'.repeat(45) },
    ],
    ['details', { does: 'details', subject: 'a.1' }],
    ['undo', { does: 'undo', subject: subjectOf(long) }],
    ['a freeze', { does: 'freeze' }],
    ['a thaw', { does: 'thaw', freezes: freezesOf(['a', 'b']) }],
    ['nothing', { does: 'cancel' }],
  ])('say %s and are read again', (_what, click) => {
    expect(nameOf(click).length).toBeLessThanOrEqual(100);
    expect(clickNamed(nameOf(click))).toEqual(click);
  });

  it('stand for a digest only where the id does not fit', () => {
    expect(subjectOf('x'.repeat(45))).toBe('x'.repeat(45));
    expect(subjectOf('x'.repeat(46))).toMatch(/^~[\w-]{30}$/);
    expect(digestIn(subjectOf(long))).toEqual({ digest: subjectOf(long).slice(1), longerThan: 45 });
    expect(digestIn(REQUEST)).toBeUndefined();
  });

  it.each([
    '',
    'approve',
    'approve/x/y',
    `approve/${'a'.repeat(32)}/`,
    `kill/${'a'.repeat(32)}/b`,
    'undo/a/b',
    'freeze/now',
  ])('mean nothing where they are not ours: %j', (name) => {
    expect(clickNamed(name)).toBeUndefined();
  });
});

describe('messages', () => {
  const buttons = [
    { does: 'approve', request: REQUEST, planHash: HASH },
    { does: 'reject', request: REQUEST, planHash: HASH },
    { does: 'request-changes', request: REQUEST, planHash: HASH },
    { does: 'details', request: REQUEST },
    { does: 'undo', intervention: 'x'.repeat(120) },
    { does: 'undo', intervention: 'another' },
  ] as const;

  it('show a card', () => {
    const { embeds, components } = discordMessage(
      card({
        facts: [['Target', 'flag/checkout_new']],
        changes: [{ path: 'value', before: 'false', after: '*true*' }],
        link: 'http://127.0.0.1:7420/console/approvals/a.1',
        buttons,
      }),
      'k/1',
    );
    expect(embeds).toEqual([
      {
        title: 'May it?',
        description: 'It must.\n[Open it in the console](http://127.0.0.1:7420/console/approvals/a.1)',
        color: 0xe0_9b_2d,
        fields: [
          { name: 'Target', value: 'flag/checkout\\_new', inline: true },
          { name: 'What changes', value: 'value\\: false → \\*true\\*', inline: false },
        ],
        footer: { text: 'reeve k/1' },
      },
    ]);
    expect(components.map((row) => row.components.map(({ custom_id }) => custom_id))).toEqual([
      [
        `approve/${HASH.slice(0, 32)}/${REQUEST}`,
        `reject/${HASH.slice(0, 32)}/${REQUEST}`,
        `request-changes/${HASH.slice(0, 32)}/${REQUEST}`,
        `details/${REQUEST}`,
        subjectOf('x'.repeat(120)).replace(/^/, 'undo/'),
      ],
      ['undo/another'],
    ]);
  });

  it('keep the lines of a list', () => {
    expect(discordMessage(card({ text: 'a: *\nb: c' }), 'k').embeds[0]?.description).toBe('a\\: \\*\nb\\: c');
  });

  it.each(['javascript:alert(1)', 'https://x/)[y](https://evil', 'https://x/ y', 'ftp://x/y'])(
    'hold no link such as %j',
    (link) => {
      expect(discordMessage(card({ link }), 'k').embeds[0]?.description).toBe('It must.');
    },
  );

  it('say how much is left out where not all of it fits', () => {
    const changes = Array.from({ length: 60 }, (_, n) => ({ path: `p${n}`, before: '_'.repeat(200), after: 'b' }));
    const { embeds } = discordMessage(card({ changes }), 'k');
    const shown = embeds[0]?.fields ?? [];
    expect(shown.at(-1)).toMatchObject({ name: 'And more', value: `${60 - shown.length + 1} lines left out here` });
  });

  const text = (maxLength: number) =>
    fc.oneof(fc.string({ unit: 'binary', maxLength }), fc.constant('_'.repeat(maxLength)), fc.constant(''));
  const anyCard = fc.record({
    tone: fc.constantFrom('asks', 'good', 'bad', 'over'),
    title: text(400),
    text: text(9_000),
    facts: fc.array(fc.tuple(text(300), text(2_000)), { maxLength: 40 }),
    changes: fc.array(fc.record({ path: text(900), before: text(3_000), after: text(3_000) }), { maxLength: 40 }),
    buttons: fc.constantFrom([], buttons),
    link: fc.constantFrom('https://reeve.example/console', 'no link'),
  }) as fc.Arbitrary<Card>;

  it('are taken by Discord whatever the card holds', () => {
    fc.assert(
      fc.property(anyCard, text(300), (any, key) => {
        expect(silent(discordMessage({ ...any, title: `t${any.title}` }, key))).toEqual([]);
        const sections = any.changes.map(({ path, before, after }) => ({ heading: path, lines: [before, after] }));
        expect(silent(detailsReply({ title: `t${any.title}`, sections }, any.link))).toEqual([]);
        const confirm = { does: 'confirm', person: '1', plan: planOf(HASH), subject: REQUEST } as const;
        expect(silent(confirmReply({ ...any, title: `t${any.title}` }, confirm))).toEqual([]);
        expect(silent(saidReply(`t${any.text}`, any.link))).toEqual([]);
        const click = { does: 'freeze' } as const;
        const modal = { click, title: `t${any.title}`, text: `t${any.text}`, placeholder: any.text, reason: any.text };
        expect(faultsInModal({ ...reasonModal(modal) })).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('are refused where they are over the limits, so that the check above means something', () => {
    const embed = discordMessage(card(), 'k').embeds[0];
    expect(silent({ embeds: [{ ...embed, title: 'x'.repeat(257) }] })).toEqual(['title']);
    expect(faultsIn({ embeds: [embed] })).toEqual(['mentions are not turned off']);
  });
});
