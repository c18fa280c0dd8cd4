// Makes a text of a simple regular expression: letters, classes, groups and counts.

const KINDS = { d: '1', w: 'a', s: ' ', S: 'a', D: 'a', W: '-' };

/** A short text that the pattern matches, if it is simple enough. */
export function textMatching(pattern) {
  try {
    const text = alternative({ rest: pattern });
    return new RegExp(pattern, 'u').test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

// the first of what stands between bars, up to the end of its group
function alternative(at) {
  let text;
  for (let branch = ''; ; branch = '') {
    while (at.rest !== '' && !'|)'.includes(at.rest[0])) {
      const atom = atomOf(at);
      branch += atom.repeat(countOf(at));
    }
    text ??= branch;
    if (at.rest[0] !== '|') {
      return text;
    }
    take(at, 1);
  }
}

function atomOf(at) {
  const [first] = take(at, 1);
  switch (first) {
    case '^': case '$': return '';
    case '.': return 'a';
    case '\\': return escaped(take(at, 1));
    case '[': return classOf(take(at, /^(?:\\.|[^\]\\])*\]/));
    case '(': {
      take(at, /^(?:\?:|\?<\w+>)?/);
      const text = alternative(at);
      take(at, 1);
      return text;
    }
    default: return first;
  }
}

function escaped(letter) {
  return letter === 'b' ? '' : KINDS[letter] ?? letter;
}

function classOf(text) {
  if (text.startsWith('^')) {
    return ['a', '1', '-'].find((letter) => new RegExp(`[${text}`, 'u').test(letter));
  }
  return text.startsWith('\\') ? escaped(text[1]) : text[0];
}

function countOf(at) {
  const [, sign, least] = take(at, /^(?:([*+?])|\{(\d+)(?:,\d*)?\})?\??/, true);
  return least === undefined ? ('*?'.includes(sign ?? '+') ? 0 : 1) : Number(least);
}

function take(at, what, groups) {
  const match = typeof what === 'number' ? [at.rest.slice(0, what)] : at.rest.match(what);
  at.rest = at.rest.slice(match[0].length);
  return groups ? match : match[0];
}
