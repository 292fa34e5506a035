import type { Alternative, DiagnosisReport } from '../../domain/diagnosis/diagnosis.js';
import { clip, saySame, utcOf } from '../../domain/wording.js';
import { fail, ok, type Paint, type StateWord, warn } from './paint.js';
import { harmless } from './table.js';

const WIDTH = 110;
const OTHERS_MAX = 5;
const TONES: Readonly<Record<DiagnosisReport['verdict'], (word: string) => StateWord>> = {
  ...{ fault: fail, unknown: warn, expected: ok, recovered: ok, healthy: ok },
};

/** The answer for somebody who is tired: what it is, how it came about, what proves it, what else it could be, what to do. */
export function drawDiagnosis(diagnosis: DiagnosisReport, paint: Paint): string {
  const { verdict, cause, summary, inWords } = diagnosis;
  const word = paint(TONES[verdict](verdict.toUpperCase()));
  const head = cause ? `${word}  ${cause.code}  (${Math.round(cause.confidence * 100)} % sure)` : word;
  const parts = [
    head,
    wrap(inWords ?? summary, ''),
    section('How it came about', chainLines(diagnosis.chain)),
    section('What shows it', evidenceLines(diagnosis)),
    section('Around it', aroundLines(diagnosis)),
    section('What else it could be', diagnosis.alternatives.slice(0, 3).map(alternativeLine)),
    section('What to do', verdict === 'fault' ? doLines(diagnosis) : []),
    section('Also broken, of its own', otherLines(diagnosis)),
    section(
      'To be surer, read',
      diagnosis.missing.slice(0, 3).map((one) => wrap(one, '  ')),
    ),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines].join('\n');
}

/** One station a line, each under the one that it follows from. */
function chainLines([chain = '']: readonly string[]): readonly string[] {
  const stations = chain.split(' → ').filter(Boolean);
  return stations.map((station, place) =>
    wrap(`${place === 0 ? '●' : '└─▶'} ${station}`, '  '.repeat(Math.min(place, 6) + 1)),
  );
}

function evidenceLines({ cause, facts }: DiagnosisReport): readonly string[] {
  const shown = facts.filter(({ id }) => cause?.because.includes(id)).toSorted((a, b) => b.confidence - a.confidence);
  const distinct: typeof shown = [];
  for (const fact of shown)
    if (!distinct.some(({ evidence }) => saySame(evidence.quote, fact.evidence.quote))) distinct.push(fact);
  return distinct
    .slice(0, 4)
    .map(({ source, at, evidence }) =>
      wrap(`${[utcOf(at), source].filter(Boolean).join(' ')}: “${clip(evidence.quote, 300)}”`, '  '),
    );
}

/** Whether the fault stands alone, and what else fires, where somebody looked. */
function aroundLines({ facts }: DiagnosisReport): readonly string[] {
  return facts
    .filter(({ kind, verdict }) => ['cluster_wide_trouble', 'alerts_near_by'].includes(kind) && verdict !== 'unknown')
    .map(({ evidence }) => wrap(evidence.because ?? evidence.quote, '  '));
}

function alternativeLine({ code, resource, whyNot }: Alternative): string {
  return wrap(`${code} at ${resource.name}: not it, since ${whyNot}`, '  ');
}

/** Faults beside the answer, each with what to do about it. */
function otherLines({ others = [] }: DiagnosisReport): readonly string[] {
  const shown = others.slice(0, OTHERS_MAX).map((one) => {
    const head = `${one.code} (${Math.round(one.confidence * 100)} % sure): ${one.inWords}`;
    return [wrap(head, '  '), wrap(one.remedy, '    '), ...proposalLines(one.proposals, '    ')].join('\n');
  });
  const left = others.length - shown.length;
  return [...shown, ...(left > 0 ? [`  and ${left} more: --json lists them`] : [])];
}

function doLines({ remedy, proposals }: DiagnosisReport): readonly string[] {
  return [wrap(remedy, '  '), ...proposalLines(proposals, '  ')];
}

function proposalLines(proposals: DiagnosisReport['proposals'], indent: string): readonly string[] {
  return proposals.map(({ action, target, params, why, verdict }) => {
    const given = Object.entries(params).map(([name, value]) => `${name}=${value}`);
    return wrap(
      `an action for it, which Reeve does not carry out yet: ${[action, `${target.kind} ${target.name}`, ...given].join(' ')}: ${why} (the gate: ${verdict})`,
      indent,
    );
  });
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of harmless(text).split(' ')) {
    if (line !== '' && indent.length + line.length + word.length >= WIDTH) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => indent + one).join('\n');
}
