import type { AddCommand } from '../command.js';
import { agents, people } from './people.js';
import { backup, restore } from './backup.js';
import { config } from './config.js';
import { doctor } from './doctor.js';
import { gateway, migrate, worker } from './production.js';
import { ledger } from './ledger.js';
import { status } from './status.js';
import { tokens } from './tokens.js';
import { up } from './up.js';

/** All commands, in the order in which help shows them. */
export const commands: readonly AddCommand[] = [
  up,
  status,
  doctor,
  ledger,
  people,
  agents,
  tokens,
  config,
  backup,
  restore,
  migrate,
  gateway,
  worker,
];
