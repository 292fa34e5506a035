export type Environment = Readonly<Record<string, string>>;

// By name, never by prefix: `GO*` would hand GOOGLE_APPLICATION_CREDENTIALS to every child.
const passedOn: readonly string[] = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TERM', 'TMPDIR', 'TMP', 'TEMP', 'TZ', 'LD_LIBRARY_PATH'],
  ...['LANG', 'LANGUAGE', 'LC_ALL', 'LC_COLLATE', 'LC_CTYPE', 'LC_MESSAGES', 'LC_MONETARY', 'LC_NUMERIC', 'LC_TIME'],
  ...['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR'],
  ...['GOROOT', 'GOPATH', 'GOBIN', 'GOCACHE', 'GOMODCACHE', 'GOTMPDIR', 'GOENV', 'GOFLAGS', 'GOTOOLCHAIN'],
  ...['GOPROXY', 'GONOPROXY', 'GOPRIVATE', 'GOSUMDB', 'GONOSUMDB', 'GOINSECURE', 'GOVCS'],
  ...['GOOS', 'GOARCH', 'GOAMD64', 'GOMAXPROCS', 'GOMEMLIMIT', 'GOGC', 'CGO_ENABLED', 'CC', 'CXX'],
  ...['JAVA_HOME', 'MAVEN_HOME', 'M2_HOME', 'MAVEN_OPTS', 'MAVEN_ARGS', 'MAVEN_USER_HOME'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
];

/** A copy of the environment. Nothing else in Reeve touches `process.env`. */
export function readEnvironment(): Environment {
  return Object.freeze(withoutUndefined(process.env));
}

/** What a child process needs to run and to build, and none of Reeve's secrets; `extra` is laid over it. */
export function childEnvironment(
  extra: Readonly<Record<string, string | undefined>> = {},
  env: Environment = readEnvironment(),
): Record<string, string> {
  const kept = passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(kept), ...withoutUndefined(extra) };
}

/** The folders of PATH in order; an empty entry means the current folder and is left out, for nobody wants that. */
export function searchPath(env: Environment = readEnvironment()): readonly string[] {
  return [...new Set((env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/')))];
}

function withoutUndefined(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined));
}
