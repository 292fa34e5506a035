import { at } from '../simulated/catalogue.js';
import type { FleetFault } from './fault.js';

export const fixAvailable: FleetFault = {
  name: 'fix-available',
  shows: 'A repository that offers an openssl in which what is known to be broken is mended.',
  sensor: 'critical_upgrade_available_sensor',
  about: 'package',
  also: ['packageLink'],
  fits: (row) => row['name'] === 'openssl',
  tell: (row, { on, now, rows }) => [
    ...rows
      .filter(({ kind, name }) => kind === 'package' && name === row['name'])
      .map((one) => ({ ...one, version: on ? '3.0.17-1' : '3.0.15-1' })),
    ...rows
      .filter(({ kind, package: name }) => kind === 'packageLink' && name === row['name'])
      .map((one) => ({ ...one, syncedAt: at(now) })),
  ],
};
