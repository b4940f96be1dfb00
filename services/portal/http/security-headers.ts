import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What browsers may do with our answers: run our own scripts alone, never be framed, never send the address. */
export function securityHeaders(publicUrl: string): RequestHandler {
  const isHttps = publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The component library sets sizes and positions in style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        // Without https there is nothing to upgrade to.
        upgradeInsecureRequests: isHttps ? [] : null,
      },
    },
    strictTransportSecurity: isHttps,
    // With no-referrer a form of our own would send `Origin: null`, which we refuse.
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
  });
}
