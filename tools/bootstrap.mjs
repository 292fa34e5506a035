// What `npm start` and `npm test` run first. Plain Node and no dependency: it must work before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [task, ...args] = process.argv.slice(2);
refuseOldNode();
process.chdir(root);
install();

if (task === 'up') {
  const by = starter();
  // Where that is the first process of all (a container, or a starter that is gone already), nobody's end would be seen.
  const whileRunning = by > 1 ? ['--while-running', String(by)] : [];
  process.argv = [process.argv[0], join(root, 'bin/reeve.js'), 'up', ...whileRunning, ...args];
  await import('../bin/reeve.js');
} else {
  const { register } = await import('tsx/esm/api');
  register();
  process.argv = [process.argv[0], task, ...args];
  await import(`./tasks/${task}.ts`);
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Reeve needs Node 20.19 or newer and this is ${process.versions.node}: install a newer one from nodejs.org or with your version manager, then start again.`,
  );
  process.exit(1);
}

/** Installs exactly what the lockfile says, when that is not what is there. */
function install() {
  if (installed()) return;
  console.error('installing the packages of the lockfile (about half a minute, once) …');
  const { status, error } = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    const why = error ? error.message : 'npm ci failed, its words are above';
    console.error(
      `The packages could not be installed (${why}): check the network and the free disk space, then start again.`,
    );
    process.exit(1);
  }
}

/** npm writes down what it installed; optional packages are for other machines and may be missing. */
function installed() {
  const there = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(there)) return false;
  const read = (file) => Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages);
  const have = new Map(read(there));
  return read(join(root, 'package-lock.json')).every(
    ([path, { version, optional }]) => path === '' || optional || have.get(path)?.version === version,
  );
}

/** The npm that runs us, past the shell that it puts in between: when that is killed, Reeve stops too. */
function starter() {
  if (process.platform !== 'linux') return process.ppid;
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const [, name = '', rest = ''] = /\((.*)\) (.*)$/s.exec(stat) ?? [];
    return /^(?:sh|dash|bash|busybox)$/.test(name) ? Number(rest.split(' ')[1]) : process.ppid;
  } catch {
    return process.ppid;
  }
}
