import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { RequestHandler } from 'express';

const compress = promisify(brotliCompress);

/** What shrinks; images and fonts are compressed already. */
const ASSET = /^\/[\w.-]+\.(js|css|svg)$/;

/** Below this the header would weigh more than what is saved. */
const MIN_BYTES = 1_024;

/**
 * Answers with the scripts and styles of `folder`, compressed, to clients that can read that; everything else is left
 * to the next handler. Each is compressed once, when it is first asked for: their names change with their content,
 * and all of them together are a few hundred kB.
 */
export function compressedAssets(folder: string): RequestHandler {
  const known = new Map<string, Promise<Buffer | undefined>>();
  return async (request, response, next) => {
    const name = request.path;
    const isWanted = ['GET', 'HEAD'].includes(request.method) && request.acceptsEncodings('br') === 'br';
    if (!isWanted || !ASSET.test(name)) {
      next();
      return;
    }
    const reading = known.get(name) ?? readCompressed(join(folder, name));
    known.set(name, reading);
    const body = await reading;
    if (body === undefined) {
      // Not kept: names of nothing are without end.
      known.delete(name);
      next();
      return;
    }
    response.set({
      'Cache-Control': 'public, max-age=31536000, immutable',
      'Content-Encoding': 'br',
      Vary: 'Accept-Encoding',
    });
    response.type(name.slice(name.lastIndexOf('.'))).send(body);
  };
}

async function readCompressed(path: string): Promise<Buffer | undefined> {
  const content = await readFile(path).catch(() => undefined);
  if (content === undefined || content.length < MIN_BYTES) return undefined;
  return compress(content, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: 9,
    },
  });
}
