import { mkdir, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { resolvePart } from '../../tools/parts/index.js';
import { copyPackage, fromPackage } from '../../tools/resolver/npm.js';
import { aPart, openWorkshop, TINY, type Workshop, writeScript } from './tiny-part.js';

const recipe = { packageName: () => '@tiny/here', version: '2.0.0', symlinks: 'native/links.json' };
const part = aPart({ files: { tiny: 'native/bin/tiny' }, npm: recipe });
let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
});

afterEach(() => workshop.close());

describe('a part in an npm package', () => {
  it('is used where it lies, with the links that its postinstall would have made', async () => {
    const root = await laidDown([{ source: 'native/lib/a.so.1', target: 'native/lib/a.so' }]);
    const look = await fromPackage(part, recipe, workshop.settings, join(workshop.dir, 'app/src'));
    expect(look).toMatchObject({ kind: 'found', version: '2.0.0', files: { tiny: join(root, 'native/bin/tiny') } });
    expect(await readlink(join(root, 'native/lib/a.so'))).toBe('a.so.1');
  });

  it('is left alone where the links are there', async () => {
    const root = await laidDown([{ source: 'native/lib/a.so.1', target: 'native/lib/a.so' }]);
    await symlink(join(root, 'native/lib/a.so.1'), join(root, 'native/lib/a.so'));
    await fromPackage(part, recipe, workshop.settings, join(workshop.dir, 'app'));
    expect(await readlink(join(root, 'native/lib/a.so'))).toBe(join(root, 'native/lib/a.so.1'));
  });

  it('is copied whole for a node_modules that may not be written', async () => {
    await laidDown([{ source: 'native/lib/a.so.1', target: 'native/lib/a.so' }]);
    const draft = join(workshop.dir, 'draft');
    expect(await copyPackage(recipe, draft, join(workshop.dir, 'app'))).toBeUndefined();
    expect(await readlink(join(draft, 'native/lib/a.so'))).toBe('a.so.1');
  });

  it('may not point out of its folder', async () => {
    await laidDown([{ source: 'native/lib/a.so.1', target: '../../evil' }]);
    await expect(fromPackage(part, recipe, workshop.settings, join(workshop.dir, 'app'))).rejects.toThrow(
      'points out of',
    );
  });

  it('of another version is not taken', async () => {
    await laidDown([]);
    const newer = { ...recipe, version: '2.0.1' };
    expect(await fromPackage(part, newer, workshop.settings, join(workshop.dir, 'app'))).toEqual({
      kind: 'nothing',
      because: 'the npm package @tiny/here is 2.0.0, not 2.0.1',
    });
  });
});

it('PostgreSQL comes from its package where PATH has none', async () => {
  const found = await resolvePart('postgres', { ...workshop.settings, searchPath: [] }, workshop.onProgress);
  expect(found).toMatchObject({ source: 'package', version: '18.4' });
  expect(Object.keys(found.files)).toEqual(['initdb', 'postgres']);
});

async function laidDown(links: readonly { source: string; target: string }[]): Promise<string> {
  const root = join(workshop.dir, 'app/node_modules/@tiny/here');
  await writeScript(join(root, 'native/bin/tiny'), TINY);
  await mkdir(join(root, 'native/lib'), { recursive: true });
  await writeFile(join(root, 'native/lib/a.so.1'), 'x');
  await writeFile(join(root, 'native/links.json'), JSON.stringify(links));
  await writeFile(join(root, 'package.json'), JSON.stringify({ name: '@tiny/here', version: '2.0.0' }));
  return root;
}
