import { generateKeyPairSync, sign } from 'node:crypto';
import type { APIEmbed } from 'discord-api-types/v10';
import { faultsIn, faultsInModal } from './discord-checks.js';
import type { Answer, TestGateway } from './gateway.js';

/** The gateway's answer to an interaction, taken apart. */
export interface Shown {
  readonly status: number;
  readonly type: number;
  /** What the person reads, without the backslashes that keep it words. */
  readonly text: string;
  readonly buttons: Readonly<Record<string, string>>;
  readonly ephemeral: boolean;
  /** The name of the window that opened. */
  readonly window: string | undefined;
  readonly raw: Answer;
}

export interface Posting {
  /** Seconds that the clock of the sender is away from ours. */
  readonly late?: number;
  /** In place of the signature that fits. */
  readonly signature?: string;
  /** Sent in place of what was signed. */
  readonly forged?: string;
}

/** Discord as it calls the gateway: with interactions that it has signed. */
export function discordCaller() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  let count = 0;

  async function post(gateway: TestGateway, interaction: object, posting: Posting = {}): Promise<Shown> {
    return send(gateway, signed(interaction, posting));
  }

  function signed(interaction: object, { late = 0, signature, forged }: Posting = {}) {
    const body = JSON.stringify(interaction);
    const timestamp = String(Math.floor(Date.now() / 1000) + late);
    const right = sign(null, Buffer.from(timestamp + body), privateKey).toString('hex');
    return { timestamp, signature: signature ?? right, body: forged ?? body };
  }

  async function send(gateway: TestGateway, { timestamp, signature, body }: ReturnType<typeof signed>): Promise<Shown> {
    const headers = { 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp };
    return shownOf(await gateway.call('POST', '/discord/interactions', { body, headers }));
  }

  const base = (user: string) => {
    count += 1;
    const id = String(300_000_000_000_000_000n + BigInt(count));
    return {
      ...{ id, application_id: '107', token: `token-${count}`, version: 1, channel_id: '207000000000000001' },
      member: { user: { id: user, username: 'somebody' }, roles: [] },
    };
  };
  return {
    publicKey: Buffer.from(x, 'base64url').toString('hex'),
    ...{ post, send, signed },
    click: (user: string, name: string) => ({ ...base(user), type: 3, data: { component_type: 2, custom_id: name } }),
    submit: (user: string, name: string, reason: string) => ({
      ...base(user),
      type: 5,
      data: {
        custom_id: name,
        components: [
          { type: 10, id: 1 },
          { type: 18, id: 2, component: { type: 4, id: 3, custom_id: 'reason', value: reason } },
        ],
      },
    }),
    command: (user: string, name: string, options: Readonly<Record<string, string>> = {}) => ({
      ...base(user),
      type: 2,
      data: {
        ...{ id: '407', name: 'reeve', type: 1 },
        options: [
          {
            ...{ name, type: 1 },
            options: Object.entries(options).map(([option, value]) => ({ name: option, type: 3, value })),
          },
        ],
      },
    }),
  };
}

interface Data {
  readonly embeds?: readonly APIEmbed[];
  readonly components?: readonly { readonly components?: readonly { label: string; custom_id: string }[] }[];
  readonly flags?: number;
  readonly custom_id?: string;
}

function shownOf(raw: Answer): Shown {
  const { type, data = {} } = (raw.json ?? {}) as unknown as { readonly type?: number; readonly data?: Data };
  if (type === 4 || type === 7) assertNone(faultsIn({ ...data }));
  if (type === 9) assertNone(faultsInModal({ ...data }));
  const buttons = (data.components ?? []).flatMap(({ components = [] }) => components);
  return {
    ...{ status: raw.status, type: type ?? 0, raw, ephemeral: data.flags === 64 },
    text: readable(type === 9 ? JSON.stringify(data.components) : textOf(data.embeds ?? [])),
    buttons: Object.fromEntries(buttons.map(({ label, custom_id: name }) => [label, name])),
    window: type === 9 ? data.custom_id : undefined,
  };
}

function assertNone(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`Discord would not have taken: ${faults.join(', ')}`);
}

export function textOf(embeds: readonly APIEmbed[]): string {
  return embeds
    .flatMap(({ title = '', description = '', fields = [] }) => [
      title,
      description,
      ...fields.map(({ name, value }) => `${name} ${value}`),
    ])
    .filter((line) => line !== '')
    .join('\n');
}

function readable(text: string): string {
  return text.replaceAll(/\\+(?=[\\*_~`|<>#[\]():@+-])/g, '');
}
