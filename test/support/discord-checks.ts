import type { APIEmbed } from 'discord-api-types/v10';

interface Component {
  readonly type: number;
  readonly components?: readonly Component[];
  readonly custom_id?: string;
  readonly label?: string;
  readonly style?: number;
  readonly url?: string;
}

/** What Discord would refuse in a message, in its order: one sentence each. */
export function faultsIn(message: Record<string, unknown>): readonly string[] {
  const {
    embeds = [],
    components = [],
    content,
  } = message as {
    embeds?: readonly APIEmbed[];
    components?: readonly Component[];
    content?: string;
  };
  const mentions = message['allowed_mentions'] as { parse?: unknown[]; users?: unknown; roles?: unknown } | undefined;
  const chars = embeds.reduce((all, embed) => all + charsOf(embed), 0);
  return [
    ...fault(embeds.length === 0 && !content, 'the message is empty'),
    ...fault(embeds.length > 10, 'more than 10 embeds'),
    ...fault(chars > 6000, `embeds of ${chars} characters`),
    ...embeds.flatMap(faultsOfEmbed),
    ...faultsOfRows(components),
    ...fault(mentions?.parse?.length !== 0 || mentions.users !== undefined, 'mentions are not turned off'),
  ];
}

function charsOf({ title = '', description = '', footer, author, fields = [] }: APIEmbed): number {
  const parts = [title, description, footer?.text ?? '', author?.name ?? ''];
  return [...parts, ...fields.flatMap(({ name, value }) => [name, value])].join('').length;
}

function faultsOfEmbed({ title = '', description = '', footer, url, fields = [] }: APIEmbed): readonly string[] {
  return [
    ...fault(title === '' && description === '', 'an embed says nothing'),
    ...fault(title.length > 256, 'title'),
    ...fault(description.length > 4096, 'description'),
    ...fault((footer?.text.length ?? 0) > 2048, 'footer'),
    // Its own check of addresses refuses hosts without a dot.
    ...fault(url !== undefined && !/^https?:\/\/[^/]+\.[a-z]{2,}/.test(url), 'embed url'),
    ...fault(fields.length > 25, 'fields'),
    ...fields.flatMap(({ name, value }) => [
      ...fault(name.length < 1 || name.length > 256, `field name of ${name.length}`),
      ...fault(value.length < 1 || value.length > 1024, `field value of ${value.length}`),
    ]),
  ];
}

function faultsOfRows(rows: readonly Component[]): readonly string[] {
  const buttons = rows.flatMap(({ components = [] }) => components);
  const names = buttons.map(({ custom_id }) => custom_id);
  return [
    ...fault(rows.length > 5, 'more than 5 rows'),
    ...fault(
      rows.some(({ type, components = [] }) => type !== 1 || components.length < 1 || components.length > 5),
      'a row',
    ),
    ...fault(new Set(names).size < names.length, 'two components of one name'),
    ...buttons.flatMap(({ type, custom_id = '', label = '', style = 0 }) => [
      ...fault(type !== 2, 'a component that is no button'),
      ...fault(custom_id.length < 1 || custom_id.length > 100, `custom_id of ${custom_id.length}`),
      ...fault(label.length < 1 || label.length > 80, 'label'),
      ...fault(style < 1 || style > 4, 'style'),
    ]),
  ];
}

/** What Discord would refuse in a window. */
export function faultsInModal(modal: Record<string, unknown>): readonly string[] {
  const {
    custom_id = '',
    title = '',
    components = [],
  } = modal as {
    custom_id?: string;
    title?: string;
    components?: readonly (Component & { component?: Component & { value?: string }; content?: string })[];
  };
  return [
    ...fault(custom_id.length < 1 || custom_id.length > 100, `custom_id of ${custom_id.length}`),
    ...fault(title.length < 1 || title.length > 45, `title of ${title.length}`),
    ...fault(components.length < 1 || components.length > 5, 'components'),
    ...components.flatMap(({ type, label = '', component, content = '' }) =>
      type === 10
        ? fault(content.length < 1 || content.length > 4000, 'text')
        : [
            ...fault(type !== 18 || component?.type !== 4, 'a field that is no labelled text'),
            ...fault(label.length < 1 || label.length > 45, 'label'),
            ...fault((component?.value?.length ?? 0) > 4000, 'value'),
          ],
    ),
  ];
}

function fault(is: boolean, what: string): readonly string[] {
  return is ? [what] : [];
}
