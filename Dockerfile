# syntax=docker/dockerfile:1

# Debian with glibc: the core of Temporal's worker is compiled for it, Alpine has no build of it.
ARG NODE_IMAGE=node:20.20-bookworm

# Compiles the sources, and the workflow bundle with them: the image that runs has no compiler.
FROM ${NODE_IMAGE} AS build
WORKDIR /reeve
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY activities activities
COPY client client
COPY config config
COPY domain domain
COPY tools tools
COPY workers workers
COPY workflows workflows
RUN node tools/build.mjs --bundle-into /reeve/cache

# Only what runs. The optional packages are for a laptop: PostgreSQL itself, and compilers.
FROM ${NODE_IMAGE} AS packages
WORKDIR /reeve
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional

FROM ${NODE_IMAGE}-slim
# TLS to Temporal is checked against the system's authorities, which the slim image leaves out.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
WORKDIR /reeve
COPY --from=packages /reeve/node_modules node_modules
COPY --from=build /reeve/dist dist
COPY --from=build /reeve/cache cache
COPY package.json LICENSE ./
COPY bin bin
RUN mkdir -p /var/lib/reeve && chown 10001:10001 /var/lib/reeve && chmod 700 /var/lib/reeve
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
ENV NODE_ENV=production \
    HOME=/var/lib/reeve \
    REEVE_DATA=/var/lib/reeve \
    REEVE_PARTS_CACHE_DIR=/reeve/cache \
    REEVE_HOST=0.0.0.0
EXPOSE 7420
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.REEVE_PORT || 7420}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# A gateway makes much that is soon forgotten: with more room for it, reports cost a fifth less.
ENTRYPOINT ["node", "--max-semi-space-size=64", "/reeve/bin/reeve.js"]
CMD ["gateway", "--json"]
