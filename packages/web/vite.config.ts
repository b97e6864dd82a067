import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:4400';

export default defineConfig({
  plugins: [svelte()],
  // Files name each other relatively, so that the pages work under any prefix; the server makes index.html name them from its root.
  base: './',
  build: {
    target: 'es2023',
    // Everything is a file of its own: the page's security policy takes no inlined fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // The Origin is passed on as it is, for the server checks it.
    proxy: { '/trpc': server, '/login': server, '/files': server, '/ws': { target: server, ws: true } },
  },
});
