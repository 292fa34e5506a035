import { InteractionType } from 'discord-api-types/v10';
import { z } from 'zod';

const Snowflake = z.string().regex(/^\d{1,20}$/);
const Person = z.object({ id: Snowflake });
const base = {
  id: Snowflake,
  application_id: Snowflake,
  token: z.string().min(1).max(2000),
  // In a server it is a member, in a direct message a user.
  member: z.object({ user: Person }).optional(),
  user: Person.optional(),
};
const Name = z.string().max(100);
const Option = z.object({
  name: z.string(),
  value: z.union([z.string().max(6000), z.number(), z.boolean()]).optional(),
});
const Subcommand = z.object({ name: z.string(), options: z.array(Option).max(25).default([]) });
/** In a label, or in a row as older clients send it. */
const Field = z.object({ custom_id: Name, value: z.string().max(4000) });
const Part = z.object({ component: Field.optional(), components: z.array(Field).max(5).optional() });

const Interaction = z.discriminatedUnion('type', [
  z.object({ type: z.literal(InteractionType.Ping) }),
  z.object({
    ...base,
    type: z.literal(InteractionType.ApplicationCommand),
    data: z.object({ name: z.string(), options: z.array(Subcommand).max(25).default([]) }),
  }),
  z.object({
    ...base,
    type: z.literal(InteractionType.MessageComponent),
    data: z.object({ custom_id: Name }),
  }),
  z.object({
    ...base,
    type: z.literal(InteractionType.ModalSubmit),
    data: z.object({ custom_id: Name, components: z.array(Part).max(10) }),
  }),
]);

export type Said =
  | { readonly kind: 'command'; readonly name: string; readonly options: Readonly<Record<string, string>> }
  | { readonly kind: 'pressed'; readonly name: string }
  | { readonly kind: 'sent'; readonly name: string; readonly fields: Readonly<Record<string, string>> };

/** Somebody at Discord said something. The token lets us answer them for a quarter of an hour, and is a secret. */
export interface Heard {
  readonly id: string;
  readonly application: string;
  readonly token: string;
  readonly user: string;
  readonly said: Said;
}

/** What Discord sent, or undefined where it is nothing that Reeve knows. */
export function read(text: string): 'ping' | Heard | undefined {
  const parsed = Interaction.safeParse(asJson(text));
  if (!parsed.success) return undefined;
  const { data: interaction } = parsed;
  if (interaction.type === InteractionType.Ping) return 'ping';
  const { id, application_id: application, token, member, user } = interaction;
  const person = member?.user.id ?? user?.id;
  return person === undefined ? undefined : { id, application, token, user: person, said: saidIn(interaction) };
}

type Known = Exclude<z.infer<typeof Interaction>, { type: InteractionType.Ping }>;

function saidIn(interaction: Known): Said {
  if (interaction.type === InteractionType.ApplicationCommand) {
    const [sub] = interaction.data.options;
    const options = (sub?.options ?? []).map(({ name, value }) => [name, String(value ?? '')] as const);
    return { kind: 'command', name: sub?.name ?? '', options: Object.fromEntries(options) };
  }
  const { custom_id: name } = interaction.data;
  if (interaction.type === InteractionType.MessageComponent) return { kind: 'pressed', name };
  const fields = interaction.data.components
    .flatMap(({ component, components = [] }) => [...(component ? [component] : []), ...components])
    .map((field) => [field.custom_id, field.value] as const);
  return { kind: 'sent', name, fields: Object.fromEntries(fields) };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
