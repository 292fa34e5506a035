import type { AddOffline } from '../command.js';
import { addLiveFlags, type LiveFlags, liveWish, readingLive } from '../live-flags.js';
import { harmless } from '../table.js';

export const capture: AddOffline = (program, { io, print }) => {
  addLiveFlags(
    program
      .command('capture')
      .argument('<path>', 'a folder, or an archive where it ends in .tgz or .tar; it must not be there yet')
      .description('keeps what a diagnosis reads of a live cluster, without secrets: to diagnose it later, elsewhere'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  reeve capture incident-42.tgz -n shop\n  reeve diagnose --bundle incident-42.tgz',
    )
    .action(async (path: string, flags: LiveFlags) => {
      const wish = await liveWish(flags);
      const captured = await readingLive(io, (live, onStep) => live.captureLive(path, wish, onStep));
      print(flags, captured, () => {
        const { files, bytes, objects, sources, tookMs } = captured;
        const unread = Object.entries(sources).filter(([, said]) => !/^(?:ok|absent)$/.test(said));
        const kib = Math.ceil(bytes / 1024);
        return [
          `${path}: ${objects} objects, ${files} files, ${kib} KiB, in ${(tookMs / 1000).toFixed(1)} s`,
          ...unread.map(([name, said]) => `  ${name}: ${harmless(said)}`),
          `Secrets were taken out; still, look before you give it away. Diagnose it: reeve diagnose --bundle ${path}`,
        ].join('\n');
      });
    });
};
