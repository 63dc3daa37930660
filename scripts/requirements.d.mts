/** The packages of requirements.txt, for `ensurePython({ extras })`. */
export declare const EXTRAS: readonly string[];
