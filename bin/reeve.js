#!/usr/bin/env node
// Runs the sources where they are (a clone), the compiled files where only those are (an installed package, the image).
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = new URL('../client/cli/main.ts', import.meta.url);
if (!existsSync(fileURLToPath(source))) {
  await import(new URL('../dist/client/cli/main.js', import.meta.url).href);
} else if (!existsSync(fileURLToPath(new URL('../node_modules/tsx', import.meta.url)))) {
  process.stderr.write('The packages of this clone are not installed yet: run "npm start" or "npm ci" in it first.\n');
  process.exitCode = 1;
} else {
  const { register } = await import('tsx/esm/api');
  register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
  await import(source.href);
}
