// Compiles what runs into dist/, so that Reeve starts without its sources: `npm run build`.
// With --bundle-into FOLDER it also builds the workflow bundle there, for a machine that has no compiler for it.
import { spawnSync } from 'node:child_process';
import { cp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const draft = join(root, 'dist.new');
const dist = join(root, 'dist');
// What the compiler leaves behind and the code reads beside itself: SQL, the keeper, style sheets, stages, recipes.
const rooms = ['domain', 'workflows', 'activities', 'workers', 'client', 'config', 'tools/recipes'];
const compiled = new Set(['.ts', '.tsx']);

const bundleInto = folderOf(process.argv.slice(2));
await rm(draft, { recursive: true, force: true });
try {
  compile();
  const copied = await copyTheRest();
  await rm(dist, { recursive: true, force: true });
  await rename(draft, dist);
  console.log(`dist/ is built, with ${copied} files that were copied as they are`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await rm(draft, { recursive: true, force: true });
}
if (bundleInto !== undefined && !process.exitCode) await bundle(bundleInto);

function folderOf([flag, folder, ...more]) {
  if (flag === undefined) return undefined;
  if (flag !== '--bundle-into' || folder === undefined || more.length > 0) {
    console.error('usage: node tools/build.mjs [--bundle-into FOLDER]');
    process.exit(2);
  }
  return resolve(folder);
}

function compile() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', draft], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0)
    throw new Error('the sources do not compile, so dist/ stays as it was: correct what is named above');
}

async function copyTheRest() {
  const names = (await Promise.all(rooms.map(filesBelow))).flat().filter((name) => !compiled.has(extname(name)));
  for (const name of names) await cp(join(root, name), join(draft, name));
  return names.length;
}

async function filesBelow(room) {
  const entries = await readdir(join(root, room), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

/** The worker looks for the bundle by a hash of these very files, so it finds this one wherever dist/ is copied to. */
async function bundle(folder) {
  const { workflowBundle } = await import(pathToFileURL(join(dist, 'workers', 'bundle.js')).href);
  const quiet = () => undefined;
  const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: console.warn, error: console.error };
  for (const encrypted of [false, true]) await workflowBundle(folder, { encrypted, logger });
  console.log(`the workflow bundles are in ${join(folder, 'workflow-bundle')}`);
}
