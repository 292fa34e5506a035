import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Context } from 'hono';

const TYPES = {
  'console.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;
export type AssetName = keyof typeof TYPES;

export const ASSETS_PATH = '/console/assets/:hash/:name';

interface Asset {
  readonly type: string;
  readonly hash: string;
  readonly text: string;
}

// Read once at start: a file that is missing stops the process there and not a page later.
const assets: ReadonlyMap<string, Asset> = new Map(
  Object.entries(TYPES).map(([name, type]) => {
    const text = readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');
    return [name, { type, text, hash: createHash('sha256').update(text).digest('hex').slice(0, 16) }];
  }),
);

/** The path changes with the content, so browsers may keep what they have for good. */
export function assetPath(name: AssetName): string {
  return `/console/assets/${assets.get(name)?.hash ?? 'none'}/${name}`;
}

export function serveAsset(c: Context): Response | undefined {
  const asset = assets.get(c.req.param('name') ?? '');
  if (!asset || asset.hash !== c.req.param('hash')) return undefined;
  const etag = `"${asset.hash}"`;
  c.header('etag', etag);
  c.header('cache-control', 'public, max-age=31536000, immutable');
  if (c.req.header('if-none-match') === etag) return c.body(null, 304);
  return c.body(asset.text, 200, { 'content-type': asset.type });
}
