import type { RequestHandler } from 'express';
import { Refusal } from './refusal.ts';

/**
 * Refuses every request whose target is not a path of this service. A proxy may be sent a whole address
 * (`POST http://other/api/imports`); whoever builds an address from such a target calls a host of the client's choice.
 * `//other/path` is refused as well: URL parsers read a host in it.
 */
export const requirePathTarget: RequestHandler = (request, _response, next) => {
  const target = request.originalUrl;
  if (!target.startsWith('/') || target.startsWith('//')) {
    throw new Refusal('invalid-parameter', 'The request target must be a path that begins with one "/".');
  }
  next();
};
