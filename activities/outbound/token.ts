import { readFile } from 'node:fs/promises';

export type Token =
  | { readonly headers: Readonly<Record<string, string>>; readonly secrets: readonly string[] }
  | { readonly because: string };

/** Read anew for each call, so that a token can be changed while Reeve runs. */
export async function readToken({ tokenFile }: { readonly tokenFile?: string }): Promise<Token> {
  if (tokenFile === undefined) return { headers: {}, secrets: [] };
  try {
    const token = (await readFile(tokenFile, 'utf8')).trim();
    if (!/^[\u0021-\u007e]{1,8192}$/.test(token)) return { because: 'its token file holds no token in one line' };
    return { headers: { authorization: `Bearer ${token}` }, secrets: [token] };
  } catch (error) {
    return { because: `its token file can not be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` };
  }
}
