import { z } from 'zod';
import type { Json } from '../../domain/canonical-json.js';

export const PAYLOAD_BYTES_MAX = 16_384;
const DEPTH_MAX = 32;

export type Payload = { readonly [name: string]: Json };

/** An object for somebody else, who says what belongs in it: only its size and depth are ours to bound. */
export const Payload = z
  .custom<Payload>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    error: 'must be an object',
    abort: true,
  })
  // Before anything goes through it by calling itself.
  .refine((value) => isShallow(value), { error: `must be at most ${DEPTH_MAX} levels deep`, abort: true })
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= PAYLOAD_BYTES_MAX, {
    error: `must fit into ${PAYLOAD_BYTES_MAX} bytes`,
  });

function isShallow(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth < DEPTH_MAX; depth += 1) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (level.length === 0) return true;
  }
  return false;
}
