import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Terminal {
  columns: number;
  rows: number;
  cwd: string;
  env: Record<string, string>;
}

export interface TerminalRun {
  /** What it has written so far, with all codes. */
  output(): string;
  /** Ends the command with SIGKILL, and the terminal with it. */
  kill(): Promise<void>;
  done: Promise<void>;
}

// Node has no pseudo-terminal of its own. The process group ends together.
const openTerminal = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';
const sized = 'stty cols "$1" rows "$2"; shift 2; exec "$@"';

/** Runs a command as a person's terminal would; it sees a screen of this size. */
export function runInTerminal(command: string[], { columns, rows, cwd, env }: Terminal): TerminalRun {
  const args = ['-c', openTerminal, 'sh', '-c', sized, 'sh', String(columns), String(rows), ...command];
  const child = spawn('python3', args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text));
  const done = once(child, 'close').then(() => undefined);
  return {
    output: () => written,
    async kill() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await done;
    },
    done,
  };
}
