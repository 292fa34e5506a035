import { z } from '@hono/zod-openapi';

const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  default: z.unknown().optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
});
const Content = z.record(z.string(), z.looseObject({ schema: Schema.optional() })).optional();
const Operation = z.looseObject({
  tags: z.array(z.string()).default(['other']),
  summary: z.string().default(''),
  'x-reeve-role': z.string().default('public'),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        schema: Schema.optional(),
      }),
    )
    .default([]),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string().default(''), content: Content })).default({}),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  components: z.looseObject({ schemas: z.record(z.string(), Schema).default({}) }).default({ schemas: {} }),
});
type Schema = z.infer<typeof Schema>;
type Schemas = Readonly<Record<string, Schema>>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export interface Parameter {
  readonly name: string;
  /** path, query or body. */
  readonly place: string;
  readonly required: boolean;
  readonly takes: string;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly role: string;
  readonly parameters: readonly Parameter[];
  readonly answers: readonly { readonly status: string; readonly description: string; readonly gives: string }[];
}

export interface OperationGroup {
  readonly tag: string;
  readonly operations: readonly Operation[];
}

/** What the API document says, in the order in which people look for it. */
export function operationGroups(document: unknown): readonly OperationGroup[] {
  const { paths, components } = Document.parse(document);
  const groups = new Map<string, Operation[]>();
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, given] of Object.entries(item)) {
      if (!METHODS.includes(method)) continue;
      const operation = Operation.parse(given);
      const [tag = 'other'] = operation.tags;
      groups.set(tag, [...(groups.get(tag) ?? []), shown(operation, { method, path }, components.schemas)]);
    }
  }
  return [...groups].map(([tag, operations]) => ({ tag, operations }));
}

function shown(
  { summary, parameters, requestBody, responses, 'x-reeve-role': role }: z.infer<typeof Operation>,
  at: Pick<Operation, 'method' | 'path'>,
  schemas: Schemas,
): Operation {
  return {
    ...at,
    summary,
    role,
    parameters: [
      ...parameters.map(({ name, in: place, required, schema }) => ({
        name,
        place,
        required,
        takes: takes(schema, schemas),
      })),
      ...bodyFields(requestBody?.content, schemas),
    ],
    answers: Object.entries(responses).map(([status, { description, content }]) => ({
      status,
      description,
      gives: Object.values(content ?? {})
        .map(({ schema }) => takes(schema, schemas))
        .join(' or '),
    })),
  };
}

function bodyFields(content: z.infer<typeof Content>, schemas: Schemas): readonly Parameter[] {
  const [given] = Object.values(content ?? {});
  const schema = given?.schema && resolved(given.schema, schemas);
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    place: 'body',
    required: schema?.required?.includes(name) ?? false,
    takes: takes(property, schemas),
  }));
}

function resolved(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return (name !== undefined && schemas[name]) || schema;
}

/** A schema in a few words. */
function takes(given: unknown, schemas: Schemas): string {
  const { data: schema } = Schema.safeParse(given);
  if (!schema) return '';
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.enum) return schema.enum.join(' | ');
  const [type = 'any'] = [schema.type ?? []].flat();
  if (type === 'array') return `list of ${takes(schema.items, schemas) || 'any'}`;
  const bounds = [
    schema.format,
    schema.minimum !== undefined && `from ${schema.minimum}`,
    schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER && `to ${schema.maximum}`,
    schema.maxLength !== undefined && `up to ${schema.maxLength} characters`,
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
  ].filter((bound) => typeof bound === 'string');
  return [type, ...bounds].join(', ');
}
