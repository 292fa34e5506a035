import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { bundleOf, crashing, event, node, type Parts, pod, serviceFor, workload } from './bundles.js';
import { env, unit } from './company.js';

const unpulled = (app: string) => [
  ...workload(app, [pod(app, 'a', { waiting: 'ErrImagePull', message: `reg.example/${app}:9: not found` })]),
  event(['Pod', `${app}-7d9f8b6c5d-a`], 'Failed', `Failed to pull image "reg.example/${app}:9": not found`),
];
const container = { resources: { limits: { memory: '384Mi' } } };
const killed = (app: string) =>
  workload(app, [pod(app, 'a', crashing(137, 'OOMKilled', { container }))], { container });
const found = (parts: Parts, more: object = {}) => diagnose({ ...parseBundle(bundleOf(parts)), ...more });
const logs = 'absent';

describe('several faults at once', () => {
  it('are a list, each with its cause, its object, its remedy and its action', () => {
    const all = found({
      objects: [...killed('web'), ...unpulled('mail'), ...unit('well')],
      sources: { logs },
    });
    const { cause, others, alternatives, summary } = all;
    const named = [cause, ...others].map((one) => `${one?.code} ${one?.resource.name}`).toSorted();
    expect(named).toEqual(['container.oom_killed web', 'image.not_found mail']);
    const [other] = others;
    expect(summary).toContain(`Also broken, of its own: Deployment shop/${other?.resource.name} (${other?.code}).`);
    expect([other?.remedy, other?.inWords, other?.because]).toEqual([
      expect.stringMatching(/\w/),
      expect.stringMatching(/\.$/),
      expect.arrayContaining([expect.stringMatching(/^f\d/)]),
    ]);
    expect(alternatives.map(({ resource }) => resource.name)).not.toContain(other?.resource.name);
    const { proposals } = found({ objects: killed('web') });
    expect(proposals.map(({ action }) => action)).toEqual(['set-resources']);
    const own = [cause, ...others].find((one) => one?.code === 'container.oom_killed');
    const told = cause === own ? all.proposals : others.flatMap((one) => one.proposals);
    expect(told).toEqual(proposals);
  });

  it('are one, where the other only follows from it', () => {
    const { cause, others } = found({
      objects: [
        ...unit('web', [{ ...env({ MAIL: 'http://mail.shop.svc' }) }]),
        ...unpulled('mail'),
        serviceFor('mail'),
      ],
      logs: { 'shop/web-7d9f8b6c5d-a/main': 'error call mail.shop.svc failed: connect ECONNREFUSED\n'.repeat(5) },
    });
    expect([cause?.code, others]).toEqual(['image.not_found', []]);
  });

  it('of which none is what was asked about, are told beside the answer, without an action', () => {
    const { verdict, others, summary } = found({
      objects: [...unit('well'), ...killed('web')],
      question: 'Is well in shop all right?',
    });
    expect([verdict, others.map(({ code, proposals }) => [code, proposals])]).toEqual([
      'healthy',
      [['container.oom_killed', []]],
    ]);
    expect(summary).toContain('Also broken, of its own: Deployment shop/web');
  });
});

describe('a node that was asked about', () => {
  const target = { kind: 'Node', namespace: '', name: 'n1' };

  it('is said to be well, with all that fails on it', () => {
    const { cause, others, inWords, chain } = found(
      { objects: [node('n1'), ...killed('web'), ...unpulled('mail')], sources: { logs } },
      { target },
    );
    expect(inWords).toMatch(/^Node n1 is well: it is ready and under no pressure\. What fails on it has /);
    expect([cause, ...others].map((one) => `${one?.resource.name}`).toSorted()).toEqual(['mail', 'web']);
    expect(chain.join()).not.toContain('Node n1');
  });

  it('is not charged with what runs elsewhere', () => {
    const away = JSON.parse(JSON.stringify(killed('web')).replaceAll('"n1"', '"n2"')) as ReturnType<typeof killed>;
    const { verdict, cause, others } = found(
      { objects: [node('n1'), node('n2'), ...away, ...unit('mail')] },
      { target },
    );
    expect([verdict, cause?.code, others]).toEqual(['healthy', 'none.healthy', []]);
  });

  it('is the answer where it is not well, and healthy where nothing fails on it', () => {
    const bad = found({ objects: [node('n1', { ready: 'False', message: 'PLEG is not healthy' })] }, { target });
    expect([bad.cause?.code, bad.inWords]).toEqual(['node.not_ready', expect.not.stringContaining('is well')]);
    const well = found({ objects: [node('n1'), ...unit('web')] }, { target });
    expect([well.verdict, well.others]).toEqual(['healthy', []]);
  });
});
