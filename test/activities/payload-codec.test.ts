import type { Payload } from '@temporalio/common';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CodecError,
  createPayloadCodec,
  decodePayloads,
  encodePayloads,
  loadCodecKeys,
} from '../../activities/adapters/payload-codec.js';
import { fromWire, toWire } from '../../activities/adapters/payload-wire.js';

const first = key(1);
const second = key(2);
const keys = loadCodecKeys(`k1:${first}`);

describe('the codec', () => {
  it('gives back whatever payload it took, and writes nothing of it', async () => {
    const codec = createPayloadCodec(keys);
    const bytes = fc.uint8Array({ maxLength: 300 });
    const payload = fc.record({
      metadata: fc.dictionary(fc.string({ maxLength: 20 }), bytes, { maxKeys: 5 }),
      data: bytes,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(payload, { maxLength: 4 }), async (payloads) => {
        const encoded = await codec.encode(payloads);
        for (const { metadata } of encoded) {
          expect(textOf(metadata?.['encoding'])).toBe('binary/encrypted');
          expect(textOf(metadata?.['encryption-key-id'])).toBe('k1');
        }
        expect((await codec.decode(encoded)).map(comparable)).toEqual(payloads.map(comparable));
      }),
    );
  });

  it('never encrypts the same twice to the same bytes, nor shows a word', async () => {
    const codec = createPayloadCodec(keys);
    const [one, two] = await codec.encode([aPayload('hunter2'), aPayload('hunter2')]);
    expect(Buffer.from(one?.data ?? [])).not.toEqual(Buffer.from(two?.data ?? []));
    expect(Buffer.from(one?.data ?? []).toString('latin1')).not.toMatch(/hunter2|json/);
  });

  it('encrypts with the first key and decrypts with each', async () => {
    const old = await createPayloadCodec(keys).encode([aPayload('old')]);
    const rotated = createPayloadCodec(loadCodecKeys(`k2:${second}\nk1:${first}`));
    const fresh = await rotated.encode([aPayload('new')]);
    expect(textOf(fresh[0]?.metadata?.['encryption-key-id'])).toBe('k2');
    expect((await rotated.decode([...old, ...fresh])).map(({ data }) => textOf(data))).toEqual(['"old"', '"new"']);
  });

  it('passes payloads that were never encrypted', async () => {
    const plain = aPayload('plain');
    expect(await createPayloadCodec(keys).decode([plain, {}])).toEqual([plain, {}]);
  });

  it('refuses a key it does not have', async () => {
    const encoded = await createPayloadCodec(loadCodecKeys(`k9:${first}`)).encode([aPayload('x')]);
    await expect(createPayloadCodec(keys).decode(encoded)).rejects.toThrow(
      /^a payload is encrypted with the key "k9", which is not/,
    );
  });

  it('refuses another key under the same id', async () => {
    const encoded = await createPayloadCodec(loadCodecKeys(`k1:${second}`)).encode([aPayload('x')]);
    await expect(createPayloadCodec(keys).decode(encoded)).rejects.toThrow(
      /^a payload encrypted with the key "k1" is damaged/,
    );
  });

  it('refuses every cut and every changed bit', async () => {
    const codec = createPayloadCodec(keys);
    const [whole] = await codec.encode([aPayload('x')]);
    const data = Buffer.from(whole?.data ?? []);
    const cut = Array.from({ length: data.length }, (_unused, length) => data.subarray(0, length));
    const changed = Array.from({ length: data.length * 8 }, (_unused, bit) => flipped(data, bit));
    for (const bytes of [...cut, ...changed, Buffer.concat([data, Buffer.of(0)])]) {
      await expect(codec.decode([{ ...whole, data: bytes }])).rejects.toBeInstanceOf(CodecError);
    }
  });

  it('refuses to encrypt what it would lose a part of', async () => {
    const outside = { ...aPayload('x'), externalPayloads: [{ sizeBytes: 1 as never }] };
    await expect(createPayloadCodec(keys).encode([outside])).rejects.toThrow(/external storage/);
  });
});

describe('the codec endpoint', () => {
  it('speaks the JSON of codec servers', () => {
    const payload = { metadata: { encoding: base64('json/plain') }, data: base64('"hunter2"') };
    const encoded = encodePayloads([payload], keys);
    expect(encoded).toEqual([
      {
        metadata: { encoding: base64('binary/encrypted'), 'encryption-key-id': base64('k1') },
        data: expect.stringMatching(/^[\w+/]+=*$/),
      },
    ]);
    expect(decodePayloads(encoded, keys)).toEqual([payload]);
  });

  it('takes payloads without data or metadata', () => {
    expect(decodePayloads(encodePayloads([{}], keys), keys)).toEqual([{ metadata: {}, data: '' }]);
    expect(decodePayloads([{ metadata: { encoding: base64('binary/null') } }], keys)).toEqual([
      { metadata: { encoding: base64('binary/null') }, data: '' },
    ]);
  });

  it.each([
    ['no data', undefined],
    ['too little data', base64('short')],
    ['no base64', '!!!'],
  ])('refuses an encrypted payload with %s', (_name, data) => {
    const metadata = { encoding: base64('binary/encrypted'), 'encryption-key-id': base64('k1') };
    expect(() => decodePayloads([{ metadata, data }], keys)).toThrow(CodecError);
  });
});

describe('the key file', () => {
  it('may hold comments, empty lines and Windows line ends', () => {
    const read = loadCodecKeys(`# keys\r\n\r\n k2:${second}\r\nk1: ${first}\r\n`);
    expect(read.current).toBe('k2');
    expect([...read.keys.keys()]).toEqual(['k2', 'k1']);
  });

  it.each([
    ['', 'the key file holds no key: add a line made by echo "k1:$(openssl rand -base64 32)"'],
    ['# only a comment', 'the key file holds no key: add a line made by echo "k1:$(openssl rand -base64 32)"'],
    [first, 'line 1 of the key file has no key id: write keyId:base64, the id of letters, digits, . _ -'],
    [`a b:${first}`, 'line 1 of the key file has no key id: write keyId:base64, the id of letters, digits, . _ -'],
    [`\nk1:${first}x`, 'the key "k1" on line 2 is not base64 of 32 bytes: make one with openssl rand -base64 32'],
    [`k1:${bytes(31)}`, 'the key "k1" on line 1 is not base64 of 32 bytes: make one with openssl rand -base64 32'],
    [`k1:${bytes(33)}`, 'the key "k1" on line 1 is not base64 of 32 bytes: make one with openssl rand -base64 32'],
    ['k1:', 'the key "k1" on line 1 is not base64 of 32 bytes: make one with openssl rand -base64 32'],
    [`k1:${first}\nk1:${second}`, 'line 2 of the key file uses the id "k1" again: give each key its own'],
  ])('is refused when it is %j', (text, sentence) => {
    expect(() => loadCodecKeys(text)).toThrow(new CodecError(sentence));
  });
});

describe('the wire form', () => {
  it('is the protobuf that other SDKs write', () => {
    const wire = toWire({ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"x"') });
    expect(wire.toString('hex')).toBe('0a160a08656e636f64696e67120a6a736f6e2f706c61696e1203227822');
  });

  it('holds lengths of several bytes', () => {
    const data = Buffer.alloc(300_000, 7);
    expect(Buffer.from(fromWire(toWire({ data })).data).equals(data)).toBe(true);
  });

  it.each([
    ['another field', '1a00', /tag 26/],
    ['a length beyond its end', '1205aa', /shorter/],
    ['a length without an end', '12ffffffffffff', /never ends/],
    ['no length', '12', /never ends/],
  ])('is refused with %s', (_name, hex, sentence) => {
    expect(() => fromWire(Buffer.from(hex, 'hex'))).toThrow(sentence);
  });
});

function key(filling: number): string {
  return Buffer.alloc(32, filling).toString('base64');
}

function bytes(count: number): string {
  return Buffer.alloc(count, 1).toString('base64');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function aPayload(value: string): Payload {
  return { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(value)) };
}

function textOf(value: Uint8Array | null | undefined): string {
  return Buffer.from(value ?? []).toString('utf8');
}

function comparable({ metadata, data }: Payload): unknown {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('hex')]);
  return { metadata: Object.fromEntries(entries), data: Buffer.from(data ?? []).toString('hex') };
}

function flipped(data: Buffer, bit: number): Buffer {
  const copy = Buffer.from(data);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
