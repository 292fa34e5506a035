import type { Tier } from '../scales.js';

/** One of those that watch a fleet, as it stands when an account's fleet is opened. */
export interface FleetAgent {
  readonly id: string;
  readonly name: string;
  readonly tier: Tier;
  readonly trust: {
    readonly safety: number;
    readonly reliability: number;
    readonly quality: number;
    readonly cost: number;
    readonly speed: number;
  };
  /** How often it goes round. */
  readonly everyMs: number;
}

type Scores = readonly [safety: number, reliability: number, quality: number, cost: number, speed: number];

function agent(id: string, name: string, scores: Scores, everyMs = 60_000): FleetAgent {
  const [safety, reliability, quality, cost, speed] = scores;
  // At T1 each change is asked about, so that no default row that says "tell and go on" could ever go on; T2 leaves it to the rows.
  return { id, name, tier: 'T2', trust: { safety, reliability, quality, cost, speed }, everyMs };
}

export const FLEET_AGENTS: readonly FleetAgent[] = [
  agent('fleet_autonomy', 'Fleet Autonomy', [0.85, 0.7, 0.7, 0.7, 0.7]),
  agent('cve_responder', 'CVE Responder', [0.92, 0.75, 0.8, 0.75, 0.65]),
  agent('sdwan_manager', 'SDWAN Manager', [0.88, 0.75, 0.75, 0.75, 0.75]),
  agent('disk_image_manager', 'Disk Image Manager', [0.8, 0.65, 0.7, 0.7, 0.7], 300_000),
  agent('runtime_manager', 'Runtime Manager', [0.85, 0.68, 0.7, 0.65, 0.7]),
];
