import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Manifest {
  readonly features: { readonly slash_commands: readonly { readonly command: string; readonly url: string }[] };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: { readonly interactivity: { readonly is_enabled: boolean; readonly request_url: string } };
}

const manifest = parse(readFileSync('deploy/slack/manifest.yaml', 'utf8')) as Manifest;
const recipe = readFileSync('docs/recipes/slack.md', 'utf8');

describe('the manifest of the app for Slack', () => {
  it('asks for what Reeve calls, and for no more', () => {
    expect(manifest.oauth_config.scopes.bot.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'channels:history',
      'chat:write',
      'commands',
      'groups:history',
      'metadata.message:read',
    ]);
  });

  it('leads to the door that the gateway opens', () => {
    const [command] = manifest.features.slash_commands;
    const { is_enabled, request_url } = manifest.settings.interactivity;
    expect([command?.command, is_enabled]).toEqual(['/reeve', true]);
    const paths = [command?.url ?? '', request_url].map((url) => new URL(url).pathname);
    const door = /SLACK_EVENTS = '([^']+)'/.exec(readFileSync('client/slack/open.ts', 'utf8'))?.[1];
    expect(paths).toEqual([door, door]);
    expect(recipe).toContain(String(door));
  });
});
