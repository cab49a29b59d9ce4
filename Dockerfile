# Culprit as a container, see docs/deploy.md. Two stages: what builds the page is not in what runs.
FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY bin ./bin
COPY src ./src
COPY web ./web
RUN node node_modules/vite/bin/vite.js build --logLevel warn web
# The optional packages carry a runtime, which the image has already.
RUN npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:26-slim
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/tmp/culprit-compile \
    CULPRIT_HOST=0.0.0.0 \
    CULPRIT_PORT=9000 \
    CULPRIT_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/bin ./bin
COPY --from=build /app/src ./src
RUN ln -s /app/bin/culprit.mjs /usr/local/bin/culprit && install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 9000
# Ready means: an event can be kept now. The image has no curl, and needs none.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.CULPRIT_PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# Not through npm: signals reach the server itself.
ENTRYPOINT ["node", "/app/bin/culprit.mjs"]
CMD ["serve"]
