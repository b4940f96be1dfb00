import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { compressedAssets } from './compressed-assets.ts';

/** Where the pages lie once they are built. */
export const PAGES = fileURLToPath(new URL('../web/dist/', import.meta.url));

/** Vite's folder of files whose names change with their content. */
const ASSETS = '/assets/';

/** A name that cannot mean a page: it has an ending, or is an address of programs. */
const NO_PAGE = /^\/api(\/|$)|\.[^/]*$/;

/**
 * Serves the pages from the folder `root`. Every address that is no file is a page's, and answers with the one
 * document that knows them all; never under /api.
 */
export function mountPages(app: Express, root: string): void {
  app.use(ASSETS, compressedAssets(join(root, ASSETS)));
  app.use(
    express.static(root, {
      index: false,
      setHeaders: (response, path) =>
        void response.set(
          'Cache-Control',
          path.startsWith(join(root, ASSETS)) ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    }),
  );
  app.use((request, response, next) => {
    const isPage = ['GET', 'HEAD'].includes(request.method) && !NO_PAGE.test(request.path);
    if (!isPage || !existsSync(join(root, 'index.html'))) {
      next();
      return;
    }
    response.set('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root, cacheControl: false });
  });
}
