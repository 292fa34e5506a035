export const CHANGE_KINDS = ['deploy', 'config', 'migration', 'node', 'scale'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** Somebody or something changed what runs. */
export interface Change {
  readonly at: Date;
  readonly kind: ChangeKind;
  readonly namespace: string;
  readonly name: string;
  readonly revision: string;
  readonly status: string;
}

/** Who tells of changes by a webhook. */
export const HOOK_PROVIDERS = ['github', 'gitlab', 'teamcity'] as const;
export type HookProvider = (typeof HOOK_PROVIDERS)[number];
