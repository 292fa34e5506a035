const MIB = 2 ** 20;

/** What a bundle may hold. It comes from somewhere else, and is not trusted. */
export const BOUNDS = {
  filesMax: 5_000,
  jsonBytesMax: 64 * MIB,
  /** Of a longer log the end is read: it tells of what happened last. */
  logBytesMax: 2 * MIB,
  /** Of all logs together; each has its share of it, and what the short ones leave the long ones take. */
  logCharsMax: 6 * MIB,
  totalBytesMax: 256 * MIB,
  archiveBytesMax: 64 * MIB,
  depthMax: 6,
  objectsMax: 50_000,
  seriesMax: 20_000,
  pointsMax: 500_000,
  changesMax: 20_000,
  alertsMax: 2_000,
  sourcesMax: 1_000,
  /** Of a longer text, such as a file in a ConfigMap, the beginning is read. */
  textCharsMax: 65_536,
  queryCharsMax: 4_096,
  /** Kubernetes allows 253; each is said again in whatever is found out about it. */
  nameCharsMax: 512,
} as const;
