const MIB = 2 ** 20;

/** What a bundle may hold. It comes from somewhere else, and is not trusted. */
export const BOUNDS = {
  filesMax: 5_000,
  jsonBytesMax: 64 * MIB,
  /** Of a longer log the end is read: it tells of what happened last. */
  logBytesMax: 2 * MIB,
  totalBytesMax: 256 * MIB,
  archiveBytesMax: 64 * MIB,
  depthMax: 6,
  objectsMax: 50_000,
} as const;
