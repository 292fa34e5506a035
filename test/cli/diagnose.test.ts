import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES, filesOf } from '../domain/diagnosis/cases.js';
import { run } from './run.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reeve-bundle-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const [memory] = CASES;
const files = memory ? filesOf(memory) : new Map<string, string>();
const keep = async (name: string, given: ReadonlyMap<string, string>) => {
  for (const [path, text] of given) {
    await mkdir(dirname(join(dir, name, path)), { recursive: true });
    await writeFile(join(dir, name, path), text);
  }
  return join(dir, name);
};
const tar = (given: ReadonlyMap<string, string>) =>
  Buffer.concat([
    ...[...given].flatMap(([path, text]) => {
      const head = Buffer.alloc(512);
      head.write(path, 0);
      head.write(`${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`, 124);
      head.write('0', 156);
      return [head, Buffer.from(text), Buffer.alloc((512 - (Buffer.byteLength(text) % 512)) % 512)];
    }),
    Buffer.alloc(1024),
  ]);

describe('diagnose', () => {
  it('draws the answer, and needs nothing but the folder', async () => {
    const { code, out, err } = await run('diagnose', '--bundle', await keep('good', files));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const part of [
      'FAULT  container.oom_killed',
      'How it came about',
      '└─▶',
      'What shows it',
      'What to do',
      'set-resources',
    ])
      expect(out).toContain(part);
  });

  it('says the same in JSON, by the contract, and of an archive', async () => {
    const folder = await run('diagnose', '--bundle', await keep('good', files), '--json');
    const packed = join(dir, 'good.tgz');
    await writeFile(packed, gzipSync(tar(new Map([...files].map(([path, text]) => [`incident/${path}`, text])))));
    const archive = await run('diagnose', '--bundle', packed, '--json');
    const [one, other] = [JSON.parse(folder.out), JSON.parse(archive.out)] as [
      Record<string, unknown>,
      Record<string, unknown>,
    ];
    expect({ ...one, tookMs: 0 }).toEqual({ ...other, tookMs: 0 });
    expect(one).toMatchObject({
      verdict: 'fault',
      cause: { code: 'container.oom_killed', resource: { kind: 'Deployment', namespace: 'shop', name: 'api' } },
      model: { calls: 0 },
      proposals: [{ action: 'set-resources', verdict: expect.stringContaining('default rows') }],
    });
    const facts = one['facts'] as readonly { id: string; at: string }[];
    expect(facts.every(({ at }) => /^\d{4}-\d\d-\d\dT/.test(at))).toBe(true);
    expect(facts.map(({ id }) => id)).toEqual(expect.arrayContaining((one['cause'] as { because: string[] }).because));
  });

  it.each([
    ['objects.json', '{"items": [', /objects\.json is damaged: .*; capture it anew/],
    ['alert.json', '[]', /alert\.json has another form/],
    ['bundle.json', '{"capturedAt": "soon"}', /capturedAt is no time \("soon"\)/],
  ])('a damaged %s is exit code 2, and named', async (name, text, said) => {
    const { code, out, err } = await run(
      'diagnose',
      '--bundle',
      await keep(`bad-${name}`, new Map([...files, [name, text]])),
    );
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(said);
  });

  it('refuses what is no bundle, links, paths that lead out, and what is too large', async () => {
    await mkdir(join(dir, 'empty'));
    expect(await run('diagnose', '--bundle', join(dir, 'empty'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('is no bundle'),
    });
    expect(await run('diagnose', '--bundle', join(dir, 'none'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('(ENOENT)'),
    });
    await mkdir(join(dir, 'link'));
    await symlink('/etc/hostname', join(dir, 'link/objects.json'));
    expect(await run('diagnose', '--bundle', join(dir, 'link'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('objects.json is a link'),
    });
    await mkdir(join(dir, 'linked'));
    await symlink('/var/log/pods', join(dir, 'linked/logs'));
    expect(await run('diagnose', '--bundle', join(dir, 'linked'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('logs is a link'),
    });
    await writeFile(join(dir, 'slip.tar'), tar(new Map([['../../evil.json', '{}']])));
    expect(await run('diagnose', '--bundle', join(dir, 'slip.tar'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('lies outside of the bundle'),
    });
    const bounded: readonly (readonly [string, ReadonlyMap<string, string>, string])[] = [
      ['large.tgz', new Map([['objects.json', ' '.repeat(65 * 2 ** 20)]]), 'has more than 64 MiB'],
      ['many.tgz', new Map(Array.from({ length: 5_001 }, (_, place) => [`logs/a/b/${place}.log`, ''])), '5000 files'],
    ];
    for (const [name, given, said] of bounded) {
      await writeFile(join(dir, name), gzipSync(tar(given)));
      expect(await run('diagnose', '--bundle', join(dir, name))).toMatchObject({
        code: 2,
        err: expect.stringContaining(said),
      });
    }
    const huge = await keep('huge', files);
    await truncate(join(huge, 'objects.json'), 70 * 2 ** 20);
    expect(await run('diagnose', '--bundle', huge)).toMatchObject({
      code: 2,
      err: expect.stringContaining('objects.json has more than 64 MiB'),
    });
  });

  it('reads the end of a log of a gigabyte, and shows neither secrets nor what moves a cursor', async () => {
    const log = [...files.keys()].find((path) => path.endsWith('main.log')) ?? '';
    const said = 'ERROR \u001B[31mlogin failed\u202E password=hunter2hunter2 for ada@example.com invalid credentials';
    const folder = await keep('log', new Map([...files, [log, `${said}\n`.repeat(50)]]));
    const whole = await run('diagnose', '--bundle', folder, '--json');
    expect(whole.out).toContain('invalid credentials');
    expect(whole.out).not.toMatch(/hunter2|ada@|\\u001b|\u202E/i);
    await truncate(join(folder, log), 2 ** 30);
    expect(await run('diagnose', '--bundle', folder, '--json')).toMatchObject({ code: 0 });
  });
});

describe('what is something else', () => {
  it.each([
    ['{"a":1}', 'is no kubeconfig: it names neither clusters nor contexts'],
    ['hello', 'is no kubeconfig: it names neither clusters nor contexts'],
    ['\0ELF\0', "can't be read (it is no YAML)"],
  ])('a kubeconfig that holds %j is refused in one sentence that says what to do', async (text, said) => {
    const path = join(dir, 'other.yaml');
    await writeFile(path, text);
    const { code, out, err } = await run('diagnose', '-n', 'shop', '--kubeconfig', path);
    expect([code, out, err.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(err).toContain(said);
    expect(err).toContain('name the file that kubectl uses with --kubeconfig');
  });

  it('JSON that holds no objects is refused in one sentence that says what to do', async () => {
    const path = join(dir, 'other.json');
    await writeFile(path, '{"a":1}');
    const { code, out, err } = await run('diagnose', '--bundle', path);
    expect([code, out, err.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(err).toMatch(/holds no objects of Kubernetes .*: give what "kubectl get .* -o json" prints/);
  });
});

describe('causes', () => {
  it('are listed by family, and as they were in JSON', async () => {
    const { out } = await run('causes', 'list');
    expect(out).toMatch(/^container\n {2}container\.oom_killed {2,}The container used more memory/m);
    const headings = out.split('\n').filter((line) => /^\S/.test(line));
    expect(headings.length).toBe(new Set(headings).size);
    const [first] = JSON.parse((await run('causes', 'list', '--json')).out) as readonly object[];
    expect(Object.keys(first ?? {}).toSorted()).toEqual(['code', 'depth', 'means', 'remedy', 'signs']);
  });

  it.each([
    ['oom', 'did you mean container.oom_killed?'],
    ['storage.full', 'did you mean storage.volume_full, '],
    ['image.pull', 'image.pull_failed'],
    ['zzz', 'there is no cause "zzz": "reeve causes list" shows all'],
  ])('near matches of %s are offered', async (given, said) => {
    expect(await run('causes', 'show', given)).toMatchObject({ code: 2, err: expect.stringContaining(said) });
  });

  it('lists and shows them, and says what was meant', async () => {
    expect((await run('causes', 'list', '--family', 'node')).out).toContain('node.disk_pressure');
    expect((await run('causes', 'show', 'storage.volume_full')).out).toContain('What to do');
    expect(await run('causes', 'show', 'storage.volume_ful')).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean storage.volume_full?'),
    });
    expect(await run('causes', 'list', '--family', 'nodes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--family takes one of'),
    });
  });
});
