import { execFile } from 'node:child_process';

const TIMEOUT_MS = 10_000;
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;

/**
 * What a program of this host says; nothing where it is not there, fails, takes too long or says too much. It is never a line
 * for a shell: the program and its arguments are fixed, and what others chose is none of them.
 */
export function ask(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      {
        ...{
          timeout: TIMEOUT_MS,
          killSignal: 'SIGKILL',
          maxBuffer: OUTPUT_BYTES_MAX,
          encoding: 'utf8',
          windowsHide: true,
        },
        // Only what finds a program and makes it speak plainly; nothing of ours is handed on.
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
        cwd: '/',
      },
      (error, out) => resolve(error ? undefined : out),
    );
  });
}
