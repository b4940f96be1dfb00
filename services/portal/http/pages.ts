import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import expressStaticGzip from 'express-static-gzip';

/** Where the pages lie once they are built. */
export const PAGES = fileURLToPath(new URL('../web/dist/', import.meta.url));

/** Vite's folder of files whose names change with their content. */
const ASSETS = '/assets/';

/**
 * Serves the pages from the folder `root`, to clients that accept Brotli as the build compressed them. Every address that
 * is no file is a page's, and answers with the one document that knows them all; never under /api.
 */
export function mountPages(app: Express, root: string): void {
  app.use(
    expressStaticGzip(root, {
      enableBrotli: true,
      index: false,
      serveStatic: {
        setHeaders: (response, path) =>
          void response.setHeader(
            'Cache-Control',
            path.startsWith(join(root, ASSETS)) ? 'public, max-age=31536000, immutable' : 'no-cache',
          ),
      },
    }),
  );
  app.use((request, response, next) => {
    const isPage = ['GET', 'HEAD'].includes(request.method) && couldBePage(request.path);
    if (!isPage || !existsSync(join(root, 'index.html'))) {
      next();
      return;
    }
    response.set('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root, cacheControl: false });
  });
}

/** Whether a path can mean a page: its last part has no ending, and it is no address of programs. */
function couldBePage(path: string): boolean {
  if (path === '/api' || path.startsWith('/api/')) return false;
  // Compared by position: an expression that looks for an ending tries every dot of the path up to its end.
  return path.lastIndexOf('.') <= path.lastIndexOf('/');
}
