import { z } from 'zod';
import { ACTIONS, CATALOGUE } from '../actions/index.js';
import type { Catalogue } from '../store/read/catalogue.js';
import { catalogued } from './known.js';

/** The catalogue as the doors see it: the words of each action's file, without its code. */
export function readCatalogue(missingCapabilities: readonly string[]): Catalogue {
  const actions = ACTIONS.map(({ card, parameters }) => {
    const { $schema: _schema, ...schema } = z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' });
    return { ...card, parameters: schema };
  });
  return {
    actions,
    missingCapabilities,
    know(proposal) {
      const {
        action: _code,
        parameters: _read,
        ...known
      } = catalogued({ catalogue: CATALOGUE, missingCapabilities }, proposal);
      return known;
    },
  };
}
