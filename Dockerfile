# A worker, or any other command of AITA. Keys come with the environment at run time, never into the image.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /aita
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN node scripts/build.ts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /aita
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev && npm cache clean --force
COPY --from=build /aita/bin bin
COPY --from=build /aita/dist dist
COPY --from=build /aita/schemas schemas
RUN mkdir /data /state && chown node:node /data /state
USER node
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "bin/aita.js"]
CMD ["worker"]
