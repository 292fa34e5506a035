#!/usr/bin/env node
// Runs the sources where they are (a clone), the compiled files where only those are (an installed package, the image).
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = new URL('../client/cli/main.ts', import.meta.url);
if (existsSync(fileURLToPath(source))) {
  const { register } = await import('tsx/esm/api');
  register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
  await import(source.href);
} else {
  await import(new URL('../dist/client/cli/main.js', import.meta.url).href);
}
