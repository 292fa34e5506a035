import type { AddCommand, CommonFlags } from '../command.js';

interface GatewayFlags extends CommonFlags {
  readonly port?: string;
  readonly host?: string;
}
interface WorkerFlags extends CommonFlags {
  readonly queues?: string;
}

export const gateway: AddCommand = (program, { config, print }) => {
  program
    .command('gateway')
    .description('serve console and API (production; needs DATABASE_URL and TEMPORAL_ADDRESS)')
    .option('--port <number>', 'the port to listen on')
    .option('--host <address>', 'the address to listen on')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=… TEMPORAL_ADDRESS=… reeve gateway --port 7420')
    .action(async (flags: GatewayFlags) => {
      const { runGateway } = await import('../../../workers/main/production.js');
      await runGateway(config({ ...flags }), (url) =>
        print(flags, { ready: true, url }, () => `gateway listens at ${url}`),
      );
    });
};

export const worker: AddCommand = (program, { config, print }) => {
  program
    .command('worker')
    .description('serve task queues (production; needs DATABASE_URL and TEMPORAL_ADDRESS)')
    .option('--queues <list>', 'control,sense,act,model or some of them')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=… TEMPORAL_ADDRESS=… reeve worker --queues control,sense')
    .action(async (flags: WorkerFlags) => {
      const { runWorker } = await import('../../../workers/main/production.js');
      await runWorker(config({ ...flags }), (queues) =>
        print(flags, { ready: true, queues }, () => `worker serves ${queues.join(', ')}`),
      );
    });
};

export const migrate: AddCommand = (program, { config, print }) => {
  program
    .command('migrate')
    .description('bring the database up to date; on an empty one, make the first account and its admin token')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=postgres://owner:…@db/reeve reeve migrate')
    .option('--new-admin-token', 'issue another token for the admin, when the first was lost')
    .action(async (flags: CommonFlags & { newAdminToken?: boolean }) => {
      const { migrateDatabase } = await import('../../../workers/main/production.js');
      const done = await migrateDatabase(config({ ...flags }), { newAdminToken: flags.newAdminToken === true });
      print(flags, done, () =>
        [
          `the database is at schema ${done.schema}`,
          ...(done.adminToken ? [`admin token   ${done.adminToken}`, '(shown this once)'] : []),
        ].join('\n'),
      );
    });
};
