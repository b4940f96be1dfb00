import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv, type UserConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';

/** Below this the header would weigh more than what is saved. */
const MIN_BYTES = 1_024;

/** `PORTAL_URL=http://localhost:8080 npx vite services/portal/web` serves the pages in front of a running portal. */
export default defineConfig(({ mode }): UserConfig => {
  const portal = loadEnv(mode, import.meta.dirname, 'PORTAL_')['PORTAL_URL'] ?? 'http://localhost:8080';
  // The portal refuses changes from another origin than its own, which the development server is.
  const proxied = { target: portal, headers: { origin: new URL(portal).origin } };
  return {
    // The portal serves the compressed file that lies beside another (services/portal/http/pages.ts).
    plugins: [
      react(),
      compression({ algorithms: ['brotli'], include: /\.(js|css|svg)$/, threshold: MIN_BYTES }),
    ],
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      // The portal's content security policy allows scripts and fonts from its own origin only.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: 'es2023',
    },
    server: { proxy: { '/api': proxied, '/login': proxied, '/logout': proxied, '/callback': proxied } },
  };
});
