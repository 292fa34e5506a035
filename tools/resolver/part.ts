/** What a part is, as data: the resolver knows how to look, fetch and build; a part knows only what and where. */

export interface Part {
  readonly name: string;
  /** As a person would say it: "Temporal". */
  readonly title: string;
  readonly version: string;
  readonly usedBy: string;
  /** The name of each file, and where it lies in a folder that we made; in a folder that we found it lies by its name. */
  readonly files: Readonly<Record<string, string>>;
  /** The key in `PartSettings.explicit`, and the name of the setting that a person would change. */
  readonly explicit: { readonly key: string; readonly setting: string };
  /** "install the Temporal CLI from your package manager": the first of the two ways out. */
  readonly install: string;
  /** How a file that we did not make is asked for its version; without it, one that is found is taken. */
  readonly probe?: VersionProbe;
  /** Looked for in KUBEBUILDER_ASSETS before PATH. */
  readonly kubebuilder?: boolean;
  readonly npm?: NpmRecipe;
  readonly download?: (machine: Machine) => DownloadRecipe | undefined;
  readonly build?: BuildRecipe;
}

export interface Machine {
  readonly platform: string;
  readonly arch: string;
}

export interface VersionProbe {
  /** The names of the files to ask; all of them must agree. */
  readonly ask: readonly string[];
  readonly args: readonly string[];
  /** The version in what it printed, or undefined when this is another program of the same name. */
  readonly read: (printed: string) => string | undefined;
  readonly atLeast: string;
  /** The first version that is too new, where one is known. */
  readonly below?: string;
  readonly whatItIs: string;
}

export interface NpmRecipe {
  readonly packageName: (machine: Machine) => string;
  readonly version: string;
  /** The JSON list of symlinks that the package's blocked postinstall would have made. */
  readonly symlinks?: string;
}

export interface DownloadRecipe {
  readonly files: readonly DownloadFile[];
}

export interface DownloadFile {
  /** Without its scheme: "github.com/…"; a mirror serves the same path below its own address. */
  readonly address: string;
  readonly bytesMax: number;
  readonly sha256?: string;
  /** Where the publisher lists checksums, used when none is pinned. */
  readonly checksums?: { readonly address: string; readonly format: 'sha256sum' | 'github-release' };
  /** An archive's members and what each becomes; absent when the file itself is the program. */
  readonly members?: Readonly<Record<string, string>>;
  /** What the file itself becomes. */
  readonly as?: string;
}

export type BuildRecipe = GoInstall | GoModule | MavenRecipe;

/** Programs that can be installed by their module path alone. */
export interface GoInstall {
  readonly kind: 'go-install';
  readonly minutes: number;
  readonly go: string;
  readonly packages: readonly { readonly path: string; readonly produces: string; readonly as: string }[];
  readonly ldflags?: string;
}

/** A module of our own below tools/recipes, for what cannot be installed by name. */
export interface GoModule {
  readonly kind: 'go-module';
  readonly minutes: number;
  readonly go: string;
  readonly recipe: string;
  readonly as: string;
  /** More names for the one binary, which chooses what it is by the name it is called by. */
  readonly links?: readonly string[];
  readonly ldflags?: string;
}

/** Java archives copied into lib/, and the script that starts them. */
export interface MavenRecipe {
  readonly kind: 'maven';
  readonly minutes: number;
  readonly recipe: string;
  readonly as: string;
}

export interface PartSettings {
  readonly cacheRoot: string;
  /** Replaces "https://" before every address: `<mirrorUrl>/github.com/…`. */
  readonly mirrorUrl?: string;
  readonly explicit: Readonly<Record<string, string>>;
  readonly searchPath: readonly string[];
  readonly childEnv: Readonly<Record<string, string>>;
  readonly kubebuilderAssets?: string;
  /** Neither downloads nor builds: takes only what is on this machine. */
  readonly offline?: boolean;
}

export type PartSource = 'explicit' | 'path' | 'cache' | 'package' | 'download' | 'build';

export interface ResolvedPart {
  readonly name: string;
  readonly version: string;
  /** The name of each file → its absolute path. */
  readonly files: Readonly<Record<string, string>>;
  readonly source: PartSource;
  readonly note?: string;
}

export interface PartReport {
  readonly name: string;
  readonly usedBy: string;
  readonly found?: ResolvedPart;
  readonly wayOut?: string;
  /** For a part that is not found: whether a way that would be tried is open here and now. */
  readonly obtainable?: boolean;
}

/** Nothing that was tried gave the part: the message says what, why and the ways out. */
export class PartMissing extends Error {
  override readonly name = 'PartMissing';
}

export function thisMachine(): Machine {
  return { platform: process.platform, arch: process.arch };
}
