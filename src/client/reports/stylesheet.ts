const colours = `
:root {
  color-scheme: light dark;
  --ground: #f5f4f0; --paper: #fffefb; --ink: #23262b; --soft: #5a606b; --line: #e2dfd6; --accent: #2a5d8c;
  --good: #1f6f4c; --good-tint: #e4f1ea; --fair: #855600; --fair-tint: #fbf0d8;
  --bad: #a5302a; --bad-tint: #fbe8e5; --shade: 0 1px 2px rgb(40 35 20 / 6%), 0 6px 20px rgb(40 35 20 / 4%);
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #15171b; --paper: #1d2025; --ink: #e7e4dd; --soft: #a6abb5; --line: #343941; --accent: #8fbdea;
    --good: #7fcba7; --good-tint: #1b3328; --fair: #e8ba6d; --fair-tint: #3a2f19;
    --bad: #f29a91; --bad-tint: #41221f; --shade: none;
  }
  .scan img { filter: brightness(0.88); }
}`;

const frame = `
* { box-sizing: border-box; min-width: 0; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Open Sans", sans-serif;
}
.frame { max-width: 84rem; margin: 0 auto; padding: 2.25rem clamp(1rem, 3vw, 2.5rem); }
a { color: var(--accent); text-underline-offset: 0.18em; text-decoration-thickness: 1px; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
h1, h2, h3, p, dl, dd, ul, figure { margin: 0; }
h1 { font-size: clamp(1.7rem, 4vw, 2.3rem); line-height: 1.2; letter-spacing: -0.015em; font-weight: 650; }
h2 { font-size: 1.2rem; line-height: 1.3; font-weight: 650; }
h3, .label { font-size: 0.78rem; line-height: 1.4; font-weight: 600; color: var(--soft); }
.overline { color: var(--soft); font-size: 0.9rem; }
.top { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; justify-content: space-between; }
.top nav { display: flex; gap: 1.25rem; font-size: 0.92rem; }
.facts { display: flex; flex-wrap: wrap; gap: 0.35rem 1.75rem; margin-top: 0.9rem; font-size: 0.92rem; }
.facts > div { display: flex; gap: 0.45rem; }
.facts dt { color: var(--soft); flex: none; }
main { display: grid; gap: 2rem; margin-top: 1.75rem; }
main > section { display: grid; gap: 0.9rem; }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
footer, .quiet { color: var(--soft); font-size: 0.88rem; }
.unseen {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}`;

const pieces = `
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: 0.75rem; }
.card, .panel {
  background: var(--paper); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shade);
}
.card { overflow-wrap: break-word; padding: 0.8rem 1rem 0.85rem; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.card dd { font-size: 1.65rem; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; }
.card small { font-size: 0.85rem; font-weight: 500; color: var(--soft); }
.panel { padding: 1.25rem clamp(1rem, 2.2vw, 1.6rem) 1.5rem; }
.banner { padding: 0.9rem 1.2rem; border: 1px solid; border-left-width: 5px; border-radius: 8px; }
.good { color: var(--good); } .fair { color: var(--fair); } .bad { color: var(--bad); }
.banner.fair { background: var(--fair-tint); } .banner.bad { background: var(--bad-tint); }
.banner p, .banner ul { color: var(--ink); }
.badge {
  display: inline-block; padding: 0.06rem 0.6rem; border-radius: 99px; border: 1px solid; white-space: nowrap;
  font-size: 0.82rem; font-weight: 600; color: var(--soft);
}
.badge.good { color: var(--good); background: var(--good-tint); }
.badge.fair { color: var(--fair); background: var(--fair-tint); }
.badge.bad { color: var(--bad); background: var(--bad-tint); }
.confidence { display: inline-flex; align-items: center; gap: 0.55rem; font-size: 0.9rem; white-space: nowrap; }
.confidence b { font-variant-numeric: tabular-nums; font-weight: 600; color: var(--ink); }
.confidence rect:first-child { fill: var(--line); }
.confidence rect:last-child { fill: currentColor; }
.strip { display: flex; flex-wrap: wrap; gap: 0.35rem; list-style: none; padding: 0; }
.strip a {
  display: block; min-width: 2rem; padding: 0.1rem 0.5rem; text-align: center; text-decoration: none;
  border: 1px solid var(--line); border-radius: 7px; background: var(--paper); color: var(--soft);
  font-size: 0.85rem; font-variant-numeric: tabular-nums;
}
.strip a.good { color: var(--good); } .strip a.fair { color: var(--fair); background: var(--fair-tint); }
.strip a.bad { color: var(--bad); background: var(--bad-tint); }
.strip-line { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.5rem; }
.list { list-style: none; padding: 0.45rem clamp(1rem, 2.2vw, 1.6rem); }
.list li { display: flex; flex-wrap: wrap; gap: 0.15rem 1rem; padding: 0.5rem 0; border-top: 1px solid var(--line); }
.list li:first-child { border-top: 0; }
.list a { font-weight: 600; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.6rem 0.75rem; text-align: left; vertical-align: baseline; border-top: 1px solid var(--line); }
thead th { overflow-wrap: break-word; border-top: 0; font-size: 0.82rem; font-weight: 600; color: var(--soft); }
.number { text-align: right; }`;

const phone = `
@media screen and (max-width: 40rem) {
  .stacking, .stacking tbody, .stacking tr, .stacking th, .stacking td { display: block; }
  .stacking thead { display: none; }
  .stacking tr { padding: 0.8rem 0; border-top: 1px solid var(--line); }
  .stacking tr:first-child { border-top: 0; }
  .stacking th, .stacking td { border: 0; padding: 0.12rem 0; text-align: left; }
  .stacking td[data-label] { display: flex; justify-content: space-between; gap: 1rem; }
  .stacking td[data-label]::before { content: attr(data-label); color: var(--soft); font-size: 0.9rem; }
}`;

const paper = `
@page { margin: 14mm 13mm; }
@media print {
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html { font-size: 9.5pt; }
  body { font-size: 1rem; line-height: 1.45; background: none; }
  .frame { max-width: none; padding: 0; }
  .facts { margin-top: 0.5rem; gap: 0.1rem 1.5rem; }
  main { margin-top: 5mm; }
  footer { margin-top: 4mm; padding-top: 2mm; }
  main, main > section { display: block; }
  main > *, main > section > * + * { margin-top: 5mm; }
  .card, .panel { box-shadow: none; background: none; }
  .cards { grid-template-columns: repeat(auto-fit, minmax(28mm, 1fr)); gap: 2.5mm; }
  .card { padding: 2mm 3mm; }
  .card dd { font-size: 1.3rem; }
  nav, .screen-only { display: none !important; }
  a { color: inherit; text-decoration: none; }
  .card, .panel, .banner, .list li, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}`;

/** The look all reports share; a report adds its own rules after it. */
export const stylesheet = colours + frame + pieces + phone + paper;
