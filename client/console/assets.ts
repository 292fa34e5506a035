import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Context } from 'hono';

interface Source {
  readonly type: string;
  /** Joined in this order, so that later rules may refine earlier ones. */
  readonly files: readonly string[];
}

const SOURCES = {
  'console.css': {
    type: 'text/css; charset=utf-8',
    files: [
      ...['ground.css', 'frame.css', 'panels.css', 'tables.css', 'forms.css', 'chain.css', 'pages.css', 'work.css'],
      'diagnosis.css',
      'fleet.css',
    ],
  },
  'console.js': { type: 'text/javascript; charset=utf-8', files: ['console.js'] },
  'icon.svg': { type: 'image/svg+xml', files: ['icon.svg'] },
} as const satisfies Readonly<Record<string, Source>>;
export type AssetName = keyof typeof SOURCES;

export const ASSETS_PATH = '/console/assets/:hash/:name';

interface Asset {
  readonly type: string;
  readonly hash: string;
  readonly text: string;
}

// Read once at start: a file that is missing stops the process there and not a page later.
const assets: ReadonlyMap<string, Asset> = new Map(
  Object.entries(SOURCES).map(([name, { type, files }]) => {
    const text = files.map((file) => readFileSync(new URL(`assets/${file}`, import.meta.url), 'utf8')).join('\n');
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
