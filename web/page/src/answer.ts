// What does the program tell the page? Base units; the unit ends each key.
export interface Term {
  key: string;
  says: string;
  time_s: number;
  source: string;
}

export interface Point {
  accelerators: number;
  tokens_per_step: number;
  step_s: number;
  low_s: number;
  high_s: number;
  tokens_per_s_per_accelerator: number;
  mfu: number;
  fits: boolean;
}

export interface Run {
  id: string;
  what: string;
  where: string;
  says: string;
  accelerators: number;
  tokens_per_s_per_accelerator: number;
  mfu: number;
}

// The name by its place in Timeline.names, begin and end in ticks, micro-batch and chunk (-1 = of
// none), how many layers or micro-batches it stands for (0 = is no group), and how deep it lies
// within others.
export type Slice = [name: number, begin: number, end: number, microBatch: number, chunk: number, count: number, depth: number];

export interface Track {
  stage: number;
  stream: string;
  slices: Slice[];
}

export interface Timeline {
  step_s: number;
  ticks: number; // of a step
  stages: number;
  micro_batches: number;
  names: [name: string, key: string][]; // key of a term, or empty
  tracks: Track[];
  notes: string[];
}

export interface Answer {
  verdict: string;
  command: string;
  scenario_yaml: string;
  forecast: {
    step_s: number;
    interval?: { low_s: number; high_s: number; memory_low_bytes: number; memory_high_bytes: number };
    tokens_per_s_per_accelerator: number;
    accelerators: number;
    tokens_per_step: number;
    mfu: number;
    model_flop_per_s_per_accelerator: number;
    peak_flop_per_s: number;
    peak_memory_bytes: number;
    memory_capacity_bytes: number;
    terms: Term[];
    memory: Record<string, number>[]; // stage, total_bytes, and a key per term
  };
  bottleneck?: { says: string; share: number };
  levers?: { kind: string; says: string; change: number }[]; // most helpful first
  trust: { says: string; nearest: { id: string; what: string; where: string }[] };
  says: {
    model: string;
    accelerator: string;
    plan: string;
    workload: string;
    software: string;
    power?: string;
    nearest: string[];
    memory: Record<string, string>; // term to phrase
  };
  assumptions: string[];
  figures: Record<string, unknown>; // figures carry {value, status, source, date, note}
  sources: Record<string, { title: string; where: string }>;
  scaling: Point[];
  published: Run[];
  timeline?: Timeline;
}

export function readAnswer(): Answer {
  return JSON.parse(document.getElementById("answer")!.textContent!) as Answer;
}
