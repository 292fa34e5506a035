import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../../domain/canonical-json.js';
import type { Plan } from '../../../domain/plan.js';
import { dropVersion, type LinkSeen, moveLink, openVersion, readBuild, readLink } from '../../store/fleet/packages.js';
import { inRows } from './in-rows.js';
import { fieldOf, textOf } from './on-node.js';

/** Takes the newest version of a module's package up, as a version of the module that is built and nothing more. */
export const packageModuleRefresh = inRows({
  card: {
    ...{ id: 'package-module-refresh', version: 1, title: 'Take a newer package up' },
    ...{ category: 'system.package_module.refresh', verb: 'notify_and_proceed' },
    ...{ class: 'modify-reversible', risk: 'medium', undo: 'inverse', needs: [] },
  },
  parameters: z.strictObject({}),
  kind: 'package-link',

  async find(tx, { account, target }) {
    const link = await readLink(tx, account, target.name);
    if (!link) return undefined;
    const { newest, version, module, lastVersion } = link;
    const isNew = newest !== null && newest !== version;
    const digest = digestOf(link);
    const isBuilt = !isNew && (await readBuild(tx, account, { module, version: lastVersion, digest })) !== undefined;
    return {
      effects: [
        { path: 'version', before: version, after: newest ?? version },
        { path: 'module', before: module, after: module },
        { path: 'built', before: isNew ? null : lastVersion, after: isNew ? lastVersion + 1 : lastVersion },
        { path: 'digest', before: isNew ? null : digest, after: digest },
      ],
      inverse: { version },
      touches: [{ kind: 'module', name: module }],
      impossible: isNew || isBuilt ? undefined : whyNone(link),
    };
  },
  async write(tx, { account, target: { name: id }, plan }, step) {
    const [before, after] = [textOf(plan, 'version', 'before'), textOf(plan, 'version', 'after')];
    const [from, to] = step === 'apply' ? [before, after] : [after, before];
    if (!(await moveLink(tx, account, { id, from, to }))) return `${id} is at another version than ${from} by now`;
    const build = buildOf(plan);
    const name = `version ${build.version} of ${build.module}`;
    if (step === 'undo')
      return (await dropVersion(tx, account, build)) ? undefined : `${name} has gone further than built, so it stays`;
    const changelog = `${before} to ${after}`;
    return (await openVersion(tx, account, { ...build, changelog })) ? undefined : `there is another ${name} by now`;
  },
  async shows(tx, { account, target, plan }, step) {
    const link = await readLink(tx, account, target.name);
    const build = await readBuild(tx, account, buildOf(plan));
    const isThere = (build !== undefined) === (step === 'apply');
    const isSo = isThere && link?.version === fieldOf(plan, 'version', step === 'apply' ? 'after' : 'before');
    const { module, version } = buildOf(plan);
    return {
      isSo,
      says: `${target.name} is at ${link?.version ?? 'nothing'}, and version ${version} of ${module} is ${build?.state ?? 'not there'}`,
    };
  },
});

function buildOf(plan: Pick<Plan, 'effects'>) {
  return {
    module: textOf(plan, 'module', 'after'),
    version: Number(fieldOf(plan, 'built', 'after')),
    digest: textOf(plan, 'digest', 'after'),
  };
}

/** What a module holds says what it is, so the same package makes the same digest wherever it is taken up. */
function digestOf({ module, repository, package: name, architecture, newest, version }: LinkSeen): string {
  const holds = canonicalJson([module, repository, name, architecture, newest ?? version]);
  return `sha256:${createHash('sha256').update(holds).digest('hex')}`;
}

function whyNone({ id, newest, version, package: name, repository }: LinkSeen): string {
  return newest === null
    ? `${repository} offers no ${name}: sync it first`
    : `${id} is at ${version} already, the newest that ${repository} offers`;
}
