import express, { type Request, type RequestHandler, type Response } from 'express';

const parsers = new Map<number, RequestHandler>();

/**
 * Reads a body as JSON, whatever the request calls it; undefined when there is none.
 *
 * @param maxBytes one that is larger is not read to its end
 * @throws an error with a 4xx `status` when it is no JSON object or list, or too large
 */
export async function readJson(request: Request, response: Response, maxBytes: number): Promise<unknown> {
  const parse = parsers.get(maxBytes) ?? express.json({ limit: maxBytes, type: () => true });
  parsers.set(maxBytes, parse);
  await new Promise<void>((resolve, reject) => {
    parse(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
  return request.body;
}
