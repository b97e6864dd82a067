/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  compilerOptions: {
    // Only for files of this package: what the tests bring along may be written the old way.
    runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true),
  },
};
