export const INSTANCE_STATES = [
  'pending',
  'provisioning',
  'starting',
  'running',
  'stopping',
  'stopped',
  'rebooting',
  'terminated',
  'error',
] as const;
