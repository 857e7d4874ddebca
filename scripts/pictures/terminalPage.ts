/** A page that looks like a terminal's window. `html`: its rows. */
export const terminalPage = (
  html: string,
  columns: number,
): string => `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; padding: 14px; display: inline-block; background: #fff; }
  main { background: #16181d; border-radius: 10px; padding: 12px 18px 18px; box-shadow: 0 2px 10px #0006; }
  header { height: 22px; }
  i { display: inline-block; width: 12px; height: 12px; border-radius: 6px; margin-right: 7px; background: #e0605b; }
  i + i { background: #e2b14a; } i + i + i { background: #63b25a; }
  pre { margin: 0; width: ${columns}ch; white-space: pre-wrap; word-break: break-all; color: #d7dae0;
    font: 15px/1.5 'DejaVu Sans Mono', monospace; }
  .green { color: #7ec96f; } .red { color: #ef7d78; } .yellow { color: #e6c062; } .dim { color: #8a909c; }
  .prompt { color: #79b8ff; }
</style><main><header><i></i><i></i><i></i></header><pre>${html}</pre></main>`;
