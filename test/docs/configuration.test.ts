import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settings } from '../../config/settings.js';
import { CONFIGURATION_DOC, withSettings } from '../../tools/write-configuration-doc.js';

describe('docs/configuration.md', () => {
  const text = readFileSync(CONFIGURATION_DOC, 'utf8');

  it('is what the settings say: run "npx tsx tools/write-configuration-doc.ts" when this fails', () => {
    expect(text).toBe(withSettings(text));
  });

  it('names every setting with every variable', () => {
    for (const { key, variables } of settings) {
      expect(text).toContain(`\`${key}\``);
      for (const name of variables) expect(text).toContain(`\`${name}\``);
    }
  });

  it('says so when its marks are gone', () => {
    expect(() => withSettings('# Configuration')).toThrow('lost its marks');
  });
});
