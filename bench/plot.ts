export interface Panel {
  title: string;
  /** x in seconds, y in the unit of the title. */
  points: [x: number, y: number][];
}

const width = 720;
const height = 150;
const margin = { left: 60, top: 30, between: 40 };
const text = 'font-family="sans-serif" font-size="12" fill="#333"';

/** Panels below each other, as one SVG; each y axis begins at 0. */
export function plot(panels: Panel[]): string {
  const whole = panels.length * (height + margin.top + margin.between);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width + margin.left + 20} ${whole}">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...panels.map((panel, index) => drawPanel(panel, index * (height + margin.top + margin.between))),
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel({ title, points }: Panel, offset: number): string {
  const lastX = Math.max(...points.map(([x]) => x), 1);
  const highest = Math.max(...points.map(([, y]) => y), 1);
  const top = offset + margin.top;
  const place = ([x, y]: [number, number]) =>
    `${(margin.left + (x / lastX) * width).toFixed(1)},${(top + height * (1 - y / highest)).toFixed(1)}`;
  return [
    `<text x="${margin.left}" y="${top - 10}" ${text}>${title}</text>`,
    `<path d="M ${margin.left} ${top} v ${height} h ${width}" fill="none" stroke="#888"/>`,
    `<polyline points="${points.map(place).join(' ')}" fill="none" stroke="#1f6fb2" stroke-width="2"/>`,
    `<text x="${margin.left - 6}" y="${top + 5}" text-anchor="end" ${text}>${Math.round(highest)}</text>`,
    `<text x="${margin.left - 6}" y="${top + height}" text-anchor="end" ${text}>0</text>`,
    `<text x="${margin.left + width}" y="${top + height + 18}" text-anchor="end" ${text}>${Math.round(lastX)} s</text>`,
  ].join('\n');
}
