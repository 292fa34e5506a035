#!/bin/sh
# Compiling hot code twice costs a short-lived test server more than it gains, so only the first tier is used.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec java -XX:TieredStopAtLevel=1 -cp "$here/lib/*" io.temporal.testserver.TestServer "$@"
