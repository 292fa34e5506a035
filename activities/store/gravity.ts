import { SEVERITIES } from '../../domain/scales.js';

const listed = (words: readonly string[]) => `ARRAY[${words.map((word) => `'${word}'`).join(', ')}]`;

/** How grave, as a number that grows; the words themselves would stand in the order of the alphabet. */
export const gravityOf = (column: string) => `array_position(${listed(SEVERITIES)}, ${column})`;

/** To order by. */
export const GRAVEST_FIRST = `array_position(${listed(SEVERITIES.toReversed())}, severity)`;
