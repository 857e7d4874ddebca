export interface Arithmetic {
  result: string;
  /** e.g. `15 x 12 = 180`. */
  steps: string[];
}

const number = String.raw`\d+(?:\.\d+)?`;
const expression = new RegExp(String.raw`${number}(?:\s*[x×*·÷/]\s*${number}|\s+[+−-]\s+${number})+`);
const token = new RegExp(String.raw`${number}|[x×*·÷/+−-]`, 'g');

/** Works out the first calculation in the text, products before sums; `null` when it holds none. */
export function explainArithmetic(text: string): Arithmetic | null {
  const tokens = expression.exec(text)?.[0].match(token);
  if (!tokens) return null;
  const steps: string[] = [];
  const sum = reduce(reduce(tokens, /[x×*·÷/]/, steps), /[+−-]/, steps);
  return { result: sum[0] ?? '', steps };
}

/** Replaces each `a operator b` by its value, from the left. */
function reduce(tokens: string[], operators: RegExp, steps: string[]): string[] {
  const [first = '', ...rest] = tokens;
  const reduced = [first];
  for (let index = 0; index < rest.length; index += 2) {
    const [operator = '', right = ''] = rest.slice(index, index + 2);
    const left = reduced.at(-1) ?? '';
    if (!operators.test(operator)) {
      reduced.push(operator, right);
      continue;
    }
    const value = apply(Number(left), operator, Number(right));
    steps.push(`${left} ${operator} ${right} = ${value}`);
    reduced[reduced.length - 1] = value;
  }
  return reduced;
}

function apply(left: number, operator: string, right: number): string {
  if (operator === '+') return show(left + right);
  if (/[−-]/.test(operator)) return show(left - right);
  return show(/[÷/]/.test(operator) ? left / right : left * right);
}

const show = (value: number): string => String(Math.round(value * 1e6) / 1e6);
