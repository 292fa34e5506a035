import { createDiscordDoor } from '../../client/discord/door.js';
import type { Mount } from '../../client/http/door.js';
import { traceHeaders } from '../../client/http/guards.js';
import { troubleOf } from '../../client/http/problems.js';
import type { Config } from '../../config/load.js';

/** Clicks from Discord, where the application's public key is configured. */
export function discordMounts(
  { account, publicKey, apiUrl }: Config['discord'],
  publicUrl: string | undefined,
): readonly Mount[] {
  if (publicKey === undefined) return [];
  const links = (path: string) => (publicUrl === undefined ? undefined : new URL(path, publicUrl).href);
  return [
    (app, { reeve, log }) =>
      void app.route(
        '/',
        createDiscordDoor({
          ...{ reeve, log, account, publicKey, apiUrl, links },
          trace: traceHeaders,
          sayWhy(error) {
            const trouble = troubleOf(error);
            // People at Discord read the sentence; who runs Reeve wants to know what was behind it.
            if (trouble && trouble.status >= 500)
              log.error({ err: error }, 'what was pressed at Discord could not be done');
            return trouble?.detail;
          },
        }),
      ),
  ];
}
