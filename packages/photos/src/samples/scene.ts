/** The numbers 0 to 1 that belong to a seed, always the same ones. */
function numbersOf(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Sky above, sky at the horizon, sun, and the land from far to near. */
const moods = [
  { sky: ['#274690', '#f9c784'], sun: '#fff1c9', land: ['#7a86b6', '#495c83', '#244855', '#12263a'] },
  { sky: ['#3a86c8', '#d7efff'], sun: '#fffbe0', land: ['#9cc5a1', '#6ba368', '#3f7d4e', '#1f4d38'] },
  { sky: ['#5b2a86', '#ff8c61'], sun: '#ffe29a', land: ['#b5446e', '#7d2e68', '#4a1942', '#240b36'] },
  { sky: ['#0b3954', '#bfd7ea'], sun: '#ffffff', land: ['#a3b9c9', '#6d8ea0', '#3d6073', '#1b3a4b'] },
] as const;

/** A landscape as an SVG, another for each seed: sky at the top and dark hills at the bottom tell which way is up. */
export function drawScene(seed: number, width: number, height: number): string {
  const random = numbersOf(seed);
  const { sky, sun, land } = moods[seed % moods.length] ?? moods[0];
  const sunX = (0.2 + 0.6 * random()) * width;
  const sunY = (0.2 + 0.25 * random()) * height;
  const hills = land.map((colour, index) => {
    const base = (0.5 + 0.13 * index) * height;
    return `<path fill="${colour}" d="${drawHills(random, width, height, base, 0.11 * height)}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>
<linearGradient id="sky" x2="0" y2="0.7"><stop stop-color="${sky[0]}"/><stop offset="1" stop-color="${sky[1]}"/></linearGradient>
<radialGradient id="glow"><stop stop-color="${sun}" stop-opacity="0.8"/><stop offset="1" stop-color="${sun}" stop-opacity="0"/></radialGradient>
</defs><rect width="100%" height="100%" fill="url(#sky)"/><circle cx="${sunX}" cy="${sunY}" r="${height / 3}" fill="url(#glow)"/>
<circle cx="${sunX}" cy="${sunY}" r="${height / 15}" fill="${sun}"/>${hills.join('')}</svg>`;
}

/** A ridge of three waves over each other, closed along the picture's lower edge. */
function drawHills(random: () => number, width: number, height: number, base: number, rise: number): string {
  const waves = [1, 2.3, 5.1].map((pace) => ({ pace: pace * (0.7 + 0.6 * random()), phase: 7 * random(), rise: rise / pace }));
  const heightAt = (x: number) =>
    waves.reduce((sum, wave) => sum + wave.rise * Math.sin((x / width) * 6 * wave.pace + wave.phase), base);
  const points = Array.from({ length: 65 }, (_, index) => (index / 64) * width).map(
    (x) => `${x.toFixed(1)} ${heightAt(x).toFixed(1)}`,
  );
  return `M0 ${height}L${points.join('L')}L${width} ${height}Z`;
}
