import { openApi } from '../api.js';
import type { AddCommand } from '../command.js';
import { type Flags, groupOf } from '../group.js';
import { harmless, table } from '../table.js';

interface Listed {
  readonly provider: string;
  readonly place: string | null;
  readonly at: string | null;
  readonly seenAt: string | null;
  readonly machines: number | null;
  readonly met: number | null;
  readonly error: string;
  readonly instances: number;
}

export const fleetProviders: AddCommand = (program, { config, print }) => {
  const { command } = groupOf(program, 'fleet', '');
  command('providers', 'who runs the machines, when each was asked, and what came of it', 'providers').action(
    async (flags: Flags) => {
      const found = await (await openApi(config({ ...flags }))).get<readonly Listed[]>('/api/v1/fleet/providers');
      print(flags, found, () =>
        found.length === 0
          ? 'no instance has a provider: say so by an import, "provider: kubernetes" (docs/providers.md)'
          : table(['provider', 'place', 'asked', 'answered', 'machines', 'instances', 'stands'], found.map(rowOf)),
      );
    },
  );
};

function rowOf(one: Listed): readonly string[] {
  const { provider, place, at, seenAt, machines, met, instances } = one;
  const of = met === null ? String(instances) : `${met} of ${instances}`;
  return [
    ...[harmless(provider), harmless(place ?? ''), at ?? 'never', seenAt ?? 'never', String(machines ?? ''), of],
    standing(one),
  ];
}

function standing({ place, error }: Listed): string {
  if (place === null) return 'nobody asks it (docs/providers.md)';
  return error === '' ? 'answers' : `failed: ${harmless(error)}`;
}
