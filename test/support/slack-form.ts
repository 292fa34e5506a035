/** What Slack refuses, as its documents have it: the word for each fault, and where it is. */
export function faultsIn(blocks: unknown, most: number): readonly string[] {
  if (!Array.isArray(blocks)) return ['blocks are a list'];
  if (blocks.length > most) return [`${blocks.length} blocks, and ${most} are the most`];
  return blocks.flatMap((block: Any, at) =>
    faultsInBlock(block).map((fault) => `block ${at} (${block.type}): ${fault}`),
  );
}

type Any = Record<string, unknown> & { readonly type?: string };

function faultsInBlock(block: Any): readonly string[] {
  switch (block.type ?? '') {
    case 'header':
      return textFaults(block['text'], 150, ['plain_text']);
    case 'section':
      return [
        ...(block['text'] === undefined ? [] : textFaults(block['text'], 3000)),
        ...fieldFaults(block['fields']),
        ...(block['text'] === undefined && block['fields'] === undefined ? ['neither text nor fields'] : []),
      ];
    case 'actions':
      return actionFaults(block['elements']);
    case 'input':
      return inputFaults(block);
    default:
      return [`Reeve draws no such block`];
  }
}

function fieldFaults(fields: unknown): readonly string[] {
  if (fields === undefined) return [];
  if (!Array.isArray(fields) || fields.length === 0 || fields.length > 10) return ['1 to 10 fields'];
  return fields.flatMap((field) => textFaults(field, 2000));
}

function actionFaults(elements: unknown): readonly string[] {
  if (!Array.isArray(elements) || elements.length === 0 || elements.length > 25) return ['1 to 25 elements'];
  const ids = elements.map(({ action_id }: Any) => String(action_id));
  return [
    ...(new Set(ids).size === ids.length ? [] : ['two elements bear one action_id']),
    ...elements.flatMap(({ text, value, url, action_id }: Any) => [
      ...textFaults(text, 75, ['plain_text']),
      ...(lettersOf(value).length > 2000 ? ['a value over 2000 characters'] : []),
      ...(lettersOf(url).length > 3000 ? ['an address over 3000 characters'] : []),
      ...(String(action_id).length > 255 ? ['an action_id over 255 characters'] : []),
    ]),
  ];
}

function inputFaults({ label, element }: Any): readonly string[] {
  const { type, max_length = 3000, initial_value = '' } = element as Any & { max_length?: number };
  return [
    ...textFaults(label, 2000, ['plain_text']),
    ...(type === 'plain_text_input' ? [] : [`Reeve asks with plain_text_input, not ${type}`]),
    ...(max_length < 1 || max_length > 3000 ? ['max_length is 1 to 3000'] : []),
    ...(String(initial_value).length > max_length ? ['initial_value is over max_length'] : []),
  ];
}

export function textFaults(text: unknown, most: number, kinds = ['plain_text', 'mrkdwn']): readonly string[] {
  const { type = '', text: said } = (text ?? {}) as { type?: string; text?: unknown };
  if (!kinds.includes(type)) return [`a text is one of ${kinds.join(', ')}`];
  if (typeof said !== 'string' || said === '') return ['a text is empty'];
  // What is not escaped is Slack's own sign: a mention, a link, a date.
  if (/[<>]|&(?!(?:amp|lt|gt);)/.test(said)) return ['a text is not escaped'];
  return said.length > most ? [`a text of ${said.length} characters, and ${most} are the most`] : [];
}

export function viewFaults(view: Any): readonly string[] {
  const { title, submit, close, private_metadata = '', callback_id = '', blocks } = view;
  const asks = Array.isArray(blocks) && blocks.some(({ type }: Any) => type === 'input');
  return [
    ...(view.type === 'modal' ? [] : ['a view is a modal']),
    ...textFaults(title, 24, ['plain_text']),
    ...[submit, close].filter((one) => one !== undefined).flatMap((one) => textFaults(one, 24, ['plain_text'])),
    ...(String(private_metadata).length > 3000 ? ['private_metadata over 3000 characters'] : []),
    ...(String(callback_id).length > 255 ? ['callback_id over 255 characters'] : []),
    ...(asks && submit === undefined ? ['what asks needs a submit'] : []),
    ...faultsIn(blocks, 100),
  ];
}

function lettersOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
