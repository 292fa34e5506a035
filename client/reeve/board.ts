import { type Board, type BoardWish, readBoard } from '../../activities/store/read/fleet-board.js';
import { type InstanceSearch, searchInstances } from '../../activities/store/read/fleet-instances.js';
import { readProjects, readSlos } from '../../activities/store/read/fleet-objectives.js';
import { type InstanceStory, readStory } from '../../activities/store/read/fleet-story.js';
import { listProviders } from '../../activities/store/read/providers.js';
import { showInstance } from '../../activities/store/read/instances.js';
import type { Database } from '../../activities/store/database.js';
import type { Caller } from '../../domain/principal.js';

/** What its provider says beside its state. Times are texts, as the database writes them into JSON. */
export interface Provided {
  readonly place: string | null;
  readonly says: { readonly says: string; readonly facts: Readonly<Record<string, string>> } | null;
  /** Since when it says so. */
  readonly since: string | null;
  /** When its place was asked last, and when it answered; since when it does not. */
  readonly askedAt: string | null;
  readonly answeredAt: string | null;
  readonly awaySince: string | null;
  readonly error: string | null;
}

/** One instance as it should be and as it was seen to be, with what became of it. */
export interface WholeInstance {
  readonly id: string;
  readonly node: string;
  readonly template: string;
  readonly provider: string;
  readonly providerId: string | null;
  readonly status: string;
  readonly architecture: string;
  readonly agent: string;
  readonly simulated: boolean;
  readonly createdAt: Date;
  readonly enrolledAt: Date | null;
  readonly busyUntil: Date | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly desired: { readonly configHash: string | null };
  readonly observed: {
    readonly configHash: string | null;
    readonly packageSet: string | null;
    readonly providerStatus: string | null;
    readonly provided: Provided;
    readonly packages: number;
  };
  /** As the database writes it into JSON: times are texts. */
  readonly heartbeat: {
    readonly at: string;
    readonly beats: number;
    readonly boot: string;
    readonly report: string;
    readonly skewMs: number;
  } | null;
  readonly modules: readonly {
    readonly module: string;
    readonly desired: string | null;
    readonly observed: string | null;
    readonly since: number | string | null;
  }[];
  readonly certificates: readonly {
    readonly id: string;
    readonly subject: string;
    readonly source: string;
    readonly notAfter: Date;
    readonly revokedAt: Date | null;
    readonly revokedBecause: string | null;
  }[];
  readonly endpoints: readonly {
    readonly id: string;
    readonly host: string;
    readonly port: number;
    readonly enabled: boolean;
    readonly triedAt: Date | null;
    readonly notAfter: Date | null;
    readonly distrust: string;
    readonly error: string;
  }[];
  readonly peers: readonly {
    readonly id: string;
    readonly network: string;
    readonly isHub: boolean;
    readonly desiredIps: readonly string[];
    readonly observedIps: readonly string[] | null;
    readonly up: boolean | null;
    readonly handshakeAt: Date | null;
  }[];
  readonly bgp: readonly {
    readonly id: string;
    readonly neighbor: string;
    readonly state: string;
    readonly since: Date;
    readonly error: string;
  }[];
  readonly storages: readonly {
    readonly id: string;
    readonly storage: string;
    readonly mountPath: string;
    readonly enabled: boolean;
    readonly readOnly: boolean;
    readonly status: string;
    readonly error: string;
  }[];
  readonly tasks: readonly {
    readonly id: string;
    readonly kind: string;
    readonly state: string;
    readonly attempts: number;
    readonly madeAt: Date;
    readonly endsAt: Date;
  }[];
  readonly story: InstanceStory;
}

interface Paged {
  readonly after?: string;
  readonly limit: number;
}

/** The fleet as people look at it: how it stands, and what became of each part of it. */
export function createBoard({ db }: { readonly db: Database }) {
  return {
    board: ({ account }: Caller, wish: BoardWish): Promise<Board> => readBoard(db, account, wish),
    search: ({ account }: Caller, search: InstanceSearch) => searchInstances(db, account, search),
    providers: ({ account }: Caller) => listProviders(db, account),
    slos: ({ account }: Caller, page: Paged) => readSlos(db, account, page),
    projects: ({ account }: Caller, page: Paged) => readProjects(db, account, page),
    async instance({ account }: Caller, id: string): Promise<WholeInstance | undefined> {
      const shown = await showInstance(db, account, id);
      return shown && ({ ...shown, story: await readStory(db, account, id) } as unknown as WholeInstance);
    },
  };
}
