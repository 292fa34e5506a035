import { describe, expect, it } from 'vitest';
import { ACTIONS, actionFor, CATALOGUE } from '../../../activities/actions/index.js';
import { manual } from '../../../activities/actions/manual.js';
import { catalogued } from '../../../activities/spine/known.js';
import { changesTheWorld } from '../../../domain/action.js';
import { DEFAULT_CATEGORIES } from '../../../domain/policy/defaults.js';
import { VERBS } from '../../../domain/policy/row.js';

describe('the catalogue', () => {
  it('holds each id and each category once', () => {
    expect(new Set(ACTIONS.map(({ card }) => card.id)).size).toBe(ACTIONS.length);
    expect(new Set(ACTIONS.map(({ card }) => card.category)).size).toBe(ACTIONS.length);
    for (const action of ACTIONS) expect(CATALOGUE.get(action.card.id)).toBe(action);
  });

  it.each(ACTIONS.map((action) => [action.card.id, action] as const))('knows all of %s', (_id, { card, settle }) => {
    expect(card.id).toMatch(/^[a-z][a-z0-9-]{0,62}$/);
    expect(card.category).toMatch(/^[a-z][a-z0-9_.-]{0,99}$/);
    expect(VERBS).toContain(card.verb);
    expect(card.title.length).toBeGreaterThan(3);
    // What nothing puts back is irreversible, and says so.
    expect(card.undo === 'none' && changesTheWorld(card)).toBe(card.class === 'modify-irreversible');
    expect(settle.deadlineMs).toBeGreaterThan(settle.firstLookMs);
  });

  it.each(DEFAULT_CATEGORIES)('binds %s to an action of its own, or to a person', (category) => {
    const action = actionFor(category);
    const parameters = { category, text: 'do it' };
    expect(action === manual || action.card.category === category).toBe(true);
    const { parametersFault } = catalogued(
      { catalogue: CATALOGUE, missingCapabilities: [] },
      { action: 'manual', parameters },
    );
    expect(parametersFault === undefined).toBe(action === manual || action.card.handsOver === true);
  });

  it('lets no task stand in for what has an action of its own', () => {
    const parameters = { category: 'flag.set', text: 'do it' };
    expect(
      catalogued({ catalogue: CATALOGUE, missingCapabilities: [] }, { action: 'manual', parameters }).parametersFault,
    ).toBe('category: flag.set has an action of its own, feature-flag');
    expect(actionFor('flag.set').card.id).toBe('feature-flag');
    expect(actionFor('nobody.knows')).toBe(manual);
  });
});
